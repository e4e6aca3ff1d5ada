import { Ajv, type ErrorObject, type FuncKeywordDefinition } from "ajv";
import { describeName, describeValue } from "../../core/kernel/describe-value.ts";
import type { ArgumentRule } from "../../core/kernel/errors.ts";
import { parseId } from "../../core/kernel/ids.ts";
import { emailProblem } from "../../text/email.ts";
import { nameProblem } from "../../text/names.ts";
import { nameDistance, nearestFirst } from "../../text/near.ts";
import type { FieldError } from "../errors.ts";
import { parseInstant } from "./instant.ts";
import { internalKeywords } from "./schema.ts";

export type SchemaFailure = ErrorObject & { parentSchema?: SchemaOfField };
interface SchemaOfField {
  readonly "x-expected"?: string;
  readonly "x-id"?: true;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** Turns an id into its canonical lower case, in place. Text of another form is left to the other keywords. */
const idKeyword: FuncKeywordDefinition = {
  keyword: "x-id",
  type: "string",
  modifying: true,
  errors: false,
  validate(_schema: unknown, text: string, _parent, context) {
    const id = parseId(text);
    if (id !== undefined && context) context.parentData[context.parentDataProperty] = id;
    return true;
  },
};

const options = {
  allErrors: true,
  verbose: true,
  strict: false,
  ownProperties: true,
  keywords: [...internalKeywords.filter((keyword) => keyword !== idKeyword.keyword), idKeyword],
  formats: {
    text: isText,
    instant: (text: string) => !Number.isNaN(parseInstant(text)),
    name: (text: string) => nameProblem(text) === undefined,
    email: (text: string) => emailProblem(text) === undefined,
  },
};

const strictAjv = new Ajv(options);
const queryAjv = new Ajv({ ...options, useDefaults: true });

/** Compiles a schema. Bodies and paths are not coerced; a query's values are text, read as the schema's types. */
export function compileSchema({ schema, httpPart }: { schema: unknown; httpPart?: string | undefined }) {
  if (httpPart !== "querystring") return strictAjv.compile(schema as object);
  const validate = queryAjv.compile(schema as object);
  const { properties = {} } = schema as { properties?: Record<string, { type?: unknown }> };
  return (query: Record<string, unknown>) => {
    for (const [name, { type }] of Object.entries(properties))
      if (Object.hasOwn(query, name)) query[name] = readQueryValue(query[name], type);
    return validate(query) ? { value: query } : { error: validate.errors ?? [] };
  };
}

/** Numbers have one spelling: `0x10`, `1e1`, `+1` and ` 1` remain text, which validation rejects. */
function readQueryValue(value: unknown, type: unknown): unknown {
  if (typeof value !== "string") return value;
  if (type === "integer" && /^(0|-?[1-9]\d{0,15})$/.test(value)) return Number(value);
  if (type === "boolean" && (value === "true" || value === "false")) return value === "true";
  return value;
}

/** Text that every engine stores unchanged and every client can display: well-formed, without control characters. */
function isText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the rejected characters
  return text.isWellFormed() && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text);
}

/** A body of 64 KiB can contain thousands of unknown fields; the response would be thirteen times as long. */
export const fieldErrorsMax = 50;

/** Further unknown fields are named without a hint. */
const hintsMax = 5;

/** One error per field, in the schema's order: its first violation. */
export function toFieldErrors(failures: readonly SchemaFailure[], place: FieldError["in"]): FieldError[] {
  const byField = new Map<string, FieldError>();
  for (const failure of failures) {
    const { hint, ...error } = toFieldError(failure, place);
    const isHinted = hint !== undefined && byField.size < hintsMax;
    if (!byField.has(error.name)) byField.set(error.name, isHinted ? { ...error, hint } : error);
    if (byField.size === fieldErrorsMax) break;
  }
  return [...byField.values()];
}

