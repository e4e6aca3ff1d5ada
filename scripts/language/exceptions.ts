import { matchesGlob } from "node:path";

export interface Exception {
  /** A path from the root of the repository, or a glob. */
  readonly path: string;
  /** The phrase as it was found, in lower case. */
  readonly word: string;
  /** Part of the line, when only that line is meant. */
  readonly text?: string;
  readonly reason: string;
}

export function isExcepted(exception: Exception, path: string, found: string, line: string): boolean {
  return (
    matchesGlob(path, exception.path) &&
    found.toLowerCase() === exception.word &&
    line.includes(exception.text ?? "")
  );
}
