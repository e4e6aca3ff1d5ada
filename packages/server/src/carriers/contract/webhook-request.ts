import type { IncomingHttpHeaders } from "node:http";

/** A request of a carrier, as it arrived. */
export interface WebhookRequest {
  readonly method: "GET" | "POST";
  /** The account's public URL, the path, and the query as received. Never built from `Host`. */
  readonly url: string;
  /** After "?", as received; empty without a query. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The secret in the path, where the URL has one. */
  readonly pathSecret?: string | undefined;
}

/** The fields of a form by name. A name can occur several times. */
export type FormFields = ReadonlyMap<string, readonly string[]>;

const headerOf = (headers: IncomingHttpHeaders, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
};

/** The value of a header in lower case. */
export const header = ({ headers }: WebhookRequest, name: string): string | undefined =>
  headerOf(headers, name);

/** The first value of a field; undefined when it is missing or empty. */
export const field = (fields: FormFields, name: string): string | undefined =>
  fields.get(name)?.[0] || undefined;
