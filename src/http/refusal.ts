import type { CoreError } from "../core/errors.ts";
import type { Asked, Dialect, Rendered } from "./dialect.ts";

/** A refusal in the dialect's words, with the headers that are the same in all of them. */
export function refusalOf(dialect: Dialect, error: CoreError, request: Asked): Required<Rendered> {
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
