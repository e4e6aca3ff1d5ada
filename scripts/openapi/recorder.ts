import { redact } from "./redact.ts";

/** A request of an operation and its response, as the examples show them. */
export interface Exchange {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly params: Values;
  readonly query: Values;
  readonly requestHeaders: Values;
  readonly body: unknown;
  readonly status: number;
  readonly contentType: string | undefined;
  /** Parsed where it is JSON; text otherwise; undefined where there is none. */
  readonly response: unknown;
}

export type Values = Readonly<Record<string, string>>;

export interface Call {
  readonly key: string;
  readonly params?: Values;
  readonly query?: Values;
  readonly headers?: Values;
  readonly body?: unknown;
}

interface Described {
  readonly operationId: string;
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
}

/** Sends the requests of one dialect and keeps the first exchange of each operation and status. */
export class Recorder {
  readonly exchanges = new Map<string, Exchange[]>();
  readonly #url: string;
  readonly #operations: ReadonlyMap<string, { readonly method: string; readonly template: string }>;

  constructor(url: string, { paths }: Document) {
    this.#url = url;
    this.#operations = new Map(
      Object.entries(paths).flatMap(([template, methods]) =>
        Object.entries(methods).map(([method, { operationId }]) => [
          operationId,
          { method: method.toUpperCase(), template },
        ]),
      ),
    );
  }

  /** Calls an operation that must succeed, and returns its response. */
  // biome-ignore lint/suspicious/noExplicitAny: the stories read responses of every shape
  async call(operationId: string, call: Call): Promise<any> {
    const { status, json } = await this.#send(operationId, call);
    if (status >= 300) throw new Error(`${operationId} returned ${status}: ${JSON.stringify(json)}`);
    return json;
  }

  /** Calls an operation that must return this error. */
  async fail(operationId: string, expected: number, call: Call): Promise<void> {
    const { status, json } = await this.#send(operationId, call);
    if (status !== expected) throw new Error(`${operationId} returned ${status}: ${JSON.stringify(json)}`);
  }

  /** The operations that no call succeeded for. */
  get missing(): readonly string[] {
    const hasSuccess = (name: string) => this.exchanges.get(name)?.some(({ status }) => status < 300);
    return [...this.#operations.keys()].filter((name) => !hasSuccess(name));
  }

  async #send(operationId: string, call: Call): Promise<{ status: number; json: unknown }> {
    const operation = this.#operations.get(operationId);
    if (operation === undefined) throw new Error(`there is no operation ${operationId}`);
    const { key, params = {}, query = {}, headers = {}, body } = call;
    const path = pathOf(operation.template, params, query);
    const response = await fetch(this.#url + path, {
      method: operation.method,
      headers: {
        ...(key !== "" && { authorization: key }),
        ...(body !== undefined && { "content-type": "application/json" }),
        "x-request-id": `req-${this.#count++}`,
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const contentType = response.headers.get("content-type")?.split(";")[0];
    const json = await contentOf(response, contentType);
    const shownParams = redact(params) as Values;
    const shownQuery = redact(query) as Values;
    this.#keep(operationId, {
      method: operation.method,
      path: pathOf(operation.template, shownParams, shownQuery),
      params: shownParams,
      query: shownQuery,
      requestHeaders: redact(headers) as Values,
      body: redact(body),
      status: response.status,
      contentType,
      response: contentType === undefined ? undefined : redact(json),
    });
    return { status: response.status, json };
  }

  #count = 1;

  #keep(operationId: string, exchange: Exchange): void {
    const known = this.exchanges.get(operationId) ?? [];
    if (known.some(({ status, contentType }) => sameKind(exchange, status, contentType))) return;
    this.exchanges.set(operationId, [...known, exchange]);
  }
}

/** Parsed where it is JSON; text otherwise. Binary content has no example. */
async function contentOf(response: Response, contentType: string | undefined): Promise<unknown> {
  if (contentType === "text/event-stream") return firstMessage(response);
  if (contentType === "application/vnd.sqlite3") return void (await response.arrayBuffer());
  const text = await response.text();
  return contentType?.endsWith("json") ? JSON.parse(text) : text;
}

const sameKind = (exchange: Exchange, status: number, contentType: string | undefined): boolean =>
  exchange.status === status && exchange.contentType === contentType;

function pathOf(template: string, params: Values, query: Values): string {
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${template} needs ${name}`);
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams(query).toString();
  return search === "" ? path : `${path}?${search}`;
}

/** The first message of an endless stream, without the comments before it. */
async function firstMessage(response: Response): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let message: string | undefined;
  while (message === undefined) {
    text += (await reader?.read())?.value ?? "";
    message = text
      .split("\n\n")
      .find((part, index, parts) => index < parts.length - 1 && part.startsWith("id: "));
  }
  await reader?.cancel();
  return `${message}\n\n`;
}
