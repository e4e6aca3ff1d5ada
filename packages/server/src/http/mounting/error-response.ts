import type { HttpError } from "../errors.ts";
import type { Dialect, RenderedError, RequestInfo } from "./dialect.ts";

/** Renders an error in the dialect's format and adds the headers that all dialects share. */
export function errorResponse(
  dialect: Pick<Dialect, "render">,
  error: HttpError,
  request: RequestInfo,
): Required<RenderedError> {
  const { status, headers, body } = dialect.render(error, request);
  const { retryAfterSeconds, headers: ownHeaders } = error;
  return {
    status,
    headers: {
      "content-type": "application/json; charset=utf-8",
      ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
      ...ownHeaders,
      ...headers,
    },
    body,
  };
}
