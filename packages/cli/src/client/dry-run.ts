import type { Fetch } from "@whoseline/sdk";

/** A request that was not sent. The credential is left out. */
export interface PlannedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Records the request of an operation in place of sending it. */
export function captureRequest(): {
  readonly fetch: Fetch;
  readonly request: () => PlannedRequest | undefined;
} {
  let captured: PlannedRequest | undefined;
  return {
    async fetch(url, { method = "GET", headers, body }) {
      const kept = [...new Headers(headers)].filter(
        ([name]) => !["authorization", "user-agent"].includes(name),
      );
      captured = {
        method,
        url,
        headers: Object.fromEntries(kept),
        ...(typeof body === "string" && { body: JSON.parse(body) }),
      };
      return new Response(null, { status: 204 });
    },
    request: () => captured,
  };
}
