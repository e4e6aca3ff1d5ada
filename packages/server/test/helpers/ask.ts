import { capture } from "./captured.ts";

/** What came back, with the body as text and, where it is JSON, parsed. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly json: any;
}

export interface AskOptions {
  /** Sent as `Authorization: Bearer …`; null sends none. The superadmin's without it. */
  readonly key?: string | null;
  /** Sent as JSON, unless it is a string, which is sent as it is. */
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

/** Of a stream that would go on for ever, what comes first. */
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
