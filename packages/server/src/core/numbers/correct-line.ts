import type { NumberRecord } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { invalidArguments, numberExists, numberUnavailable, numberWasHeld } from "../kernel/errors.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { isGlobalLine, isLine, kindOfLine, lineFormat, lineOfKindProblem } from "./line.ts";
import { numberChange } from "./store-number.ts";

/**
 * Replaces a line that was added wrongly, with its event, as a part of another operation. Throws unless the caller may
 * add numbers, when anybody ever held the number, and when the line is malformed, of another kind or taken.
 */
export async function correctLine(
  context: Context,
  { tx, record }: UnitOfWork,
  before: NumberRecord,
  line: string,
): Promise<NumberRecord> {
  if (line === before.line) return before;
  context.require("numbers:add");
  requireSameKind(before, line);
  if (await tx.numbers.wasEverHeld(before.id)) throw numberWasHeld();
  const after = await tx.numbers.changeLine(before.id, line);
  if ("taken" in after) throw after.taken === "sameOrganization" ? numberExists() : numberUnavailable();
  record(numberChange("number.updated", before, after));
  return after;
}

function requireSameKind({ provider, line: former }: NumberRecord, line: string): void {
  const problem = isGlobalLine(former)
    ? !isLine(provider, line) && lineFormat(provider)
    : lineOfKindProblem({ kind: kindOfLine(former), provider, line })?.expected;
  if (problem) throw invalidArguments({ argument: "line", rule: "format", problem: `must be ${problem}` });
}
