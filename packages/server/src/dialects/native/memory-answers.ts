import {
  type Line,
  lineKey,
  lookUpInboundInMemory,
  lookUpOutboundInMemory,
  lookUpPlainInMemory,
  type MemoryContext,
  type OutboundUser,
  PlainLine,
} from "../../core/routing/route-lookups.ts";
import { plainAnswerText } from "./plain-answer.ts";
import { inboundText, outboundText } from "./route-answers.ts";

/** Filled by one lookup after the other. */
const plainLine = new PlainLine();

/** The JSON of the answer; undefined when memory cannot answer. */
export function inboundTextFromMemory(context: MemoryContext, line: Line): string | undefined {
  const ageMs = lookUpPlainInMemory(context, line.provider, lineKey(line.line), plainLine);
  if (ageMs !== undefined) return plainAnswerText(plainLine, ageMs);
  const answer = lookUpInboundInMemory(context, line);
  return answer && inboundText(answer);
}

/** Like `inboundTextFromMemory`. */
export function outboundTextFromMemory(context: MemoryContext, user: OutboundUser): string | undefined {
  const answer = lookUpOutboundInMemory(context, user);
  return answer && outboundText(answer);
}
