import { queryOptions } from "@tanstack/react-query";
import { client } from "../session/client.ts";
import { organizationKey } from "./keys.ts";

export const apiKeysQuery = (organization: string) =>
  queryOptions({
    queryKey: [...organizationKey(organization), "api-keys"],
    queryFn: ({ signal }) =>
      client.apiKeys.list({ organization, limit: 200 }, { signal }).toArray({ max: 2000 }),
  });
