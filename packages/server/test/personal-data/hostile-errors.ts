import { DatabaseError } from "pg";
import { StorageUnavailable } from "../../src/storage/store.ts";
import { markers } from "./pii-markers.ts";

const { name, email, line, label, key, token, endpoint } = markers;
/** Also in no quotes, and with quotes of its own. */
const texts = [name, email, line, label, key, token, endpoint, `${name}" and "${email}`];

function databaseError(code: string, message: string): DatabaseError {
  const error = new DatabaseError(message, 0, "error");
  return Object.assign(error, {
    code,
    detail: `Failing row contains (${texts.join(", ")}).`,
    hint: name,
    where: `unnamed portal parameter $1 = '${label}'`,
    internalQuery: `select '${name}'`,
  });
}

function withStack(error: Error, stack: string): Error {
  error.stack = stack;
  return error;
}

const nodeError = (message: string, properties: object): Error =>
  Object.assign(new TypeError(message), properties);

/** Errors of a database, of Node and of V8 that contain personal data wherever such errors can contain it. */
export const hostileErrors: readonly (() => unknown)[] = texts.flatMap((text) => [
  () => databaseError("22P02", `invalid input syntax for type integer: "${text}"`),
  () => databaseError("22007", `invalid input syntax for type date: "${text}\n    at ${text}"`),
  () => databaseError("23514", 'new row for relation "users" violates check constraint "name"'),
  () => databaseError("P0001", `the row "${text}" is refused`),
  () => databaseError(text, `unexpected "${text}"`),
  () => nodeError(`The argument 'value' is invalid. Received '${text}'`, { code: "ERR_INVALID_ARG_VALUE" }),
  () => nodeError(`Cannot read properties of undefined (reading '${text}')`, { value: text, input: [text] }),
  () => Object.assign(new Error(`ENOENT: no such file or directory, open '/tmp/${text}'`), { path: text }),
  () => Object.assign(new Error("Parse Error"), { rawPacket: Buffer.from(text), reason: text }),
  () => new SyntaxError(`Cannot convert ${text} to a BigInt`),
  () => new SyntaxError(`Unexpected token 'Z', "${text}" is not valid JSON`),
  () => new RangeError(`Invalid time zone specified: ${text}`),
  () =>
    withStack(
      new Error("failed"),
      `Error: ${text}\n    at ${text}\n    at query (${text})\n    at file:///a.ts:1:1`,
    ),
  () =>
    new Error("failed", {
      cause: new Error(`"${text}"`, { cause: databaseError("23505", "duplicate key") }),
    }),
  () => new AggregateError([databaseError("22001", `value "${text}" too long`)], "all attempts failed"),
  () => Object.assign(new Error("failed"), { name: text, parameters: [text] }),
  () => new StorageUnavailable("PostgreSQL is unavailable", { cause: databaseError("57P01", "terminating") }),
  () => text,
  () => ({ message: text, stack: text }),
]);
