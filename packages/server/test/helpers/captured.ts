import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Logger, pino } from "pino";
import { pinoOptions } from "../../src/http/observability/logger.ts";
import { piiIn } from "./pii.ts";

/** Names the folder where the processes of a run collect what their apps log and their error responses. */
const folderVariable = "WHOSELINE_TEST_CAPTURED";

/** Collects output of an app, which is searched for personal data when the run ends. */
export function capture(text: string): void {
  const folder = process.env[folderVariable];
  if (folder) appendFileSync(join(folder, `${process.pid}.log`), text.endsWith("\n") ? text : `${text}\n`);
}

/** A logger at level trace, for apps whose log the test does not read. */
export const capturedLogger = (): Logger => pino(pinoOptions("trace"), { write: capture });

/**
 * Starts collecting. Returns undefined when the run collects already, else a function that ends the run and throws
 * when personal data was captured.
 */
export function captureRun(): (() => void) | undefined {
  if (process.env[folderVariable]) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "whoseline-captured-"));
  process.env[folderVariable] = folder;
  return () => {
    delete process.env[folderVariable];
    const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"));
    rmSync(folder, { recursive: true });
    const found = lines.flatMap((line) => piiIn(line).map((kind) => `${kind} in: ${line.slice(0, 500)}`));
    if (found.length > 0)
      throw new Error(`Found personal data in ${found.length} places:\n${found.slice(0, 20).join("\n")}`);
  };
}
