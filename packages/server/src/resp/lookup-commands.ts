import { lookUpEach } from "../core/routing/look-up-each.ts";
import { PlainLine } from "../core/routing/route-lookups.ts";
import { PlainKey } from "../dialects/native/plain-key.ts";
import type { Client, Command, Request } from "./command.ts";
import { CommandError } from "./command-error.ts";
import { keysMax } from "./limits.ts";
import { lookUpFields, lookUpText, type MaybePromise, parseKey } from "./lookup-key.ts";
import type { LookupSession } from "./lookup-sessions.ts";

const firstKey = [1, 1, 1] as const;
const allKeys = [1, -1, 1] as const;

export const lookupCommands: readonly Command[] = [
  {
    name: "get",
    arity: 2,
    keys: firstKey,
    summary: "Returns the answer of a lookup as JSON, or nil.",
    execute(client, request) {
      if (writePlainAnswer(client, request)) return;
      const key = parseKey(request.text(1));
      return afterwards(lookUpText(client.session, key), (text) => client.reply.bulkOrNull(text));
    },
  },
  {
    name: "mget",
    arity: -2,
    keys: allKeys,
    summary: `Returns the answers of up to ${keysMax} lookups as JSON, or nil.`,
    execute: (client, request) =>
      lookUpMany(client, request, ({ reply }, texts) => {
        reply.array(texts.length);
        for (const text of texts) reply.bulkOrNull(text);
      }),
  },
  {
    name: "exists",
    arity: -2,
    keys: allKeys,
    summary: "Returns how many of the lookups have an answer.",
    execute: (client, request) =>
      lookUpMany(client, request, ({ reply }, texts) =>
        reply.integer(texts.filter((text) => text !== undefined).length),
      ),
  },
  {
    name: "hget",
    arity: 3,
    keys: firstKey,
    summary: "Returns a field of the answer of a lookup, or nil.",
    execute(client, request) {
      const field = request.text(2);
      return lookUpOne(client, request, fieldsOf, ({ reply }, fields) =>
        reply.bulkOrNull(fields?.get(field)),
      );
    },
  },
  {
    name: "hmget",
    arity: -3,
    keys: firstKey,
    summary: "Returns fields of the answer of a lookup, each or nil.",
    execute(client, request) {
      const names = Array.from({ length: request.count - 2 }, (_, index) => request.text(index + 2));
      return lookUpOne(client, request, fieldsOf, ({ reply }, fields) => {
        reply.array(names.length);
        for (const name of names) reply.bulkOrNull(fields?.get(name));
      });
    },
  },
  {
    name: "hgetall",
    arity: 2,
    keys: firstKey,
    summary: "Returns all fields of the answer of a lookup.",
    execute: (client, request) =>
      lookUpOne(client, request, fieldsOf, ({ reply }, fields = noFields) => reply.fields(fields)),
  },
];

const noFields: ReadonlyMap<string, string> = new Map();

/** Filled by one lookup after the other. */
const plainKey = new PlainKey();
const plainLine = new PlainLine();

/** Returns false when the key or the answer is not the usual one. */
function writePlainAnswer({ session, reply }: Client, request: Request): boolean {
  if (!request.plainKey(1, plainKey)) return false;
  const ageMs = session.plainInbound(plainKey.provider, plainKey.line, plainLine);
  if (ageMs === undefined) return false;
  reply.plainAnswer(plainLine, ageMs);
  return true;
}

const fieldsOf = (session: LookupSession, key: string) => lookUpFields(session, parseKey(key));

type LookUp<Answer> = (session: LookupSession, key: string) => MaybePromise<Answer>;
type Write<Answer> = (client: Client, answer: Answer) => void;

const lookUpOne = <Answer>(
  client: Client,
  request: Request,
  lookUp: LookUp<Answer>,
  write: Write<Answer>,
): MaybePromise<void> =>
  afterwards(lookUp(client.session, request.text(1)), (answer) => write(client, answer));

function lookUpMany(
  client: Client,
  request: Request,
  write: Write<readonly (string | undefined)[]>,
): MaybePromise<void> {
  const names = Array.from({ length: request.count - 1 }, (_, index) => request.text(index + 1));
  if (names.length > keysMax) throw new CommandError("ERR", `A command has at most ${keysMax} keys.`);
  const keys = names.map(parseKey);
  const texts = lookUpEach(keys, (key) => lookUpText(client.session, key));
  return afterwards(texts, (it) => write(client, it));
}

/** Continues at once with a value, and later with a promise. */
function afterwards<Value, Result>(
  value: MaybePromise<Value>,
  next: (value: Value) => MaybePromise<Result>,
): MaybePromise<Result> {
  return value instanceof Promise ? value.then(next) : next(value);
}
