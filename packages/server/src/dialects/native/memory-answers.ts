import {
  type Line,
  lineKey,
  lineOf,
  lookUpInboundInMemory,
  lookUpOutboundInMemory,
  lookUpPlainInMemory,
  type MemoryContext,
  type OutboundUser,
  PlainLine,
} from "../../core/routing/route-lookups.ts";
import type { Provider } from "../../model.ts";
import { plainAnswerText } from "./plain-answer.ts";
import type { PlainKey } from "./plain-key.ts";
import { inboundText, outboundText } from "./route-answers.ts";

/** Filled by one lookup after the other. */
const plainLine = new PlainLine();

/** The JSON of the answer; undefined when memory cannot answer. */
export function inboundTextFromMemory(context: MemoryContext, line: Line): string | undefined {
  return plainText(context, line.provider, lineKey(line.line)) ?? unusualText(context, line);
}

/** Like `inboundTextFromMemory`. */
export function inboundTextOfKey(context: MemoryContext, { provider, line: key }: PlainKey) {
  return plainText(context, provider, key) ?? unusualText(context, { provider, line: lineOf(key) });
}

function plainText(context: MemoryContext, provider: Provider, key: number): string | undefined {
  const ageMs = lookUpPlainInMemory(context, provider, key, plainLine);
  return ageMs === undefined ? undefined : plainAnswerText(plainLine, ageMs);
}

function unusualText(context: MemoryContext, line: Line): string | undefined {
  const answer = lookUpInboundInMemory(context, line);
  return answer && inboundText(answer);
}

/** Like `inboundTextFromMemory`. */
export function outboundTextFromMemory(context: MemoryContext, user: OutboundUser): string | undefined {
  const answer = lookUpOutboundInMemory(context, user);
  return answer && outboundText(answer);
}
