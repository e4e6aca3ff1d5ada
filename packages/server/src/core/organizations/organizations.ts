import type { ChangeableOrganizationStatus, Organization, OrganizationId, User } from "../../model.ts";
import type { OrganizationFilter, StoreReader } from "../../storage/store.ts";
import { slugCandidates } from "../../text/slug.ts";
import { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { idTaken, organizationNotFound, slugTaken } from "../kernel/errors.ts";
import { isSame } from "../kernel/is-same.ts";
import { mutate } from "../kernel/mutate.ts";
import type { CachedRecord } from "../kernel/record-cache.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { requireVersion, type VersionCondition } from "../kernel/version.ts";
import { insertUser, type NewUser } from "../users/create-user.ts";

export interface NewOrganization {
  readonly id?: OrganizationId | undefined;
  readonly name: string;
  /** By default one like the name that is free. */
  readonly slug?: string | undefined;
  readonly owner: Omit<NewUser, "role">;
}

export interface OrganizationChanges {
  readonly name?: string | undefined;
  readonly slug?: string | undefined;
  /** Needs the permission `organization:suspend`. */
  readonly status?: ChangeableOrganizationStatus | undefined;
  readonly coolingDays?: number | undefined;
}

/** Creates an organization with its owner, an active admin. */
export function createOrganization(
  { services, principal, call }: Context,
  { id = services.createId(), name, slug, owner }: NewOrganization,
): Promise<{ organization: Organization; owner: User }> {
  const context = new Context(services, principal, id, call);
  const options = { permission: "organizations:create", requiresOrganization: false } as const;
  return mutate(context, options, async (unitOfWork) => {
    const { record } = unitOfWork;
    const organization = await insertOrganization(context, unitOfWork, { name, slug });
    record({ kind: "organization.created", subjectId: organization.id, before: null, after: organization });
    const user = await insertUser(context, unitOfWork, { ...owner, role: "admin", isOwner: true });
    return { organization, owner: user };
  });
}

/** With the slug, or with the first free one like the name. Throws when the id or the slug is taken. */
async function insertOrganization(
  context: Context,
  { tx, at }: UnitOfWork,
  { name, slug }: Pick<NewOrganization, "name" | "slug">,
): Promise<Organization> {
  const [wanted = name, ...others] =
    slug === undefined ? slugCandidates(name, context.organizationId) : [slug];
  const created = await tx.organization.create({ slug: wanted, name, createdAt: at });
  if (!("taken" in created)) return created;
  if (created.taken === "id") throw idTaken();
  // The organization was created without its slug.
  for (const other of others)
    if (await tx.organization.setSlug(other)) return existingOrganization(context, tx);
  throw slugTaken();
}

/** Lists the organizations that match the filter, by serial; without a status, deleted ones are left out. */
export async function listOrganizations(
  context: Context,
  filter: OrganizationFilter,
  request: CursorRequest,
): Promise<CursorPage<Organization>> {
  context.require("organizations:list");
  const { platform } = context.services.store;
  return listByCursor(context.forPlatform(), { name: "organizations", filter }, request, (page) =>
    platform.listOrganizations(filter, page),
  );
}

/** Returns the organization of the context. Throws when it does not exist or was deleted. */
export async function getOrganization(context: Context): Promise<Organization> {
  context.require("organization:read");
  const keep = context.startCachedRead();
  const reads = context.services.store.read(context.organizationId);
  const organization = await existingOrganization(context, reads);
  keep("organization", "", organization);
  return organization;
}

/** Like `getOrganization`, from the cache only; undefined when the organization must be read. */
export function getOrganizationFromCache(context: Context): CachedRecord<Organization> | undefined {
  context.require("organization:read");
  return context.findCached<Organization>("organization", "");
}

/** Changes the organization of the context; omitted fields keep their value. */
export function updateOrganization(
  context: Context,
  changes: OrganizationChanges,
  version?: VersionCondition,
): Promise<Organization> {
  const validate = () => {
    if (changes.status !== undefined) context.require("organization:suspend");
  };
  const options = { permission: "organization:write", requiresOrganization: false, validate } as const;
  return mutate(context, options, async ({ tx, record }) => {
    const before = await existingOrganization(context, tx);
    requireVersion(before, version);
    const wanted = {
      name: changes.name ?? before.name,
      status: changes.status ?? before.status,
      coolingDays: changes.coolingDays ?? before.coolingDays,
    };
    const { slug = before.slug } = changes;
    if (isSame(before, { ...wanted, slug })) return before;
    if (slug !== before.slug && !(await tx.organization.setSlug(slug))) throw slugTaken();
    const after = await tx.organization.update(wanted);
    record({ kind: "organization.updated", subjectId: after.id, before, after });
    return after;
  });
}

/** Throws when the organization does not exist or was deleted. */
export async function existingOrganization(context: Context, reads: StoreReader): Promise<Organization> {
  const organization = await reads.organization.get();
  if (organization === undefined) throw organizationNotFound();
  context.requireNotDeleted(organization.deletedAt ?? null);
  return organization;
}
