import { Whoseline } from "@whoseline/sdk";
import { reportRetry } from "./connection.ts";

/** The client of the console. The browser sends the cookie of the session; the page has no credential. */
export const client = new Whoseline({
  baseUrl: location.origin,
  attemptTimeoutMs: 15_000,
  totalTimeoutMs: 60_000,
  maxRetries: 6,
  onRetry: reportRetry,
});