function toFieldError(failure: SchemaFailure, place: FieldError["in"]): FieldError {
  const { keyword, instancePath, params, data, parentSchema } = failure;
  const path = shownPath(instancePath);
  const parent = path.join(".");
  const unknown = params.additionalProperty;
  const child: string | undefined =
    params.missingProperty ?? (unknown === undefined ? undefined : describeName(unknown));
  const name = [parent, child].filter(Boolean).join(".");
  const pointer = [...path, ...(child === undefined ? [] : [child])]
    .map((part) => `/${escaped(part)}`)
    .join("");
  const field = { in: place, name, pointer };
  if (keyword === "required") return { ...field, rule: "required", detail: `${name} is required` };
  if (keyword === "additionalProperties")
    return {
      ...field,
      rule: "unknown",
      detail: `${name} is not a field of this request`,
      hint: fieldsHint(String(unknown), parentSchema?.properties),
    };
  const problem = keyword === "format" ? problems[params.format as string]?.(data as string) : undefined;
  if (problem !== undefined)
    return { ...field, rule: "format", expected: "string", detail: `${name} ${problem}` };
  const expected = parentSchema?.["x-expected"] ?? expectation(failure);
  const got =
    describeRejected(data, params.allowedValues) + (acceptsPlus(failure) ? plusHint(data, place) : "");
  const detail = `${name || `the request ${place}`} must be ${expected}, got ${got}`;
  return { ...field, rule: ruleOf(keyword), expected: typeOf(parentSchema), detail };
}

/** The names on the way to a value. Below the first, they can be invented by the caller: the keys of a record. */
const shownPath = (instancePath: string): readonly string[] =>
  instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part, depth) => (depth === 0 || /^\d{1,6}$/.test(part) ? part : describeName(part)));

/** How many fields a hint names: the largest body has twenty. */
const hintedFieldsMax = 12;

/** Names the fields that there are, the nearest first. */
function fieldsHint(unknown: string, properties: SchemaOfField["properties"] = {}): string {
  const names = nearestFirst(unknown, Object.keys(properties));
  const [first = ""] = names;
  if (names.length === 0) return "There are no fields.";
  const others = names.length - hintedFieldsMax;
  const shown = names.slice(0, hintedFieldsMax).join(", ") + (others > 0 ? ` and ${others} others` : "");
  const isNear = nameDistance(unknown, first) !== undefined;
  return `${isNear ? `Did you mean ${first}? ` : ""}The fields are ${shown}.`;
}

/** Shows a value that differs from an allowed one only in case: it cannot be personal data. */
function describeRejected(data: unknown, allowed: unknown): string {
  if (data === undefined) return "nothing";
  const isNearly = typeof data === "string" && Array.isArray(allowed) && allowed.includes(data.toLowerCase());
  return isNearly ? `"${data}"` : describeValue(data);
}

/** Whether a value of the schema can contain a `+`. */
const acceptsPlus = ({ keyword, parentSchema }: SchemaFailure): boolean =>
  ["pattern", "format"].includes(keyword) && parentSchema?.["x-id"] !== true;

/** Explains a space in a query's value, which is often a `+` that was sent unescaped; "" for other values. */
export function plusHint(value: unknown, place: FieldError["in"]): string {
  if (place !== "query" || typeof value !== "string" || !value.includes(" ")) return "";
  const position = value.startsWith(" ") ? "begins with" : "contains";
  return ` that ${position} a space; in a query, + must be written %2B`;
}

/** The type of a schema, ignoring null. */
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
};

/** The formats that explain what is wrong with a text, as the end of the sentence "the field …". */
const problems: Record<string, (text: string) => string | undefined> = {
  name: nameProblem,
  email: emailProblem,
};

const typeNames: Record<string, string> = {
  string: "a string",
  integer: "an integer",
  boolean: "true or false",
  object: "a JSON object",
  array: "a JSON array",
  "string,null": "a string or null",
};
