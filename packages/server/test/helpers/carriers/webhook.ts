import type { IncomingHttpHeaders } from "node:http";
import { UnreadableWebhook } from "../../../src/carriers/contract/carrier-door.ts";
import type { WebhookRequest } from "../../../src/carriers/contract/webhook-request.ts";
import type { CarrierAccount } from "../../../src/model.ts";

export const formType = "application/x-www-form-urlencoded";

/** What a carrier sends: a form, JSON, or bytes. Header names are lower-cased as by `node:http`. */
export interface SentWebhook {
  readonly method?: "GET" | "POST";
  readonly url: string;
  readonly form?: FormEntries;
  readonly json?: unknown;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export type FormEntries = Readonly<Record<string, string>> | readonly (readonly [string, string])[];

export function webhook({
  method = "POST",
  url,
  form,
  json,
  body,
  headers = {},
}: SentWebhook): WebhookRequest {
  const [contentType, text] =
    form !== undefined
      ? [formType, formText(form)]
      : json !== undefined
        ? ["application/json", JSON.stringify(json)]
        : [undefined, body ?? ""];
  const query = url.split("?").slice(1).join("?");
  return {
    method,
    url,
    query,
    headers: lowerCased({ ...(contentType && { "content-type": contentType }), ...headers }),
    body: Buffer.from(text),
  };
}

export const formText = (form: FormEntries): string =>
  new URLSearchParams(
    (Array.isArray(form) ? form : Object.entries(form)).map(([name, value]): [string, string] => [
      name,
      value,
    ]),
  ).toString();

const lowerCased = (headers: Readonly<Record<string, string>>): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** An account as far as a door reads it. */
export const accountWith = (identifiers: Readonly<Record<string, string>>): CarrierAccount =>
  ({ identifiers }) as CarrierAccount;

/** What is read of a webhook; undefined when the door refuses it as unreadable. */
export function readable<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof UnreadableWebhook) return undefined;
    throw error;
  }
}
