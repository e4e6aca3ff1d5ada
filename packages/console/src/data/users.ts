import { queryOptions } from "@tanstack/react-query";
import type { TimelineInterval, User, UserKind, UserStatus } from "@whoseline/sdk";
import { gridPageSize, type PagedList } from "../components/grid/use-pages.ts";
import { client } from "../session/client.ts";
import { organizationKey } from "./keys.ts";
import { historyLimit } from "./number-history.ts";

export interface UserFilters {
  readonly q?: string | undefined;
  readonly status?: UserStatus | undefined;
  readonly kind?: UserKind | undefined;
}

/** A user with the version to change. */
export interface VersionedUser {
  readonly user: User;
  readonly etag: string | undefined;
}

export const userQuery = (organization: string, user: string) =>
  queryOptions({
    queryKey: [...organizationKey(organization), "user", user],
    queryFn: async ({ signal }): Promise<VersionedUser> => {
      const { data, etag } = await client.users.get({ organization, user }, { signal }).withResponse();
      return { user: data, etag };
    },
  });

export const userTimelineQuery = (organization: string, user: string) =>
  queryOptions({
    queryKey: [...organizationKey(organization), "user", user, "timeline"],
    queryFn: ({ signal }): Promise<TimelineInterval[]> =>
      client.users.timeline({ organization, user, limit: 200 }, { signal }).toArray({ max: historyLimit }),
  });

export const userList = (organization: string, filters: UserFilters): PagedList<User> => ({
  queryKey: [...organizationKey(organization), "users", "list", filters],
  read: (cursor, signal) =>
    client.users.list({ organization, ...filters, cursor, limit: gridPageSize }, { signal }),
});
