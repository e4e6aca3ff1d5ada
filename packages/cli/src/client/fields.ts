import { Argument, type Command, InvalidArgumentError, Option } from "commander";
import type { CommandSpec } from "./command-spec.ts";
import type { ContractOperation, Field } from "./contract-types.ts";
import { CommandError } from "./exit-codes.ts";

/** Options that people would not guess from the name of the field. */
const optionNames: Readonly<Record<string, string>> = {
  isDefault: "default",
  isInboundEnabled: "inbound",
  isOutboundEnabled: "outbound",
  "holder.isDefault": "default",
  "holder.isInboundEnabled": "inbound",
  "holder.isOutboundEnabled": "outbound",
  "holder.label": "label",
  q: "search",
  endpoints: "endpoint",
  scopes: "scope",
  kinds: "kind",
  items: "item",
  isOrdered: "ordered",
  hasCloudEvents: "cloud-events",
  reservedFor: "reservation",
  "reservedFor.user": "reserve-for",
  "reservedFor.email": "reserve-for-email",
  "reservedFor.until": "reserve-until",
};

const kebab = (name: string): string =>
  name.replaceAll(".", "-").replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const camel = (name: string): string =>
  name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** How a command takes a field. */
export interface BoundField {
  readonly field: Field;
  /** The position of the argument, or the name of the option among the parsed options. */
  readonly from: number | string;
}

/** Whether a field is an option of all commands: the organization of the path and the dry run of the API. */
function isGeneral({ name, in: place }: Field, args: readonly string[]): boolean {
  return (name === "organization" && place !== "body" && !args.includes(name)) || name === "dryRun";
}

export function argumentNames({ args }: CommandSpec, { fields }: ContractOperation): readonly string[] {
  return (
    args ??
    fields.filter((field) => field.in === "path" && field.name !== "organization").map(({ name }) => name)
  );
}

/** Adds an argument or an option for each field of the operation. */
export function addFields(
  command: Command,
  spec: CommandSpec,
  operation: ContractOperation,
): readonly BoundField[] {
  const args = argumentNames(spec, operation);
  const bound = args.map((name, index): BoundField => {
    const field = operation.fields.find((one) => one.name === name);
    if (field === undefined) throw new Error(`${spec.operation} has no field ${name}`);
    command.addArgument(argumentOf(field));
    return { field, from: index };
  });
  const options = operation.fields
    .filter((field) => !args.includes(field.name) && !isGeneral(field, args))
    .map((field): BoundField => {
      const name = optionName(field, spec);
      for (const option of optionsOf(field, name)) command.addOption(option);
      return { field, from: camel(name) };
    });
  return [...bound, ...options];
}

export const optionName = ({ name }: Field, { options = {} }: CommandSpec): string =>
  options[name] ?? optionNames[name] ?? kebab(name);

/** Written for an argument that the API does not require. */
const anyValue = "any";

function argumentOf({ name, type, values, required, description }: Field): Argument {
  if (type === "objects")
    return new Argument(
      "<file>",
      "JSON array or NDJSON, or - for standard input; the members are those of the API",
    );
  if (type === "file") return new Argument("<file>", "CSV or NDJSON, also gzipped, or - for standard input");
  if (type === "strings") return new Argument(`[${kebab(name)}...]`, description);
  const argument = new Argument(`<${kebab(name)}>`, sentence(description));
  if (type === "integer") argument.argParser(integer);
  return values === undefined ? argument : argument.choices([...values, ...(required ? [] : [anyValue])]);
}

function optionsOf(field: Field, name: string): readonly Option[] {
  const { type, nullable, required, values, in: place } = field;
  const description = sentence(field.description) || `the ${name.replaceAll("-", " ")}`;
  if (type === "null") return [new Option(`--no-${name}`, `end the ${name}`)];
  if (type === "boolean")
    return [
      new Option(`--${name}`, description),
      ...(place === "query" ? [] : [new Option(`--no-${name}`, `not ${name}`)]),
    ];
  const several = type === "strings" || type === "objects" ? "; repeat the option for several" : "";
  const option = new Option(`--${name} <${placeholderOf(field)}>`, `${description}${several}`);
  if (type === "integer") option.argParser(integer);
  else if (type === "strings") option.argParser(repeated(values));
  else if (type === "objects") option.argParser(field.name === "items" ? syncItems : destinations);
  else if (values !== undefined) option.choices([...values]);
  if (required) option.makeOptionMandatory();
  const isClearable = nullable === true || (type === "strings" && !required);
  return isClearable
    ? [option, new Option(`--no-${name}`, `without ${name.replaceAll("-", " ")}`)]
    : [option];
}

