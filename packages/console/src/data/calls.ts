import type { CallDirection, CallOutcome, Result } from "@whoseline/sdk";
import { gridPageSize, type PagedList } from "../components/grid/use-pages.ts";
import { client } from "../session/client.ts";
import { organizationKey } from "./keys.ts";

/** A call in the log. */
export type LoggedCall = Result<"listCalls">["items"][number];

export interface CallFilters {
  /** The id or the line of a number. */
  readonly number?: string | undefined;
  readonly user?: string | undefined;
  readonly direction?: CallDirection | undefined;
  readonly outcome?: CallOutcome | undefined;
}

/** The calls of the last days, the newest first. */
export const callList = (organization: string, filters: CallFilters): PagedList<LoggedCall> => ({
  queryKey: [...organizationKey(organization), "calls", filters],
  read: (cursor, signal) =>
    client.calls.list({ organization, ...filters, cursor, limit: gridPageSize }, { signal }),
});
