import type { OrganizationId, SuperadminKeyScope } from "../../model.ts";

const prefix = "organization:";

/** The organizations to which a key with these scopes is limited; undefined when it is not. */
export function organizationsOf(
  scopes: readonly SuperadminKeyScope[],
): readonly OrganizationId[] | undefined {
  const named = scopes.filter((scope) => scope.startsWith(prefix));
  return named.length === 0 ? undefined : named.map((scope) => scope.slice(prefix.length) as OrganizationId);
}

export const organizationScope = (id: OrganizationId): SuperadminKeyScope => `${prefix}${id}`;

/** Whether the scopes limit a key to something other than organizations. */
export const limitsPermissions = (scopes: readonly SuperadminKeyScope[]): boolean =>
  scopes.some((scope) => !scope.startsWith(prefix));
