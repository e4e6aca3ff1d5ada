/** Sends requests to addresses that users have chosen. Refuses hosts that are not on the public internet. */
export interface Outbound {
  /** Why the URL cannot be used, to follow its name in a sentence; undefined when it can. */
  urlProblem(url: string): Promise<string | undefined>;
  /** Sends a POST and reads the beginning of the response. Never rejects. */
  post(request: OutboundRequest): Promise<OutboundResult>;
  /** Sends a request and reads the complete response. Never rejects. */
  send(request: OutboundExchange): Promise<OutboundExchangeResult>;
  /** Ends the requests in flight. */
  close(): Promise<void>;
}

export interface OutboundRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Why there is no response. */
export const outboundFailures = [
  "url_not_allowed",
  "address_not_allowed",
  "host_not_found",
  "connection_failed",
  "tls_failed",
  "timeout",
] as const;
export type OutboundFailure = (typeof outboundFailures)[number];

export interface OutboundResponse {
  readonly status: number;
  /** The first 2 KiB. */
  readonly body: string;
  readonly retryAfter: string | undefined;
  readonly durationMs: number;
}

export type OutboundResult =
  | OutboundResponse
  | { readonly failure: OutboundFailure; readonly durationMs: number };

export interface OutboundExchange {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Ends the request when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

export type OutboundExchangeResult =
  | {
      readonly status: number;
      /** By name in lower case; several values of one name are joined with commas. */
      readonly headers: Readonly<Record<string, string>>;
      /** At most 16 MiB. */
      readonly text: string;
    }
  | { readonly failure: OutboundFailure | "response_too_large" };

/** For commands that send nothing. */
export const noOutbound: Outbound = {
  urlProblem: async () => undefined,
  post: async () => ({ failure: "connection_failed", durationMs: 0 }),
  send: async () => ({ failure: "connection_failed" }),
  close: async () => {},
};
