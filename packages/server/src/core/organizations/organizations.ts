import type { Organization, OrganizationId, OrganizationStatus, User } from "../../model.ts";
import type { StoreReader } from "../../storage/store.ts";
import { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { idTaken, organizationNotFound } from "../kernel/errors.ts";
import { isSame } from "../kernel/is-same.ts";
import { mutate } from "../kernel/mutate.ts";
import { requireVersion, type VersionCondition } from "../kernel/version.ts";
import { insertUser, type NewUser } from "../users/create-user.ts";

export interface NewOrganization {
  readonly id?: OrganizationId | undefined;
  readonly name: string;
  readonly owner: Omit<NewUser, "role">;
}

export interface OrganizationChanges {
  readonly name?: string | undefined;
  /** Needs the permission `organization:suspend`. */
  readonly status?: OrganizationStatus | undefined;
  readonly coolingDays?: number | undefined;
}

/** Creates an organization with its owner, an active admin. */
export function createOrganization(
  { services, principal, call }: Context,
  { id = services.createId(), name, owner }: NewOrganization,
): Promise<{ organization: Organization; owner: User }> {
  const context = new Context(services, principal, id, call);
  const options = { permission: "organizations:create", requiresOrganization: false } as const;
  return mutate(context, options, async (unitOfWork) => {
    const { tx, at, record } = unitOfWork;
    const organization = await tx.organization.create({ name, createdAt: at });
    if ("taken" in organization) throw idTaken();
    record({ kind: "organization.created", subjectId: organization.id, before: null, after: organization });
    const user = await insertUser(context, unitOfWork, { ...owner, role: "admin", isOwner: true });
    return { organization, owner: user };
  });
}

/** Lists all organizations by serial. */
export async function listOrganizations(
  context: Context,
  request: CursorRequest,
): Promise<CursorPage<Organization>> {
  context.require("organizations:list");
  const { platform } = context.services.store;
  return listByCursor(context.forPlatform(), { name: "organizations" }, request, platform.listOrganizations);
}

/** Returns the organization of the context. Throws when it does not exist. */
export async function getOrganization(context: Context): Promise<Organization> {
  context.require("organization:read");
  return existingOrganization(context.services.store.read(context.organizationId));
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
    const before = await existingOrganization(tx);
    requireVersion(before, version);
    const wanted = {
      name: changes.name ?? before.name,
      status: changes.status ?? before.status,
      coolingDays: changes.coolingDays ?? before.coolingDays,
    };
    if (isSame(before, wanted)) return before;
    const after = await tx.organization.update(wanted);
    record({ kind: "organization.updated", subjectId: after.id, before, after });
    return after;
  });
}

async function existingOrganization(reads: StoreReader): Promise<Organization> {
  const organization = await reads.organization.get();
  if (organization === undefined) throw organizationNotFound();
  return organization;
}
