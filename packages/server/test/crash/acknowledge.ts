import { writeSync } from "node:fs";

/**
 * Prints an acknowledged line before it returns, which `process.stdout` would not. The pipe does not block: while the test
 * has not read it, a write fails with EAGAIN or is partial.
 */
export function acknowledge(line: string): void {
  let remaining = `${line}\n`;
  while (remaining !== "") remaining = remaining.slice(written(remaining));
}

function written(text: string): number {
  try {
    return writeSync(1, text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    return 0;
  }
}
