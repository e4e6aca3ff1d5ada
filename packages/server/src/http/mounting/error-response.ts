import type { HttpError } from "../errors.ts";
import type { Dialect, RenderedError, RequestInfo } from "./dialect.ts";

/** A refusal in the dialect's words, with the headers that are the same in all of them. */
export function errorResponse(
  dialect: Dialect,
  error: HttpError,
  request: RequestInfo,
): Required<RenderedError> {
  const { status, headers, body } = dialect.render(error, request);
  const { retryAfterSeconds } = error;
  return {
    status,
    headers: {
      "content-type": "application/json; charset=utf-8",
      ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
      ...headers,
    },
    body,
  };
}
