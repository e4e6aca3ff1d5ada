import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Logger, pino } from "pino";
import { personalIn } from "./personal.ts";

/** Where every process of a run puts what its apps log and what they refuse with; named by the global setup. */
const folderName = "WHOSELINE_TEST_CAPTURED";

/** Keeps what an app gave to the world outside its answers, to be searched when the run ends. */
export function capture(text: string): void {
  const folder = process.env[folderName];
  if (folder) appendFileSync(join(folder, `${process.pid}.log`), text.endsWith("\n") ? text : `${text}\n`);
}

/** A logger at its most talkative, for apps whose log the test itself does not read. */
export const capturedLogger = (): Logger => pino({ level: "trace" }, { write: capture });

/** Begins a run; what it gives ends the run, and throws when anything personal was captured. */
export function captureRun(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "whoseline-captured-"));
  process.env[folderName] = folder;
  return () => {
    const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"));
    rmSync(folder, { recursive: true });
    const found = lines.flatMap((line) =>
      personalIn(line).map((what) => `${what} in: ${line.slice(0, 500)}`),
    );
    if (found.length > 0)
      throw new Error(`Personal data got out in ${found.length} places:\n${found.slice(0, 20).join("\n")}`);
  };
}
