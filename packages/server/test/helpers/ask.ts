import { capture } from "./captured.ts";

/** A response, with the body as text and, if it is JSON, parsed. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read responses of any type
  readonly json: any;
}

export interface AskOptions {
  /** Sent as `Authorization: Bearer …`; null sends none. Default: the superadmin's key. */
  readonly key?: string | null;
  /** Sent as JSON; a string is sent unchanged. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `ask("POST /registry/v1/organizations", { body })` */
export type Ask = (request: string, options?: AskOptions) => Promise<Answer>;

export function createAsk(url: string, defaultKey: string): Ask {
  return async (request, { key = defaultKey, body, headers = {} } = {}) => {
    const [method = "GET", path = "/"] = request.split(/ (.*)/s);
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(key !== null && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await textOf(response);
    if (response.status >= 400) capture(text);
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  };
}

/** Reads only the first chunk of an event stream, which does not end. */
async function textOf(response: Response): Promise<string> {
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return response.text();
  const reader = response.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return new TextDecoder().decode(first?.value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