/** The first sentence, as it is written in the help of commands. */
function sentence(description = ""): string {
  const [first = ""] = description.split(/(?<=[^."][.:])\s/);
  const text = first.replace(/[.:]$/, "").replaceAll("`", "");
  return /^[A-Z](?![A-Z0-9.])/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function placeholderOf({ name, type, format, values, in: place }: Field): string {
  if (type === "integer") return "number";
  if (type === "objects") return name === "items" ? "item or item=organization" : "number=user";
  if (type === "json") return "json or @file";
  if (format === "date-time" || name === "asOf") return "time";
  if (/(^|\.|To)user$/i.test(name) && place !== "path") return "user";
  return values === undefined ? "text" : (name.split(".").at(-1) ?? "text");
}

function integer(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("It must be a number like 30.");
  return Number(text);
}

/** The values of an option that is repeated, with the last one. */
const appended = <T>(previous: unknown, value: T): readonly T[] => [
  ...(Array.isArray(previous) ? previous : []),
  value,
];

const repeated =
  (values: readonly string[] | undefined) =>
  (text: string, previous: unknown): readonly string[] => {
    if (values !== undefined && !values.includes(text))
      throw new InvalidArgumentError(`Allowed choices are ${values.join(", ")}.`);
    return appended(previous, text);
  };

/** Items of a comparison: `01a1fb62…`, or with the organization that gets the number `01a1fb62…=acme`, several times. */
function syncItems(text: string, previous: unknown): readonly object[] {
  const [, item, organization] = /^([^=]+)(?:=(.+))?$/.exec(text) ?? [];
  if (item === undefined)
    throw new InvalidArgumentError("It must be the id of an item, or like 01a1fb6252928c816770ba14=acme.");
  const chosen = organization === undefined ? { item } : { item, organization };
  return appended(previous, chosen);
}

/** `+14165550102=@ben`, several times. */
function destinations(text: string, previous: unknown): readonly object[] {
  const [, number, toUser] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (number === undefined || toUser === undefined)
    throw new InvalidArgumentError("It must be like +14165550102=@ben, or like +14165550102=pool.");
  return appended(previous, { number, toUser });
}

/** Returns the parameters of the operation from what the user wrote. */
export async function valuesOf(
  fields: readonly BoundField[],
  args: readonly unknown[],
  options: Readonly<Record<string, unknown>>,
  read: {
    readonly items: (path: string) => Promise<unknown>;
    readonly file: (path: string) => Promise<Blob>;
  },
): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const { field, from } of fields) {
    const written = typeof from === "number" ? args[from] : options[from];
    if (field.type === "json" && typeof written === "string") {
      assign(values, field.name.split("."), await jsonOf(field, written, read.file));
      continue;
    }
    const isItems = typeof from === "number" && field.type === "objects";
    const readPath = isItems ? read.items : field.type === "file" ? read.file : undefined;
    const isAny = typeof from === "number" && !field.required && field.values && written === anyValue;
    const value = readPath ? await readPath(String(written)) : converted(field, isAny ? undefined : written);
    if (value !== undefined) assign(values, field.name.split("."), value);
  }
  return values;
}

/** An object, written as JSON, or as `@` and the file with it: secrets in a file do not appear in the list of processes. */
async function jsonOf(
  { name }: Field,
  written: string,
  readFile: (path: string) => Promise<Blob>,
): Promise<unknown> {
  const text = written.startsWith("@") ? await (await readFile(written.slice(1))).text() : written;
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError(
      `${name} must be JSON like {"name":"value"}, or @ and the path of a file with it.`,
    );
  }
}

/** `--no-alias` is false. */
function converted({ type }: Field, written: unknown): unknown {
  if (type === "null") return written === false ? null : undefined;
  if (written === false && type !== "boolean") return type === "strings" ? [] : null;
  return written;
}

function assign(
  target: Record<string, unknown>,
  [name = "", ...rest]: readonly string[],
  value: unknown,
): void {
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  const inner = typeof target[name] === "object" && target[name] !== null ? target[name] : {};
  target[name] = inner;
  assign(inner as Record<string, unknown>, rest, value);
}
