import { Ajv, type ErrorObject } from "ajv";
import { describeName, describeValue } from "../../core/kernel/describe-value.ts";
import type { ArgumentRule } from "../../core/kernel/errors.ts";
import type { FieldError } from "../errors.ts";

export type SchemaFailure = ErrorObject & { parentSchema?: { "x-expected"?: string } };

const options = {
  allErrors: true,
  verbose: true,
  strict: false,
  ownProperties: true,
  keywords: ["x-expected"],
  formats: { text: isText, instant: (text: string) => !Number.isNaN(parseInstant(text)) },
};

const exact = new Ajv(options);
const filling = new Ajv({ ...options, useDefaults: true });

/** A body means what it says; a query's values are all text and are read as what the schema wants. */
export function compileSchema({ schema, httpPart }: { schema: unknown; httpPart?: string | undefined }) {
  if (httpPart !== "querystring") return exact.compile(schema as object);
  const validate = filling.compile(schema as object);
  const { properties = {} } = schema as { properties?: Record<string, { type?: unknown }> };
  return (query: Record<string, unknown>) => {
    for (const [name, { type }] of Object.entries(properties))
      if (Object.hasOwn(query, name)) query[name] = read(query[name], type);
    return validate(query) ? { value: query } : { error: validate.errors ?? [] };
  };
}

/** A number has one spelling: `0x10`, `1e1`, `+1` and ` 1` stay the text they are, and are refused. */
function read(value: unknown, type: unknown): unknown {
  if (typeof value !== "string") return value;
  if (type === "integer" && /^(0|-?[1-9]\d{0,15})$/.test(value)) return Number(value);
  if (type === "boolean" && (value === "true" || value === "false")) return value === "true";
  return value;
}

/** Text that every engine keeps as it is and every client can show: whole characters, none of them a control. */
function isText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  return text.isWellFormed() && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text);
}

/** Milliseconds of an RFC 3339 moment with its offset, of a year with four digits; NaN when it is none. */
export function parseInstant(text: string): number {
  const form = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
  const day = form.exec(text)?.[1];
  if (day === undefined || toText(Date.parse(day)) !== `${day}T00:00:00.000Z`) return Number.NaN;
  const at = Date.parse(text);
  return toText(at)?.length === 24 ? at : Number.NaN;
}

/** JavaScript takes 30 February for 2 March, and gives a year six digits where four will not do. */
const toText = (at: number): string | undefined =>
  Number.isNaN(at) ? undefined : new Date(at).toISOString();

/** A body of 64 KiB can name thousands of fields that are none, and the answer would be thirteen times as long. */
const fieldErrorsMax = 50;

/** One error a field, in the schema's order: the first thing wrong with it, with what would be right. */
export function toFieldErrors(failures: readonly SchemaFailure[], place: FieldError["in"]): FieldError[] {
  const byField = new Map<string, FieldError>();
  for (const failure of failures) {
    const error = toFieldError(failure, place);
    if (!byField.has(error.name)) byField.set(error.name, error);
    if (byField.size === fieldErrorsMax) break;
  }
  return [...byField.values()];
}

function toFieldError(failure: SchemaFailure, place: FieldError["in"]): FieldError {
  const { keyword, instancePath, params, data, parentSchema } = failure;
  const parent = instancePath.slice(1).replaceAll("/", ".").replaceAll("~1", "/").replaceAll("~0", "~");
  const made = params.additionalProperty;
  const child: string | undefined =
    params.missingProperty ?? (made === undefined ? undefined : describeName(made));
  const name = [parent, child].filter(Boolean).join(".");
  const pointer = child === undefined ? instancePath : `${instancePath}/${escaped(child)}`;
  const field = { in: place, name, pointer };
  if (keyword === "required") return { ...field, rule: "required", detail: `${name} is required` };
  if (keyword === "additionalProperties")
    return { ...field, rule: "unknown", detail: `${name} is not a field of this request` };
  const expected = parentSchema?.["x-expected"] ?? expectation(failure);
  const detail = `${name || `the request ${place}`} must be ${expected}, got ${shown(data, params.allowedValues)}`;
  return { ...field, rule: ruleOf(keyword), expected: typeOf(parentSchema), detail };
}

/** A word that is allowed but for its capitals is nobody's name, and is shown. */
function shown(data: unknown, allowed: unknown): string {
  if (data === undefined) return "nothing";
  const isNearly = typeof data === "string" && Array.isArray(allowed) && allowed.includes(data.toLowerCase());
  return isNearly ? `"${data}"` : describeValue(data);
}

/** The type a schema wants, whether or not null will do as well. */
function typeOf(schema: SchemaFailure["parentSchema"]): string {
  const types: string[] = [schema?.type ?? []].flat();
  return types.find((type) => type !== "null") ?? "";
}

/** RFC 6901, section 3. */
const escaped = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

function ruleOf(keyword: string): ArgumentRule {
  if (keyword === "type") return "type";
  return keyword === "minimum" || keyword === "maximum" ? "range" : "format";
}

function expectation({ keyword, params, parentSchema }: SchemaFailure): string {
  switch (keyword) {
    case "enum":
      return `one of ${(params.allowedValues as unknown[]).join(", ")}`;
    case "minimum":
      return `at least ${params.limit}`;
    case "maximum":
      return `at most ${params.limit}`;
    case "minLength":
      return `at least ${params.limit} characters long`;
    case "maxLength":
      return `at most ${params.limit} characters long`;
    case "minProperties":
      return "an object with at least one field";
    case "format":
      return formats[params.format as string] ?? "in the right format";
    default:
      return typeNames[String(parentSchema?.type)] ?? "of another form";
  }
}

const formats: Record<string, string> = {
  text: "text without control characters",
  instant: "a time like 2026-03-03T14:00:00Z",
};

const typeNames: Record<string, string> = {
  string: "a string",
  integer: "a whole number",
  boolean: "true or false",
  object: "a JSON object",
  array: "a JSON array",
  "string,null": "a string or null",
};
