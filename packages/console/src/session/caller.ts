import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import type { Caller } from "@whoseline/sdk";
import { client } from "./client.ts";

export const callerQuery = queryOptions({
  queryKey: ["caller"],
  queryFn: ({ signal }) => client.me({}, { signal }),
  staleTime: 60_000,
});

/** What the caller may do, which decides what controls a screen shows. The server decides again at every request. */
export interface Permissions {
  readonly caller: Caller;
  readonly isSuperadmin: boolean;
  /** Reads everything of the organization: an admin, an auditor or a superadmin. */
  readonly readsAll: boolean;
  /** Saves their own things, such as views. */
  readonly canSave: boolean;
  /** Changes assignments, users and keys. */
  readonly canChange: boolean;
}

export function usePermissions(): Permissions {
  const { data: caller } = useSuspenseQuery(callerQuery);
  return permissionsOf(caller);
}

function permissionsOf(caller: Caller): Permissions {
  const { role } = caller.user;
  const isReadOnly = caller.apiKey?.scopes.includes("readOnly") ?? false;
  return {
    caller,
    isSuperadmin: role === "superadmin",
    readsAll: role !== "member",
    canSave: !isReadOnly,
    canChange: (role === "admin" || role === "superadmin") && !isReadOnly,
  };
}
