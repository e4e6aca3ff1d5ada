import {
  type ApiKeyId,
  type DialectName,
  type OrganizationId,
  type PlatformRole,
  platformRoles,
  type Role,
  type SessionId,
  type SuperadminKeyScope,
  type UserId,
} from "../../model.ts";
import {
  insufficientRole,
  insufficientScope,
  organizationNotFound,
  organizationSuspended,
} from "../kernel/errors.ts";
import { organizationsOf } from "./key-scopes.ts";
import {
  inventoryPermissions,
  platformPermissions,
  readPermissions,
  selfPermissions,
} from "./permission-sets.ts";

/**
 * An invitee has an invitation, and may do nothing but redeem it. A newcomer has the one-time link of the first start, and
 * may do nothing but exchange it for a session.
 */
export type PrincipalRole = Role | "invitee" | "newcomer";

/** What a JWT states of itself. */
export interface TokenDetails {
  readonly issuer: string | null;
  /** Milliseconds since 1970-01-01 UTC; null for a token without expiry. */
  readonly expiresAt: number | null;
}

/** The session of a caller. */
export interface SessionDetails {
  readonly id: SessionId;
  /** The key that it was exchanged for. */
  readonly keyId: ApiKeyId | null;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly expiresAt: number;
}

/** An authenticated caller. */
export interface Principal {
  readonly userId: UserId;
  /** Null for platform users: superadmins and routers. */
  readonly organizationId: OrganizationId | null;
  readonly isOrganizationSuspended: boolean;
  readonly role: PrincipalRole;
  /** Of the API key; absent for a credential without limits. */
  readonly scopes?: readonly SuperadminKeyScope[] | undefined;
  /** Absent for other credentials than a JWT. */
  readonly token?: TokenDetails | undefined;
  /** Absent for other credentials than a session. */
  readonly session?: SessionDetails | undefined;
  /** The id of the API key, the invitation or the session, or `jwt:` and the user's id. Never the secret. */
  readonly credentialId: string;
}

