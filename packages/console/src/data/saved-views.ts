import { queryOptions } from "@tanstack/react-query";
import { client } from "../session/client.ts";
import { organizationKey } from "./keys.ts";

export const savedViewsQuery = (organization: string, screen: string) =>
  queryOptions({
    queryKey: [...organizationKey(organization), "saved-views", screen],
    queryFn: ({ signal }) =>
      client.savedViews.list({ organization, screen, limit: 200 }, { signal }).toArray({ max: 500 }),
  });
