import type { Id, Organization, OrganizationStatus, User } from "../../model.ts";
import type { Reads } from "../../storage/store.ts";
import { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { idTaken, organizationNotFound } from "../kernel/errors.ts";
import { isSame } from "../kernel/is-same.ts";
import { mutate } from "../kernel/unit-of-work.ts";
import { requireVersion } from "../kernel/version.ts";
import { insertUser, type NewUser } from "../users/users.ts";

export interface NewOrganization {
  readonly id?: Id | undefined;
  readonly name: string;
  readonly owner: Omit<NewUser, "role">;
}

export interface OrganizationChanges {
  readonly name?: string | undefined;
  readonly status?: OrganizationStatus | undefined;
  readonly coolingDays?: number | undefined;
}

/** The operations on organizations, for one caller. */
export const organizations = (context: Context) => ({
  /** Makes an organization with its owner, an active admin. */
  create(input: NewOrganization): Promise<{ organization: Organization; owner: User }> {
    context.require("organizations:create");
    const { parts, principal, call } = context;
    const inside = new Context(parts, principal, input.id ?? parts.createId(), call);
    return mutate(inside, async (unitOfWork) => {
      const { tx, at, record } = unitOfWork;
      const organization = await tx.organization.create({ name: input.name, createdAt: at });
      if ("taken" in organization) throw idTaken();
      record({ kind: "organization.created", subjectId: organization.id, before: null, after: organization });
      const owner = await insertUser(inside, unitOfWork, { ...input.owner, role: "admin" }, true);
      return { organization, owner };
    });
  },

  /** All organizations, by serial. */
  list(request: CursorRequest): Promise<CursorPage<Organization>> {
    context.require("organizations:list");
    const { listOrganizations } = context.parts.store.platform;
    return listByCursor(context.ofPlatform(), "organizations", request, listOrganizations);
  },

  /** The organization this core is bound to. Throws when there is none. */
  async get(): Promise<Organization> {
    context.require("organization:read");
    return existing(context.parts.store.read(context.organizationId));
  },

  /** Suspending, and lifting a suspension, is the platform's. */
  update(changes: OrganizationChanges, version?: number): Promise<Organization> {
    context.require("organization:write");
    if (changes.status !== undefined) context.require("organization:suspend");
    return mutate(context, async ({ tx, record }) => {
      const before = await existing(tx);
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
  },
});

async function existing(reads: Reads): Promise<Organization> {
  const organization = await reads.organization.get();
  if (organization === undefined) throw organizationNotFound();
  return organization;
}