/** `self`: only when the user concerned is the caller. */
type Grant = "all" | "self";
const permissions = {
  /** For every caller, also without a credential. */
  public: { superadmin: "all", admin: "all", auditor: "all", member: "all", router: "all" },
  /** Who the caller is. */
  "self:read": { superadmin: "all", admin: "all", auditor: "all", member: "all", router: "all" },
  "sessions:create": {
    superadmin: "all",
    admin: "all",
    auditor: "all",
    member: "all",
    invitee: "all",
    newcomer: "all",
  },
  /** A caller's own sessions. */
  "sessions:own": { superadmin: "all", admin: "all", auditor: "all", member: "all" },
  "sessions:read": { superadmin: "all", admin: "all", auditor: "all", member: "self" },
  "sessions:end": { superadmin: "all", admin: "all", auditor: "self", member: "self" },
  "organizations:create": { superadmin: "all" },
  "organizations:list": { superadmin: "all" },
  "organization:read": { superadmin: "all", admin: "all", auditor: "all", member: "all" },
  "organization:write": { superadmin: "all", admin: "all" },
  "organization:suspend": { superadmin: "all" },
  "organization:delete": { superadmin: "all" },
  /** Of the admins only for the owner. */
  "organization:transfer": { superadmin: "all", admin: "all" },
  "users:read": { superadmin: "all", admin: "all", auditor: "all", member: "self" },
  "users:list": { superadmin: "all", admin: "all", auditor: "all" },
  "users:write": { superadmin: "all", admin: "all" },
  /** The first sign-in with a token of an identity provider. */
  "identity:link": { admin: "self", auditor: "self", member: "self" },
  "users:signOut": { superadmin: "all", admin: "all", auditor: "self", member: "self" },
  "users:block": { superadmin: "all" },
  /** Of the admins only for the owner. */
  "users:erase": { superadmin: "all", admin: "all" },
  "users:chooseId": { superadmin: "all" },
  "groups:read": { superadmin: "all", admin: "all", auditor: "all" },
  "groups:write": { superadmin: "all", admin: "all" },
  "apiKeys:read": { superadmin: "all", admin: "all", auditor: "all", member: "self" },
  /** An admin creates and rotates their own keys and those of service users. */
  "apiKeys:write": { superadmin: "all", admin: "all", auditor: "self", member: "self" },
  "apiKeys:writeAny": { superadmin: "all" },
  "invitations:read": { superadmin: "all", admin: "all", auditor: "all" },
  "invitations:write": { superadmin: "all", admin: "all" },
  "invitations:redeem": { invitee: "all" },
  /** Router keys belong to the platform. */
  "routerKeys:read": { superadmin: "all" },
  "routerKeys:write": { superadmin: "all" },
  "superadminKeys:read": { superadmin: "all" },
  "superadminKeys:write": { superadmin: "all" },
  /** A caller's own views, and the shared ones. */
  "savedViews:read": { superadmin: "all", admin: "all", auditor: "all", member: "all" },
  "savedViews:own": { superadmin: "all", admin: "all", auditor: "all", member: "all" },
  "savedViews:share": { superadmin: "all", admin: "all" },
  "numbers:read": { superadmin: "all", admin: "all", auditor: "all" },
  /** Not for admins: an organization that could claim any line could block another organization. */
  "numbers:add": { superadmin: "all" },
  "numbers:write": { superadmin: "all", admin: "all" },
  "assignments:read": { superadmin: "all", admin: "all", auditor: "all", member: "self" },
  "assignments:write": { superadmin: "all", admin: "all" },
  /** Routing lookups: who answers a line, which number a user calls from. */
  "routes:read": { superadmin: "all", admin: "all", auditor: "all", router: "all" },
  "webhooks:read": { superadmin: "all", admin: "all", auditor: "all" },
  "webhooks:write": { superadmin: "all", admin: "all" },
  "carrierAccounts:read": { superadmin: "all", admin: "all", auditor: "all" },
  "carrierAccounts:write": { superadmin: "all", admin: "all" },
  /** Accounts of the platform, whose numbers belong to several organizations. */
  "platformCarrierAccounts:read": { superadmin: "all" },
  "platformCarrierAccounts:write": { superadmin: "all" },
  /** The log of calls. */
  "calls:read": { superadmin: "all", admin: "all", auditor: "all", member: "self" },
  "events:all": { superadmin: "all" },
  "installation:backup": { superadmin: "all" },
  "signingKeys:rotate": { superadmin: "all" },
  "events:list": { superadmin: "all", admin: "all", auditor: "all" },
  "events:read": { superadmin: "all", admin: "all", auditor: "all", member: "self" },
  "imports:read": { superadmin: "all", admin: "all", auditor: "all" },
  "imports:write": { superadmin: "all", admin: "all" },
  "jobs:read": { superadmin: "all", admin: "all", auditor: "all" },
  "jobs:write": { superadmin: "all", admin: "all" },
  /** The jobs of the platform, such as the maintenance of the database. */
  "platformJobs:read": { superadmin: "all" },
  "platformJobs:write": { superadmin: "all" },
  /** Tether's three operations, which Tether reserves for its superadmins. */
  "assignments:platformRead": { superadmin: "all" },
  "assignments:platformWrite": { superadmin: "all" },
} as const satisfies Record<string, Partial<Record<PrincipalRole, Grant>>>;

export type Permission = keyof typeof permissions;

/** What a superadmin can still do with a deleted organization: read its history, and erase personal values. */
const permissionsWhenDeleted: ReadonlySet<Permission> = new Set([
  "users:list",
  "users:read",
  "users:erase",
  "events:list",
  "events:read",
]);

export const isPermittedWhenDeleted = (permission: Permission): boolean =>
  permissionsWhenDeleted.has(permission);

export const isPermission = (name: string): name is Permission => Object.hasOwn(permissions, name);

/** Throws unless the caller has the permission. `userId` is the user concerned, where there is one. */
export function requirePermission(principal: Principal, permission: Permission, userId?: UserId): void {
  if (!isGranted(principal, permission, userId)) throw insufficientRole(lowestRole(permissions[permission]));
  const problem = scopeProblem(principal.scopes, permission);
  if (problem !== undefined) throw insufficientScope(problem);
}

