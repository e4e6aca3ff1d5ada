import {
  type Inbound,
  type Line,
  lineKey,
  type Outbound,
  type OutboundUser,
  PlainLine,
} from "../core/routing/route-lookups.ts";
import { plainAnswerText } from "../dialects/native/plain-answer.ts";
import { inboundText, outboundText } from "../dialects/native/route-answers.ts";
import {
  inboundRejection,
  outboundRejection,
  toLine,
  toOutboundUser,
} from "../dialects/native/route-input.ts";
import { type Fields, inboundFields, outboundFields } from "./answer-fields.ts";
import { CommandError } from "./command-error.ts";
import type { LookupSession } from "./lookup-sessions.ts";

/**
 * What a key stands for: `inbound:{provider}:{line}`, `outbound:{provider}:{userId}`, or, for a number that is called,
 * `outbound:{provider}:{userId}:{to}` and then `:{policy}` if wanted, where `*` is every provider.
 */
export type LookupKey =
  | { readonly question: "inbound"; readonly line: Line }
  | { readonly question: "outbound"; readonly user: OutboundUser };

/** Throws a CommandError for another key, with the sentence of the HTTP API. */
export function parseKey(key: string): LookupKey {
  const [first, second] = [key.indexOf(":"), key.indexOf(":", key.indexOf(":") + 1)];
  const [provider, name] = [key.slice(first + 1, second), key.slice(second + 1)];
  if (second > first && first > 0) {
    if (key.startsWith("inbound:")) return { question: "inbound", line: requireLine(provider, name) };
    if (key.startsWith("outbound:"))
      return { question: "outbound", user: requireUser(provider, name.split(":")) };
  }
  throw unknownForm();
}

const unknownForm = () =>
  new CommandError(
    "ERR",
    "A key must be inbound:{provider}:{line}, with a line like +14165550102, outbound:{provider}:{userId}, or outbound:{provider}:{userId}:{to}.",
  );

function requireLine(provider: string, to: string): Line {
  const line = toLine(provider, to);
  if (line === undefined) throw inboundRejection({ provider, to });
  return line;
}

function requireUser(name: string, [userId = "", to, policy, ...others]: readonly string[]): OutboundUser {
  if (others.length > 0) throw unknownForm();
  const provider = name === "*" && to !== undefined ? undefined : name;
  const fields = { userId, provider, to, policy };
  const user = toOutboundUser(fields);
  if (user === undefined) throw outboundRejection(fields);
  return user;
}

export type MaybePromise<Value> = Value | Promise<Value>;

/** Filled by one lookup after the other. */
const plainLine = new PlainLine();

/** The JSON text of the HTTP API. Undefined: nothing that the caller sees has the key. */
export function lookUpText(session: LookupSession, key: LookupKey): MaybePromise<string | undefined> {
  if (key.question === "inbound") {
    const { provider, line } = key.line;
    const ageMs = session.plainInbound(provider, lineKey(line), plainLine);
    if (ageMs !== undefined) return plainAnswerText(plainLine, ageMs);
  }
  return lookUp(session, key, inboundText, outboundText);
}

/** The fields of a hash. */
export const lookUpFields = (session: LookupSession, key: LookupKey): MaybePromise<Fields | undefined> =>
  lookUp(session, key, inboundFields, outboundFields);

function lookUp<Form>(
  session: LookupSession,
  key: LookupKey,
  inbound: (answer: Inbound) => Form,
  outbound: (answer: Outbound) => Form,
): MaybePromise<Form | undefined> {
  if (key.question === "inbound") {
    const form = (answer: Inbound) => (answer.why.rule === "unknownLine" ? undefined : inbound(answer));
    const answer = session.inbound(key.line);
    return answer instanceof Promise ? answer.then(form) : form(answer);
  }
  const form = (answer: Outbound) => (answer.why.rule === "unknownUser" ? undefined : outbound(answer));
  const answer = session.outbound(key.user);
  return answer instanceof Promise ? answer.then(form) : form(answer);
}
