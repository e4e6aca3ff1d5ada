import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { whoseline } from "../../../server/test/helpers/process.ts";
import { superadminKey } from "../../../server/test/helpers/secrets.ts";

export interface CliResult {
  /** The exit code, or the signal that ended the process. */
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What is written to standard input; it is empty by default. */
  readonly stdin?: string;
}

/** Starts the command line from its sources. */
export function startCli(args: readonly string[], { env = {}, cwd, stdin = "" }: CliOptions = {}) {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [...whoseline, ...args], {
    cwd,
    env: {
      PATH,
      HOME: "/nonexistent",
      NODE_COMPILE_CACHE: join(tmpdir(), "whoseline-compile-cache"),
      ...env,
    },
  });
  child.stdin.on("error", () => undefined).end(stdin);
  return child;
}

/** Runs the command line to its end. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const child = startCli(args, options);
  const [[code, signal], stdout, stderr] = await Promise.all([
    once(child, "close"),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code: code ?? signal, stdout, stderr };
}

/** The environment that reaches a server with the superadmin key. */
export const environmentOf = (url: string, organization = "acme"): Record<string, string> => ({
  WHOSELINE_URL: url,
  WHOSELINE_KEY: superadminKey,
  WHOSELINE_ORGANIZATION: organization,
});
