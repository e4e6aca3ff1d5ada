import type { OrganizationId, Provider, UserHandle, UserId } from "../../model.ts";
import type { Context } from "../kernel/context.ts";
import { invalidArguments, organizationNotFound } from "../kernel/errors.ts";
import {
  type AnswerSource,
  lookUpOutbound,
  type OutboundAnswer,
  type OutboundCall,
  type OutboundPolicy,
} from "../routing/route-lookups.ts";
import { userIdOf } from "./find-user.ts";

export type OrganizationHandle = OrganizationId | { readonly slug: string };

export interface OutboundQuery {
  readonly user: UserHandle;
  /** Required for a username or an e-mail address when the caller is a user of the platform. */
  readonly organization?: OrganizationHandle | undefined;
  /** Required without `to`. */
  readonly provider?: Provider | undefined;
  /** The number that is called, in E.164 format. */
  readonly to?: string | undefined;
  /** Requires `to`. */
  readonly policy?: OutboundPolicy | undefined;
}

/**
 * Looks up the number that a user calls from. A user named by id is answered from memory; a name or an organization is
 * read from the database first. A name of nobody is answered like an unknown id. Throws when the organization does not
 * exist or is not the caller's, when a name comes without one, and when several users have the name; and without a
 * provider or a number to be called.
 */
export async function outboundNumberOf(
  context: Context,
  { user, organization, ...asked }: OutboundQuery,
  isFresh = false,
): Promise<OutboundAnswer & AnswerSource> {
  context.require("routes:read");
  const call = requireCall(asked);
  const organizationId = await organizationOf(context, organization);
  const userId = await idOf(context, user, organizationId);
  return lookUpOutbound(context, { userId, organizationId, ...call }, isFresh);
}

/** Throws unless the lookup names a provider or a number to be called. */
export function requireCall({
  provider,
  to,
  policy,
}: Pick<OutboundQuery, "provider" | "to" | "policy">): OutboundCall {
  if (to !== undefined) return { provider, to, policy };
  if (provider === undefined) throw callMissing();
  if (policy !== undefined) throw policyAlone();
  return { provider };
}

const callMissing = () =>
  invalidArguments({
    argument: "provider",
    rule: "required",
    problem: "is required without to, the number to be called",
  });

const policyAlone = () =>
  invalidArguments({
    argument: "policy",
    rule: "mismatch",
    problem: "must not be sent without to, the number to be called",
  });

/** The organization of the request, or of the caller; undefined for all. */
async function organizationOf(
  { principal, services }: Context,
  named: OrganizationHandle | undefined,
): Promise<OrganizationId | undefined> {
  const own = principal.organizationId;
  if (named === undefined) return own ?? undefined;
  const { platform } = services.store;
  const id = typeof named === "string" ? named : (await platform.findOrganizationBySlug(named.slug))?.id;
  if (id === undefined || (own !== null && own !== id)) throw organizationNotFound();
  const organization = await services.store.read(id).organization.get();
  if (organization === undefined || organization.status === "deleted") throw organizationNotFound();
  return id;
}

/** An id that no user has. */
const nobody = "" as UserId;

async function idOf(
  { services }: Context,
  user: UserHandle,
  organizationId: OrganizationId | undefined,
): Promise<UserId> {
  if (typeof user === "string") return user;
  if (organizationId === undefined) throw organizationRequired();
  return (await userIdOf(services.store.read(organizationId), user)) ?? nobody;
}

const organizationRequired = () =>
  invalidArguments({
    argument: "organization",
    rule: "required",
    problem: "is required with a username or an e-mail address, because the key is not of one organization",
  });
