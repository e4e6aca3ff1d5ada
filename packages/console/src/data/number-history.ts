import { queryOptions } from "@tanstack/react-query";
import type { Event, TimelineInterval } from "@whoseline/sdk";
import { client } from "../session/client.ts";
import { organizationKey } from "./keys.ts";

/** More intervals and events than this are not loaded; the page reports it. */
export const historyLimit = 2000;

export const numberTimelineQuery = (organization: string, number: string) =>
  queryOptions({
    queryKey: [...organizationKey(organization), "number", number, "timeline"],
    queryFn: ({ signal }): Promise<TimelineInterval[]> =>
      client.numbers
        .timeline({ organization, number, limit: 200 }, { signal })
        .toArray({ max: historyLimit }),
  });

export const numberHistoryQuery = (organization: string, number: string) =>
  queryOptions({
    queryKey: [...organizationKey(organization), "number", number, "history"],
    queryFn: ({ signal }): Promise<Event[]> =>
      client.numbers.history({ organization, number, limit: 200 }, { signal }).toArray({ max: historyLimit }),
  });

/** Returns the ETag of an assignment, which the history has as its version. Undefined when it is not in the history. */
export function assignmentEtag(history: readonly Event[], assignmentId: string): string | undefined {
  const last = history.findLast(({ after }) => after !== null && "id" in after && after.id === assignmentId);
  return last?.after && "version" in last.after ? `"${last.after.version}"` : undefined;
}
