import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { superadminKey } from "./app.ts";
import { type Ask, createAsk } from "./ask.ts";
import { capture } from "./captured.ts";
import { freePort } from "./free-port.ts";
import { keySettings } from "./secrets.ts";

/** Arguments of Node that run the command line from its sources. */
export const whoseline = [
  "--conditions=@whoseline/source",
  join(import.meta.dirname, "../../../cli/bin/whoseline.js"),
] as const;

export interface ServerProcess {
  readonly url: string;
  readonly port: number;
  readonly ask: Ask;
  readonly child: ChildProcess;
  /** Output so far, stdout and stderr. */
  readonly output: () => string;
  /** The exit code, or the signal that ended it. */
  stop(signal: NodeJS.Signals): Promise<number | string | null>;
}

export interface ProcessExit {
  readonly code: number | string | null;
  readonly output: string;
}

/** Starts the process that `npm start` starts, and waits until it prints its URLs. */
export async function startProcess(
  settings: Record<string, string>,
  args: readonly string[] = [],
  command: readonly string[] = [process.execPath, ...whoseline],
): Promise<ServerProcess> {
  const port = Number(settings.PORT ?? (await freePort()));
  const run = launch({ WHOSELINE_SUPERADMIN_KEY: superadminKey, ...settings, PORT: String(port) }, [
    ...command,
    ...args,
  ]);
  await new Promise<void>((resolve, reject) => {
    run.child.stdout?.on("data", () => run.said().includes("\n  curl ") && resolve());
    run.ended.then(({ code, output }) => reject(new Error(`it ended with ${code}: ${output}`)));
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async (signal: NodeJS.Signals) => {
    run.child.kill(signal);
    return (await run.ended).code;
  };
  return { url, port, ask: createAsk(url, superadminKey), child: run.child, output: run.said, stop };
}

/** Runs the process until it exits: for starts that must fail. */
export async function runProcess(
  settings: Record<string, string>,
  args: readonly string[] = [],
  node = process.execPath,
): Promise<ProcessExit> {
  return launch({ PORT: String(await freePort()), ...settings }, [node, ...whoseline, ...args]).ended;
}

function launch(settings: Record<string, string>, [program = "", ...args]: readonly string[]) {
  const { PATH = "" } = process.env;
  // Caches compiled code between starts; without it 200 starts spend most of their time compiling.
  const NODE_COMPILE_CACHE = join(tmpdir(), "whoseline-compile-cache");
  const env = { PATH, LOG_LEVEL: "trace", NODE_COMPILE_CACHE, ...keySettings, ...settings };
  const child = spawn(program, args, { env });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const ended = once(child, "close").then(([code, signal]): ProcessExit => {
    // The other lines are the greeting, which shows a new key once.
    capture(output.match(/^\{"level".*$/gm)?.join("\n") ?? "");
    return { code: code ?? signal, output };
  });
  return { child, said: () => output, ended };
}
