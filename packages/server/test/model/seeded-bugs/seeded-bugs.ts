import { assignmentBugs } from "./assignment-bugs.ts";
import { historyBugs } from "./history-bugs.ts";
import { lookupBugs } from "./lookup-bugs.ts";

/** One wrong line of source that the reference model must find. */
export interface SeededBug {
  readonly name: string;
  /** Relative to `src`. */
  readonly file: string;
  /** Must occur in the file exactly once. White space matches any white space, so that formatting may change. */
  readonly find: string;
  readonly replace: string;
  /** The behaviour that the bug causes. */
  readonly description: string;
}

export const seededBugs: readonly SeededBug[] = [...assignmentBugs, ...historyBugs, ...lookupBugs];

/** The source with the bug in it. Throws unless `find` occurs exactly once. */
export function seed({ name, file, find, replace }: SeededBug, source: string): string {
  const escaped = find.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = new RegExp(escaped.replaceAll(/\s+/g, "\\s+"), "g");
  const count = source.match(pattern)?.length ?? 0;
  if (count !== 1) throw new Error(`${name}: \`${find}\` occurs ${count} times in ${file}`);
  return source.replace(pattern, () => replace);
}
