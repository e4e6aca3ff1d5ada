import type { Plan } from "../../model.ts";
import { invalidArguments } from "../kernel/errors.ts";

/** The most numbers that one transaction changes: it holds the organization's lock, for about a second on SQLite. */
export const atomicNumbersMax = 1000;

/** Throws when the plan has too many numbers for one transaction. */
export function requireAtomicSize({ counts: { planned } }: Plan): void {
  if (planned.change + planned.same + planned.refused <= atomicNumbersMax) return;
  throw invalidArguments({
    argument: "mode",
    rule: "range",
    problem: `can be atomic for at most ${atomicNumbersMax} numbers`,
  });
}
