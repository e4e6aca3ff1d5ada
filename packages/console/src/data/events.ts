import { queryOptions } from "@tanstack/react-query";
import type { FeedEvent } from "@whoseline/sdk";
import { client } from "../session/client.ts";
import { organizationKey } from "./keys.ts";

/** The last events, the newest first. */
export const lastEventsQuery = (organization: string, count: number) =>
  queryOptions({
    queryKey: [...organizationKey(organization), "events", "last", count],
    queryFn: async ({ signal }): Promise<FeedEvent[]> => {
      const { data } = await client.events
        .list({ organization, after: "now", limit: 1 }, { signal })
        .withResponse();
      const after = String(Math.max(0, data.head - count));
      const page = await client.events
        .list({ organization, after, limit: count, expand: "names" }, { signal })
        .withResponse();
      return page.data.items.toReversed();
    },
  });
