import type { Permission } from "./access.ts";

/** The permissions that change nothing. Only these are left of a role with a read-only key. */
export const readPermissions: ReadonlySet<Permission> = new Set([
  "public",
  "self:read",
  // A session has the scopes of the key, so that it permits nothing more.
  "sessions:create",
  "sessions:own",
  "sessions:read",
  "organizations:list",
  "organization:read",
  "users:read",
  "users:list",
  "groups:read",
  "apiKeys:read",
  "invitations:read",
  "routerKeys:read",
  "superadminKeys:read",
  "savedViews:read",
  "numbers:read",
  "assignments:read",
  "routes:read",
  "webhooks:read",
  "calls:read",
  "carrierAccounts:read",
  "platformCarrierAccounts:read",
  "events:all",
  "events:list",
  "events:read",
  "imports:read",
  "jobs:read",
  "platformJobs:read",
  "assignments:platformRead",
]);

/** The permissions that are left with a key for the inventory. */
export const inventoryPermissions: ReadonlySet<Permission> = new Set([
  "public",
  "self:read",
  "sessions:create",
  "sessions:own",
  "numbers:read",
  "numbers:add",
]);

/** The permissions that concern every organization. None is left with a key for named organizations. */
export const platformPermissions: ReadonlySet<Permission> = new Set([
  "organizations:create",
  "organizations:list",
  // Ids are unique in the installation: that one is taken can be the id of another organization's record.
  "users:chooseId",
  "routerKeys:read",
  "routerKeys:write",
  "superadminKeys:read",
  "superadminKeys:write",
  "events:all",
  "installation:backup",
  "signingKeys:rotate",
  "platformJobs:read",
  "platformJobs:write",
  "platformCarrierAccounts:read",
  "platformCarrierAccounts:write",
]);

/** The permissions that concern the caller, and no organization. */
export const selfPermissions: ReadonlySet<Permission> = new Set([
  "self:read",
  "sessions:create",
  "sessions:own",
]);