export const hasPermission = (principal: Principal, permission: Permission, userId?: UserId): boolean =>
  isGranted(principal, permission, userId) && scopeProblem(principal.scopes, permission) === undefined;

function isGranted({ role, userId: callerId }: Principal, permission: Permission, userId?: UserId): boolean {
  const grants: Partial<Record<PrincipalRole, Grant>> = permissions[permission];
  const grant = grants[role];
  return grant === "all" || (grant === "self" && userId === callerId);
}

/** What a request is about, before it is read. */
export interface RequestTarget {
  readonly dialect: DialectName;
  /** Null for a request that concerns no organization, or all of them. */
  readonly organizationId: OrganizationId | null;
}

/**
 * Throws when no request of the caller's role can have the permission, or when the scopes of the caller's API key do
 * not permit it through this API. A route checks this before it reads the request; the operation checks the permission
 * itself.
 */
export function requireAccess(principal: Principal, permission: Permission, target: RequestTarget): void {
  requireRole(principal, permission);
  const { scopes } = principal;
  const problem = scopeProblem(scopes, permission) ?? targetProblem(scopes ?? [], permission, target);
  if (problem !== undefined) throw insufficientScope(problem);
}

/** Why the scopes do not permit the permission; undefined when they do. */
function scopeProblem(scopes: Principal["scopes"], permission: Permission): string | undefined {
  if (scopes === undefined) return undefined;
  if (scopes.includes("readOnly") && !readPermissions.has(permission))
    return "This API key is read-only. Use a key without the scope readOnly to change something.";
  if (scopes.includes("inventory") && !inventoryPermissions.has(permission))
    return "This API key has the scope inventory and permits only to add and to read numbers.";
  return platformPermissions.has(permission) && organizationsOf(scopes) !== undefined
    ? organizationsOnly
    : undefined;
}

function targetProblem(
  scopes: NonNullable<Principal["scopes"]>,
  permission: Permission,
  { dialect, organizationId }: RequestTarget,
): string | undefined {
  const only = scopes.find((scope) => scope.startsWith("dialect:"));
  if (only !== undefined && only !== `dialect:${dialect}`)
    return `This API key has the scope ${only} and permits no request to another API.`;
  const isOfPlatform = organizationId === null && !selfPermissions.has(permission);
  return isOfPlatform && organizationsOf(scopes) !== undefined ? organizationsOnly : undefined;
}

const organizationsOnly =
  "This API key is limited to organizations and permits no request that concerns all of them.";

/** Throws when no request of the caller's role can have the permission. */
export function requireRole(principal: Principal, permission: Permission): void {
  const grants: Partial<Record<PrincipalRole, Grant>> = permissions[permission];
  if (grants[principal.role] === undefined) throw insufficientRole(lowestRole(grants));
}

/**
 * Throws unless the caller may act in the organization; null stands for a platform user's request that concerns no
 * organization. Another organization looks like a missing one, also to a superadmin whose key is for other ones; to a
 * router, every organization looks the same.
 */
export function requireOrganization(principal: Principal, organizationId: OrganizationId | null): void {
  if (principal.isOrganizationSuspended) throw organizationSuspended();
  if (principal.role === "superadmin") requireInScope(principal, organizationId);
  else if (organizationId !== principal.organizationId)
    throw principal.organizationId === null ? insufficientRole("admin") : organizationNotFound();
}

function requireInScope({ scopes = [] }: Principal, organizationId: OrganizationId | null): void {
  const organizations = organizationsOf(scopes);
  if (organizationId !== null && organizations?.includes(organizationId) === false)
    throw organizationNotFound();
}

export const isOfPlatform = (role: PrincipalRole): role is PlatformRole =>
  (platformRoles as readonly PrincipalRole[]).includes(role);

const lowestRole = (grants: Partial<Record<PrincipalRole, Grant>>): string =>
  grants.invitee === "all" ? "invitee" : grants.admin === "all" ? "admin" : "superadmin";
