import { queryOptions } from "@tanstack/react-query";
import { client } from "../../session/client.ts";

/** How a person can sign in here, and what does not fit together. */
export const consoleQuery = queryOptions({
  queryKey: ["console"],
  queryFn: ({ signal }) => client.sessions.console({ origin: location.origin }, { signal }),
});
