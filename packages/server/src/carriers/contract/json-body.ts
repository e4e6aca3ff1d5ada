import { type CarrierResponse, UnreadableWebhook } from "./carrier-door.ts";
import { formFields, isForm, readJson } from "./fields.ts";
import { parseForm } from "./form.ts";
import type { FormFields, WebhookRequest } from "./webhook-request.ts";

/** The fields of an object that a carrier sent. Only own properties count. */
export class JsonFields {
  readonly #fields: ReadonlyMap<string, unknown>;

  constructor(fields: ReadonlyMap<string, unknown>) {
    this.#fields = fields;
  }

  /** The value as text; undefined when it is missing, null, empty, or neither text nor a number. */
  text(name: string): string | undefined {
    const value = this.#fields.get(name);
    if (typeof value === "number") return String(value);
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  /** Like `text`. Throws `UnreadableWebhook` when there is none. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new UnreadableWebhook(`The webhook has no ${name}.`);
    return value;
  }

  /** The first of the names that has a text. */
  firstOf(names: readonly string[]): string | undefined {
    for (const name of names) {
      const value = this.text(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** Undefined when the value is no object. */
  object(name: string): JsonFields | undefined {
    return toFields(this.#fields.get(name));
  }

  /** The objects of a list; empty when the value is no list. */
  objects(name: string): readonly JsonFields[] {
    const value = this.#fields.get(name);
    return Array.isArray(value) ? value.flatMap((item) => toFields(item) ?? []) : [];
  }

  /** All texts and numbers, as text. */
  get texts(): readonly (readonly [name: string, value: string])[] {
    return [...this.#fields.keys()].flatMap((name) => {
      const value = this.#fields.get(name);
      return typeof value === "string" || typeof value === "number" ? [[name, String(value)] as const] : [];
    });
  }
}

const toFields = (value: unknown): JsonFields | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? new JsonFields(new Map(Object.entries(value)))
    : undefined;

/** Reads the body as a JSON object in UTF-8. Throws `UnreadableWebhook`. */
export function parseJsonBody(request: WebhookRequest): JsonFields {
  const fields = toFields(readJson(request));
  if (fields === undefined) throw new UnreadableWebhook("The body is not a JSON object.");
  return fields;
}

/** Reads the query of a GET, or the body of a POST: a form if that is its content type, else JSON. */
export function parseFields(request: WebhookRequest): JsonFields {
  if (request.method === "GET") return firstValues(parseForm(request.query));
  return isForm(request) ? firstValues(formFields(request)) : parseJsonBody(request);
}

/** Of a field that occurs several times, the first value counts. */
const firstValues = (fields: FormFields): JsonFields =>
  new JsonFields(new Map([...fields].map(([name, values]) => [name, values[0]])));

export const jsonResponse = (value: unknown): CarrierResponse => ({
  status: 200,
  contentType: "application/json",
  body: JSON.stringify(value),
});

export const emptyResponse: CarrierResponse = { status: 204, contentType: "text/plain", body: "" };
