import { isUtf8 } from "node:buffer";
import { UnreadableWebhook } from "./carrier-door.ts";
import { parseForm } from "./form.ts";
import { type FormFields, field, header, type WebhookRequest } from "./webhook-request.ts";

/** The fields of a request: of the query of a GET, else of the form or the JSON object in the body. */
export function readFields(request: WebhookRequest): FormFields {
  if (request.method === "GET") return parseForm(request.query);
  return isJson(request) ? jsonFields(readJson(request)) : formFields(request);
}

/** A body is parsed to be verified and then to be read. */
const parsedForms = new WeakMap<WebhookRequest, FormFields>();

/** The fields of the form in the body. */
export function formFields(request: WebhookRequest): FormFields {
  let fields = parsedForms.get(request);
  if (fields === undefined) {
    fields = parseForm(bodyText(request));
    parsedForms.set(request, fields);
  }
  return fields;
}

/** Throws `UnreadableWebhook` unless the body is UTF-8. */
export function bodyText({ body }: WebhookRequest): string {
  if (!isUtf8(body)) throw new UnreadableWebhook("The body is not UTF-8.");
  return body.toString();
}

export const isForm = (request: WebhookRequest): boolean =>
  mediaType(request) === "application/x-www-form-urlencoded";

export const isJson = (request: WebhookRequest): boolean => mediaType(request) === "application/json";

const mediaType = (request: WebhookRequest): string =>
  header(request, "content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";

/** The value of a field that every webhook of this kind has. */
export function requiredField(fields: FormFields, name: string): string {
  const value = field(fields, name);
  if (value === undefined) throw new UnreadableWebhook(`${name} is missing.`);
  return value;
}

/** A number in decimal digits; null for anything else. */
export const numberOf = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;

const mediaMax = 100;

/** The values of `name0`, `name1`, … */
export function numberedFields(fields: FormFields, name: string, count: string | undefined): string[] {
  const length = Math.min(numberOf(count) ?? 0, mediaMax);
  return Array.from({ length }, (_, index) => field(fields, `${name}${index}`)).filter(
    (value) => value !== undefined,
  );
}

/** Throws `UnreadableWebhook` unless the body is JSON. */
export function readJson(request: WebhookRequest): unknown {
  const text = bodyText(request);
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableWebhook("The body is not JSON.");
  }
}

function jsonFields(value: unknown): FormFields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new UnreadableWebhook("The body is not a JSON object.");
  return new Map(Object.entries(value).flatMap(([name, member]) => scalars(name, member)));
}

/** Objects are left out: no carrier with forms sends them. */
function scalars(name: string, member: unknown): [string, string[]][] {
  const values = (Array.isArray(member) ? member : [member]).filter(isScalar).map(String);
  return values.length === 0 ? [] : [[name, values]];
}

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";
