import { redact } from "./redact.ts";

const causesMax = 5;

/**
 * What may be logged of a thrown value. PostgreSQL's errors quote the row in `detail` and `where`, Node's contain received
 * bytes, arguments and paths, and V8's quote the text that cannot be parsed: none of these are logged.
 */
export class LoggableError {
  readonly type: string;
  readonly message: string;
  /** The calls, without the message. */
  readonly stack?: string;
  readonly code?: string;

  constructor(thrown: unknown) {
    if (!(thrown instanceof Error)) {
      this.type = typeof thrown;
      this.message = "a value that is no error was thrown";
      return;
    }
    const code = codeOf(thrown);
    this.type = typeOf(thrown);
    this.message = chainOf(thrown).map(messageOf).filter(Boolean).join(": ");
    if (typeof thrown.stack === "string") this.stack = callsOf(thrown.stack);
    if (code !== undefined) this.code = code;
  }
}

export const loggableError = (thrown: unknown): LoggableError =>
  thrown instanceof LoggableError ? thrown : new LoggableError(thrown);

/**
 * Replaces every error among the arguments of a log call, also within an object, by what may be logged of it; and the
 * property `err`, whatever was thrown.
 */
export function filterArguments(values: readonly unknown[]): readonly unknown[] {
  const [first, message, ...rest] = values;
  if (first instanceof Error) {
    const err = loggableError(first);
    return [{ err }, message ?? err.message, ...rest.map(filtered)];
  }
  return values.map((value) => (isPlainObject(value) ? mapValues(value) : filtered(value)));
}

const filtered = (value: unknown): unknown => (value instanceof Error ? loggableError(value) : value);

const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const mapValues = (object: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(
    Object.entries(object).map(([name, value]) => [
      name,
      name === "err" && value !== undefined ? loggableError(value) : filtered(value),
    ]),
  );

/** The error and its causes; the members of an AggregateError count as causes. */
function chainOf(error: Error): readonly Error[] {
  const chain: Error[] = [];
  const pending: unknown[] = [error];
  while (pending.length > 0 && chain.length < causesMax) {
    const next = pending.shift();
    if (!(next instanceof Error) || chain.includes(next)) continue;
    chain.push(next);
    pending.push(...(next instanceof AggregateError ? next.errors : []), next.cause);
  }
  return chain;
}

/** An identifier, never a text that someone chose. */
const identifier = /^[A-Za-z_$][\w$.:]{0,60}$/;

const typeOf = (error: Error): string => namesOf(error).find((name) => identifier.test(name)) ?? "Error";

const namesOf = (error: Error): readonly string[] =>
  [error.constructor?.name, error.name].filter((name) => typeof name === "string");

function codeOf(error: Error): string | undefined {
  const { code } = error as { code?: unknown };
  return /^[A-Z0-9_]{1,60}$/.test(String(code)) ? String(code) : undefined;
}

/** SQLSTATE classes whose messages name objects of the schema, never values. */
const schemaClasses = /^(?:08|23|25|28|3D|40|42|53|54|55|57|58|XX)\w{3}$/;

/** Their messages contain the text itself, and not always in quotes. */
const parsingErrors = new Set(["SyntaxError", "RangeError", "URIError"]);

function messageOf(error: Error): string {
  if (typeof error.message !== "string") return "";
  if (namesOf(error).some((name) => parsingErrors.has(name)))
    return "the message is not logged, because it can contain the input";
  const isOfSchema = schemaClasses.test(String((error as { code?: unknown }).code));
  return redact(isOfSchema ? error.message : withoutQuoted(error.message));
}

const withoutQuoted = (text: string): string => [`"`, "`", "'"].reduce(cutQuoted, text);

/** An apostrophe within a word is no quote. */
const openingQuote: Readonly<Record<string, RegExp>> = { "'": /(?<!\w)'/ };

/** Cuts from the first to the last quote, because a quoted value can contain quotes; to the end if there is only one. */
function cutQuoted(text: string, quote: string): string {
  const first = text.search(openingQuote[quote] ?? quote);
  const last = text.lastIndexOf(quote);
  if (first === -1) return text;
  return `${text.slice(0, first)}${quote}…${quote}${last > first ? text.slice(last + 1) : ""}`;
}

/** The lines of calls only, because everything before them is the message. A call ends with a position. */
const callsOf = (stack: string): string =>
  redact(
    stack
      .split("\n")
      .filter((line) => /^ {4}at [^"']*(?::\d+:\d+\)?|\((?:native|<anonymous>|index \d+)\))$/.test(line))
      .join("\n"),
  );
