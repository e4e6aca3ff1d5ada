import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runProcess, startProcess } from "../helpers/process.ts";
import type { ServerStart } from "./markdown.ts";

export const shownUrl = "http://127.0.0.1:2212";
export const defaultDatabase = "./data/whoseline.db";
export const demoOrganization = "5f7b1c2e8a1d4e0012c3b400";

export interface Output {
  readonly body: string;
  /** Of the last request of the command; 0 when there was none. */
  readonly status: number;
}

/** A fresh server, as a reader of a document has it. */
export interface DocumentServer {
  readonly superadmin: string;
  /** Only of the demo organization. */
  readonly admin: string | undefined;
  /** Standard output without log lines, with the values that the documents show. */
  readonly greeting: (database: string) => string;
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  /** Runs a command with a shell; `before` are the variables that the document has set. */
  readonly run: (command: string, before: readonly string[]) => Promise<Output>;
  /** Runs `npm start` with these settings where it is expected to fail. */
  readonly failToStart: (settings: Record<string, string>) => Promise<string>;
  /** Writes a backup of the server to the path, which is relative to a folder of its own. */
  readonly backup: (path: string) => Promise<string>;
  /** Restores a backup to another database than the server's. */
  readonly restore: (path: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

export async function startDocumentServer({ settings, isEmpty }: ServerStart): Promise<DocumentServer> {
  const folder = await mkdtemp(join(tmpdir(), "whoseline-docs-"));
  const database = join(folder, "whoseline.db");
  const process = await startProcess(
    {
      WHOSELINE_DATABASE: database,
      WHOSELINE_SUPERADMIN_KEY: "",
      LOG_LEVEL: "info",
      ...settings,
      ...freeLookupPorts(settings),
    },
    isEmpty ? [] : ["--demo"],
  );
  const actual = withLookupPorts(settings, process.output());
  const shown = (text: string, shownDatabase = defaultDatabase) =>
    text.replaceAll(process.url, shownUrl).replaceAll(database, shownDatabase);
  const superadmin = keyIn(folder, "superadmin");
  const admin = isEmpty ? undefined : keyIn(folder, "demo-admin");
  return {
    superadmin,
    admin,
    greeting: (shownDatabase) =>
      shown(withoutLog(onTerminal(process.output(), { superadmin, admin })), shownDatabase),
    fetch: (path, init) => fetch(process.url + path, init),
    run: async (command, before) => {
      const script = [curlFunction(command), ...before, command].join("\n").replaceAll(shownUrl, process.url);
      const output = await runShell(actual(script), {
        SUPER: superadmin,
        ...(admin !== undefined && { ADMIN: admin, ORG: demoOrganization }),
        ...settings,
      });
      return { ...output, body: shown(output.body) };
    },
    failToStart: async (failing) =>
      shown(withoutLog((await runProcess({ WHOSELINE_DATABASE: database, ...failing })).output)),
    ...backupCommands(folder, process.url, superadmin),
    stop: async () => {
      await process.stop("SIGTERM");
      await rm(folder, { recursive: true });
    },
  };
}

const lookupPorts = { http: "WHOSELINE_LOOKUP_PORT", resp: "WHOSELINE_RESP_PORT" } as const;
type Settings = Readonly<Record<string, string>>;

/** The ports of a document can be in use. */
const freeLookupPorts = (settings: Settings): Settings =>
  Object.fromEntries(
    Object.values(lookupPorts).flatMap((name) => (settings[name] === undefined ? [] : [[name, "0"]])),
  );

/** Puts the ports at which the lookup threads listen in the place of those that the document shows. */
function withLookupPorts(settings: Settings, output: string): (script: string) => string {
  const ports = Object.entries(lookupPorts).flatMap(([door, name]) => {
    const port = new RegExp(`"door":"${door}","address":"\\w+://127.0.0.1:(\\d+)"`).exec(output)?.[1];
    return settings[name] === undefined || port === undefined ? [] : [[settings[name], port] as const];
  });
  return (script) =>
    ports.reduce(
      (text, [shown, port]) =>
        text.replaceAll(`127.0.0.1:${shown}`, `127.0.0.1:${port}`).replaceAll(`-p ${shown}`, `-p ${port}`),
      script,
    );
}

function backupCommands(folder: string, url: string, superadmin: string) {
  const restored = join(folder, "restored", "whoseline.db");
  const run = async (settings: Record<string, string>, args: readonly string[]): Promise<string> => {
    const { output } = await runProcess(settings, args);
    return output.replaceAll(`${folder}/`, "./").replace("./restored/", "./data/");
  };
  return {
    backup: async (path: string) => {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      return run({ WHOSELINE_SUPERADMIN_KEY: superadmin }, ["backup", join(folder, path), "--url", url]);
    },
    restore: (path: string) => run({ WHOSELINE_DATABASE: restored }, ["restore", join(folder, path)]),
  };
}

const keyIn = (folder: string, name: string): string =>
  readFileSync(join(folder, `${name}.key`), "utf8").trim();

/** The documents show a terminal, where the keys are printed; `process.test.ts` has the difference. */
function onTerminal(
  output: string,
  { superadmin, admin = "" }: Pick<DocumentServer, "superadmin" | "admin">,
): string {
  const lines = output
    .replace(/, in a file that only this user can read: cat \S+superadmin\.key/, once(superadmin))
    .replace(/, in a file that only this user can read: cat \S+demo-admin\.key/, once(admin))
    .replace(
      /, in a file that only this user can read: cat \S+sign-in-link\.key/,
      " (works once, for ten minutes): http://127.0.0.1:2212/console/#once=wo_7Bq2LmXw0RkTabcdef",
    );
  return lines.replace(/\$\(cat \S+superadmin\.key\)/, () => "$SUPER");
}

const once = (key: string) => () => ` (shown only once): ${key}`;

function withoutLog(output: string): string {
  return output.replaceAll(/^\{"level".*\n/gm, "").trim();
}

/** A stream of events never ends: what arrived within two seconds is its output. */
function curlFunction(command: string): string {
  const limit = / -N\b/.test(command) ? 2 : 20;
  return `curl() { command curl -sS --max-time ${limit} -w '%{stderr}status %{http_code}\\n' "$@"; }`;
}

async function runShell(script: string, variables: Record<string, string>): Promise<Output> {
  const { PATH = "" } = process.env;
  return new Promise((resolve) => {
    execFile(
      "sh",
      ["-c", script],
      { cwd: import.meta.dirname, env: { PATH, ...variables } },
      (_, stdout, stderr) => {
        const statuses = [...stderr.matchAll(/^status (\d{3})$/gm)];
        if (statuses.length === 0) resolve({ body: stdout + stderr, status: 0 });
        else resolve({ body: stdout, status: Number(statuses.at(-1)?.[1]) });
      },
    );
  });
}
