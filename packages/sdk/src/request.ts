import { invalidArgument } from "./errors.ts";
import type { RequestOptions } from "./options.ts";

export type Values = Readonly<Record<string, unknown>>;

/** One operation of the contract. */
export interface Operation<Id extends string = string> {
  /** The `operationId` in the OpenAPI document. */
  readonly id: Id;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** The path in the OpenAPI document, without `/registry/v1`: `/organizations/{organization}/numbers`. */
  readonly path: string;
  /** Whether what is not in the path is sent as JSON in the body; otherwise it is sent in the query. */
  readonly hasBody?: boolean | undefined;
  /** Whether the value `file` is sent as the body, and the rest in the query. */
  readonly hasFile?: boolean | undefined;
}

/** A request that can be sent several times. */
export interface PreparedRequest {
  readonly operation: string;
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | Blob | Uint8Array<ArrayBuffer> | undefined;
  /** Of a write; the same in each attempt. */
  readonly idempotencyKey: string | undefined;
}

/** Returns the request of an operation. Throws `invalid_argument` when a value cannot be sent. */
export function prepareRequest(
  baseUrl: string,
  { id, method, path, hasBody, hasFile }: Operation,
  values: Values,
  defaultHeaders: Readonly<Record<string, string>>,
  options: RequestOptions,
): PreparedRequest {
  const rest = new Map(Object.entries(values).filter(([, value]) => value !== undefined));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    return pathSegment(id, name, value);
  });
  const file = rest.get("file") as PreparedRequest["body"];
  if (hasFile) rest.delete("file");
  const query = hasBody ? "" : queryString(rest);
  const body = hasBody ? JSON.stringify(Object.fromEntries(rest)) : hasFile ? file : undefined;
  const idempotencyKey = method === "GET" ? undefined : (options.idempotencyKey ?? randomKey());
  const headers = headersOf({
    accept: "application/json",
    ...defaultHeaders,
    ...options.headers,
    "content-type": hasBody ? "application/json" : hasFile ? "application/octet-stream" : undefined,
    "idempotency-key": idempotencyKey,
    "if-match": options.ifMatch,
    "if-none-match": options.ifNoneMatch,
  });
  return { operation: id, url: `${baseUrl}${filled}${query}`, method, headers, body, idempotencyKey };
}

/** Throws for a value that would name another path: an empty one, `.` and `..`. */
function pathSegment(operation: string, name: string, value: unknown): string {
  if (value === undefined && name === "organization")
    throw invalidArgument(
      `${operation} needs an organization: set "organization" in the options of the client or in the call.`,
    );
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || /^\.{0,2}$/.test(text))
    throw invalidArgument(`${operation} needs "${name}", a text or a number that is not empty, "." or "..".`);
  return encodeURIComponent(text);
}

function queryString(values: ReadonlyMap<string, unknown>): string {
  const query = new URLSearchParams(
    [...values].map(([name, value]): [string, string] => [name, String(value)]),
  );
  return values.size === 0 ? "" : `?${query}`;
}

/** Headers that are undefined are left out. The error of an invalid one names it without its value. */
function headersOf(entries: Readonly<Record<string, string | undefined>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(entries))
    if (value !== undefined) setHeader(headers, name, value);
  return headers;
}

/** Sets a header. The error of an invalid one names it without its value, which can be a secret. */
export function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch {
    throw invalidArgument(`The header "${name}" has a name or a value that HTTP does not permit.`);
  }
}

/** `crypto.randomUUID` is missing from browser pages that are not served over TLS. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `sdk-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
