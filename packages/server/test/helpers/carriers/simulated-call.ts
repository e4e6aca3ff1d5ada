/** What happens at an endpoint that a carrier rings. */
export type Outcome = "answered" | "busy" | "noAnswer" | "failed";

export interface IncomingCall {
  readonly from: string;
  readonly to: string;
  /** What happens at an endpoint, in the carrier's spelling. Nobody answers by default. */
  readonly outcomeOf?: (endpoint: string) => Outcome;
  /** The caller ends a voice message by hanging up. */
  readonly hangsUp?: boolean;
}

/** What a caller and their carrier experienced. */
export interface CallReport {
  /** The endpoints in the order in which they rang; those that rang at once in one list. */
  readonly rang: readonly (readonly string[])[];
  readonly answeredBy: string | null;
  /** The caller ID of each endpoint that rang. */
  readonly callerIds: readonly (string | null)[];
  readonly heard: readonly string[];
  readonly hasLeftMessage: boolean;
  /** `carrierError`: the caller heard the carrier's own announcement. */
  readonly end: "answered" | "completed" | "refused" | "carrierError";
  /** The documents that the carrier got, parsed. */
  readonly documents: readonly unknown[];
  /** Where documents break the carrier's published rules. */
  readonly violations: readonly string[];
}

/** The same while the call lasts. */
export type OngoingCall = { -readonly [Key in keyof CallReport]: CallReport[Key] } & {
  rang: (readonly string[])[];
  callerIds: (string | null)[];
  heard: string[];
  documents: unknown[];
  violations: string[];
};

export const newCall = (): OngoingCall => ({
  rang: [],
  answeredBy: null,
  callerIds: [],
  heard: [],
  hasLeftMessage: false,
  end: "completed",
  documents: [],
  violations: [],
});

/** How Twilio spells what happened at an endpoint, and carriers that follow it. */
export const dialStatuses = {
  answered: "completed",
  busy: "busy",
  noAnswer: "no-answer",
  failed: "failed",
} as const satisfies Readonly<Record<Outcome, string>>;

/** The number as carriers send it that use no plus. */
export const withoutPlus = (line: string): string => line.replace(/^\+/, "");

/** Rings endpoints at once. The first that answers has the call. */
export function ring(
  call: OngoingCall,
  endpoints: readonly string[],
  callerId: string | null,
  outcomeOf: IncomingCall["outcomeOf"] = () => "noAnswer",
): Outcome {
  call.rang.push(endpoints);
  call.callerIds.push(callerId);
  const outcomes = endpoints.map(outcomeOf);
  const at = outcomes.indexOf("answered");
  if (at >= 0) call.answeredBy = endpoints[at] ?? null;
  return at >= 0 ? "answered" : (outcomes[0] ?? "failed");
}

export interface SimulatorOptions {
  /** Where the server listens, such as `http://127.0.0.1:2212`. */
  readonly origin: string;
  /** The base of the URLs that are configured at the carrier. */
  readonly publicUrl: string;
  /** The account's path below it, such as `/telephony/sinch/0123`. */
  readonly path: string;
  /** The time in milliseconds. */
  readonly now?: () => number;
}

export interface SentRequest {
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer<ArrayBuffer> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Sends requests to the server that belongs to a public URL, with the public URL's path. */
export class WebhookSender {
  readonly #options: SimulatorOptions;
  readonly now: () => number;

  constructor(options: SimulatorOptions) {
    this.#options = options;
    this.now = options.now ?? Date.now;
  }

  /** The public URL of a path below the account. */
  urlOf(path: string): string {
    return `${this.#options.publicUrl}${this.#options.path}${path}`;
  }

  async send(url: string, { method, headers, body, signal }: SentRequest): Promise<SentResponse> {
    const { origin, publicUrl } = this.#options;
    if (!url.startsWith(`${publicUrl}/`)) throw new Error(`${url} is not below the public URL`);
    const response = await fetch(`${origin}${url.slice(publicUrl.length)}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
      redirect: "manual",
    });
    const contentType = response.headers.get("content-type") ?? "";
    return { status: response.status, contentType, text: await response.text() };
  }
}

export interface SentResponse {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** Parses a JSON document; undefined when the response is not one. */
export function documentOf({ status, contentType, text }: SentResponse): unknown {
  if (status !== 200 || !contentType.startsWith("application/json")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
