import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { demoOrganizationId } from "../src/demo.ts";
import { superadminKey } from "./helpers/app.ts";
import { createAsk } from "./helpers/ask.ts";
import { makeDatabase } from "./helpers/engines.ts";
import { freePort } from "./helpers/free-port.ts";
import { oldNode } from "./helpers/old-node.ts";
import { runProcess, type ServerProcess, startProcess, whoseline } from "./helpers/process.ts";
import { until } from "./helpers/until.ts";

const folder = await mkdtemp(join(tmpdir(), "whoseline-process-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

let WHOSELINE_DATABASE: string;
let databases = 0;
const running: ServerProcess[] = [];
beforeEach(() => {
  WHOSELINE_DATABASE = join(folder, String(++databases), "whoseline.db");
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop("SIGKILL");
});

test("the first start writes the key to a file and prints the base URLs and a working curl command", async () => {
  const server = await start({ WHOSELINE_SUPERADMIN_KEY: "" });
  const said = server.output();
  for (const path of ["/registry/v1", "", "/v2", "/v1"]) expect(said).toContain(` ${server.url}${path}\n`);
  const file = join(dirname(WHOSELINE_DATABASE), "superadmin.key");
  expect(said).toContain(`Superadmin key, in a file that only this user can read: cat ${file}\n`);
  const key = keyIn("superadmin");
  expect(key).toMatch(/^wl_\w{50}$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(said).not.toContain(key);
  expect(await runCurl(said)).toEqual({ items: [], nextCursor: null });
  expect(await server.stop("SIGTERM")).toBe(0);
  const second = await start({ WHOSELINE_SUPERADMIN_KEY: "" });
  expect(second.output()).not.toContain(key);
  expect(second.output()).not.toContain("Superadmin key");
  const answer = await createAsk(second.url, String(key))("GET /registry/v1/organizations");
  expect(answer.status).toBe(200);
});

const isScriptMissing = spawnSync("script", ["--version"]).error !== undefined && process.env.CI !== "true";

test("on a terminal the first start prints the key once and writes no file", async ({ skip }) => {
  skip(isScriptMissing, "script, of util-linux, is not installed");
  const command = [process.execPath, ...whoseline].join(" ");
  const terminal = ["script", "--quiet", "--return", "--flush", "/dev/null", "--command", command];
  const server = await startProcess({ WHOSELINE_DATABASE, WHOSELINE_SUPERADMIN_KEY: "" }, [], terminal);
  running.push(server);
  const said = server.output();
  expect(said.match(/wl_\w{50}/g)).toHaveLength(1);
  expect(said).toMatch(/Superadmin key \(shown only once\): wl_\w{50}\r?\n/);
  expect(said).toContain('curl -H "Authorization: Bearer $SUPER" ');
  expect(existsSync(join(dirname(WHOSELINE_DATABASE), "superadmin.key"))).toBe(false);
});

test("a first start that cannot write the key stores none", async () => {
  mkdirSync(join(dirname(WHOSELINE_DATABASE), "superadmin.key"), { recursive: true });
  const { code, output } = await runProcess({ WHOSELINE_DATABASE });
  expect([code, output]).toEqual([1, expect.stringContaining("The generated key cannot be written to ")]);
  expect(output).toContain("set WHOSELINE_SUPERADMIN_KEY or WHOSELINE_SUPERADMIN_KEY_FILE");
  await rm(join(dirname(WHOSELINE_DATABASE), "superadmin.key"), { recursive: true });
  await start({ WHOSELINE_SUPERADMIN_KEY: "" });
  expect(keyIn("superadmin")).toMatch(/^wl_/);
});

test("warns about a weak key without showing it", async () => {
  const server = await start({ WHOSELINE_SUPERADMIN_KEY: "correct-horse-123" });
  await until("the warning", () =>
    server.output().includes("WHOSELINE_SUPERADMIN_KEY is weak: it should have at least 24 characters"),
  );
  expect(server.output()).not.toContain("correct-horse-123");
});

test("does not print a key that comes from the environment", async () => {
  const server = await start({});
  expect(server.output()).not.toContain(superadminKey);
  expect((await server.ask("GET /registry/v1/organizations")).status).toBe(200);
});

test("prints the database without its password, wherever the URL contains it", async () => {
  const { database, drop } = await makeDatabase("postgres");
  const url = new URL(database);
  const { username, password } = url;
  url.search = new URLSearchParams({ user: username, password }).toString();
  url.username = "";
  url.password = "";
  for (const WHOSELINE_DATABASE of [database, url.href]) {
    const server = await start({ WHOSELINE_DATABASE });
    expect(server.output()).toContain("with the database postgres://");
    expect(server.output()).not.toContain(`:${password}@`);
    expect(server.output()).not.toContain("password=");
    expect(await server.stop("SIGTERM")).toBe(0);
  }
  await drop();
});

test("the demo returns data for every documented call", async () => {
  const server = await start({ WHOSELINE_SUPERADMIN_KEY: "" }, ["--demo"]);
  const said = server.output();
  expect((await runCurl(said)).assignments).not.toEqual([]);
  expect(said).not.toMatch(/wl_/);
  const superadmin = createAsk(server.url, keyIn("superadmin"));
  const admin = createAsk(server.url, keyIn("demo-admin"));
  const numbers = `/api/organizations/${demoOrganizationId}/phone-numbers`;
  const [sam, kofi] = ["5f7b1c2e8a1d4e0012c3b4a6", "5f7b1c2e8a1d4e0012c3b4a8"];
  const targeted = { targetUserId: kofi, provider: "twilio", phoneNumber: "+14165550199" };
  for (const request of ["GET /v2/organizations/users", "GET /v2/organizations/users/users_groups_report"])
    expect((await admin(request)).json.data.length, request).toBeGreaterThan(2);
  expect((await admin(`GET /v2/organizations/users/${sam}?include_groups=true`)).json.data).toMatchObject({
    id: sam,
  });
  expect((await admin("GET /v1/api/number/numbers")).json.data.length).toBeGreaterThan(2);
  for (const [ask, request, body] of [
    [superadmin, `POST ${numbers}`, targeted],
    [superadmin, `DELETE ${numbers}/${kofi}/twilio`, undefined],
    [admin, "POST /v1/api/numbers/assign", { number_id: 5, target_user_id: 3, send: true, gets: false }],
    [admin, "POST /v1/api/numbers/unassign", { number_id: 5, target_user_id: 3 }],
    [admin, `POST /v2/organizations/users/${kofi}/actions/remove`, undefined],
  ] as const) {
    const answer = await ask(request, { body });
    expect([request, answer.status, answer.text]).toEqual([request, 200, expect.any(String)]);
  }
});

test("the demo is not loaded into a database with organizations unless it is forced", async () => {
  const first = await start({});
  const body = { name: "acme", owner: { name: "Olga", email: "olga@acme.example" } };
  await first.ask("POST /registry/v1/organizations", { body });
  await first.stop("SIGTERM");
  const settings = { WHOSELINE_DATABASE, WHOSELINE_SUPERADMIN_KEY: superadminKey, LOG_LEVEL: "silent" };
  expect(await runProcess(settings, ["--demo"])).toEqual({
    code: 1,
    output:
      "Whoseline did not start.\nThe database has organizations, and --demo would add the demo organization to them. Start without --demo, set WHOSELINE_DATABASE to another database, or confirm with --force-demo.\n",
  });
  const second = await start({}, ["--force-demo"]);
  expect((await second.ask("GET /registry/v1/organizations")).json.items).toHaveLength(2);
  await second.stop("SIGTERM");
  expect((await start({}, ["--demo"])).output()).toContain("shown when the demo was first loaded");
});

test("the demo is loaded once", async () => {
  const first = await start({}, ["--demo"]);
  await first.stop("SIGTERM");
  const second = await start({}, ["--demo"]);
  expect(second.output()).toContain("shown when the demo was first loaded");
});

test("SIGTERM finishes requests in flight, accepts no new ones, and exits with 0", async () => {
  const server = await start({});
  const body = JSON.stringify({ name: "acme", owner: { name: "Olga", email: "olga@acme.example" } });
  const socket = connect(server.port, "127.0.0.1");
  let received = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    received += text;
  });
  socket.write(
    `POST /registry/v1/organizations HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${superadminKey}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nexpect: 100-continue\r\n\r\n`,
  );
  await once(socket, "data");
  expect(received).toContain("100 Continue");
  const exit = server.stop("SIGTERM");
  while (await answers(server.port));
  socket.write(body);
  await once(socket, "close");
  expect(received).toContain("HTTP/1.1 201 Created");
  expect(await exit).toBe(0);
  const again = await start({});
  expect((await again.ask("GET /registry/v1/organizations")).json.items).toHaveLength(1);
});

test("a log that nobody reads stops neither the server nor its shutdown", async ({ onTestFinished }) => {
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    WHOSELINE_DATABASE,
    WHOSELINE_SUPERADMIN_KEY: superadminKey,
    PORT: String(port),
  };
  const child = spawn(process.execPath, whoseline, { env: { ...env, LOG_LEVEL: "trace" }, stdio: "pipe" });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exited = once(child, "exit");
  await until("the server listens", () => answers(port));
  const ask = createAsk(`http://127.0.0.1:${port}`, superadminKey);
  // Some hundred lines fill the socket that is the standard output of a child process.
  const refused = () =>
    Promise.all(Array.from({ length: 50 }, () => ask("GET /registry/v1/organizations/x")));
  for (let round = 0; round < 16; round++) await refused();
  expect((await ask("GET /healthz")).status).toBe(200);
  child.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);
});

test("a second process on the same file exits with a sentence, and the first keeps serving", async () => {
  const server = await start({});
  const { code, output } = await runProcess({ WHOSELINE_DATABASE });
  expect(code).toBe(1);
  expect(output).toBe(
    `Whoseline did not start.\nAnother Whoseline process already uses the database file ${WHOSELINE_DATABASE}. Stop it first, or set WHOSELINE_DATABASE to another file.\n`,
  );
  expect((await server.ask("GET /readyz")).status).toBe(200);
});

const jwks = { WHOSELINE_JWKS_URL: "https://issuer.example/jwks" };
const faults: readonly [Record<string, string>, string][] = [
  [{ PORT: "abc" }, "PORT must be a port number from 0 to 65535."],
  [{ PORT: "65536" }, "PORT must be a port number from 0 to 65535."],
  [{ WHOSELINE_JWT_SECRET: "short" }, "WHOSELINE_JWT_SECRET must be at least 32 characters"],
  [
    { WHOSELINE_SUPERADMIN_KEY: "short" },
    "WHOSELINE_SUPERADMIN_KEY must be 16 to 200 printable ASCII characters",
  ],
  [{ ...jwks, WHOSELINE_JWT_ISSUER: "x" }, "WHOSELINE_JWT_AUDIENCE is required with WHOSELINE_JWKS_URL."],
  [{ ...jwks, WHOSELINE_JWT_AUDIENCE: "x" }, "WHOSELINE_JWT_ISSUER is required with WHOSELINE_JWKS_URL."],
  [
    { ...jwks, WHOSELINE_JWT_SECRET: "s".repeat(32) },
    "WHOSELINE_JWKS_URL and WHOSELINE_JWT_SECRET are mutually exclusive",
  ],
  [{ WHOSELINE_JWKS_URL: "ftp://x" }, "WHOSELINE_JWKS_URL must be an https URL, or an http URL of this host"],
  [{ WHOSELINE_PUBLIC_URL: "lines.example" }, "WHOSELINE_PUBLIC_URL must be an http(s) URL."],
  [{ WHOSELINE_DATABASE: "mysql://x" }, "WHOSELINE_DATABASE must be"],
  [{ WHOSELINE_TRUSTED_PROXIES: "10.0.0.0/33" }, "WHOSELINE_TRUSTED_PROXIES must be addresses and networks"],
  [{ WHOSELINE_QUOTAS: "users=many" }, "WHOSELINE_QUOTAS must be quotas of users, groups, apiKeys"],
  [{ LOG_LEVEL: "loud" }, "LOG_LEVEL must be one of"],
];
for (const [settings, sentence] of faults)
  test(`a start with ${Object.entries(settings).flat().join(" ")} is refused with a sentence`, async () => {
    const { code, output } = await runProcess({ WHOSELINE_DATABASE, ...settings });
    expect([code, output]).toEqual([1, expect.stringContaining(`Whoseline did not start.\n${sentence}`)]);
  });

test("LOG_LEVEL=debug adds the stack trace of a failed start, but not to an invalid setting", async () => {
  const settings = { WHOSELINE_DATABASE: folder, LOG_LEVEL: "debug" };
  const failed = await runProcess(settings);
  expect([failed.code, failed.output]).toEqual([1, expect.stringMatching(/\n {4}at /)]);
  const invalid = await runProcess({ ...settings, PORT: "abc" });
  expect([invalid.code, invalid.output]).toEqual([1, expect.not.stringContaining("    at ")]);
});

test("a start on a port in use makes no key and fails with a sentence that names the setting", async () => {
  const server = await start({});
  WHOSELINE_DATABASE = join(folder, "other", "whoseline.db");
  const PORT = String(server.port);
  expect(await runProcess({ WHOSELINE_DATABASE, PORT, LOG_LEVEL: "silent" }, ["--demo"])).toEqual({
    code: 1,
    output: `Whoseline did not start.\nAnother program listens at 127.0.0.1:${PORT}. Stop it, or choose another port with PORT or --port.\n`,
  });
  expect(existsSync(join(dirname(WHOSELINE_DATABASE), "superadmin.key"))).toBe(false);
  const second = await start({ WHOSELINE_SUPERADMIN_KEY: "" });
  expect((await createAsk(second.url, keyIn("superadmin"))("GET /registry/v1/organizations")).json).toEqual({
    items: [],
    nextCursor: null,
  });
});

test.each(["192.0.2.1", "no-such-host.invalid", "http://127.0.0.1"])(
  "a start on the host %s, which is not of this machine, is refused with a sentence",
  async (host) => {
    const settings = { WHOSELINE_DATABASE, LOG_LEVEL: "silent" };
    const sentence = `HOST (--host) must be an address or a name of this machine, such as 127.0.0.1, or 0.0.0.0 for all interfaces; ${host} is none`;
    const byVariable = await runProcess({ ...settings, HOST: host });
    expect([byVariable.code, byVariable.output]).toEqual([1, expect.stringContaining(sentence)]);
    const byOption = await runProcess(settings, ["--host", host]);
    expect([byOption.code, byOption.output]).toEqual([1, expect.stringContaining(sentence)]);
  },
);

test("--port and --host take precedence over PORT and HOST", async () => {
  const port = await freePort();
  const server = await start({ HOST: "192.0.2.1" }, ["serve", "--port", String(port), "--host", "127.0.0.1"]);
  expect(server.output()).toContain(`Whoseline is listening at http://127.0.0.1:${port} `);
  expect(await runProcess({ WHOSELINE_DATABASE }, ["--port", "abc"])).toEqual({
    code: 1,
    output: "Whoseline did not start.\nPORT must be a port number from 0 to 65535.\n",
  });
});

test("a lost key is replaced as the first lines explain", async () => {
  const first = await start({ WHOSELINE_SUPERADMIN_KEY: "" });
  const advice =
    "If the superadmin key is lost, start with WHOSELINE_SUPERADMIN_KEY set to a new one: it replaces the former.";
  expect(first.output()).toContain(advice);
  const lost = keyIn("superadmin");
  await first.stop("SIGTERM");
  const second = await start({});
  expect(second.output()).not.toContain(advice);
  expect((await second.ask("GET /registry/v1/organizations")).status).toBe(200);
  expect((await createAsk(second.url, lost)("GET /registry/v1/organizations")).status).toBe(401);
});

test("prints one sentence and exits with 1 on a Node that is too old", async () => {
  const old = await oldNode(folder);
  const { code, output } = await runProcess({ WHOSELINE_DATABASE }, [], old);
  expect(code).toBe(1);
  expect(output).toContain("Whoseline requires Node 24 or newer, but this is Node ");
  expect(output).toContain("npm start");
  expect(output.trimEnd()).not.toContain("\n");
});

async function start(settings: Record<string, string>, args: readonly string[] = []): Promise<ServerProcess> {
  const server = await startProcess({ WHOSELINE_DATABASE, ...settings }, args);
  running.push(server);
  return server;
}

const keyIn = (name: string): string =>
  readFileSync(join(dirname(WHOSELINE_DATABASE), `${name}.key`), "utf8").trim();

/** Runs the printed curl command. */
async function runCurl(said: string) {
  const command = /^ {2}(curl .*)$/m.exec(said)?.[1] ?? "";
  const { stdout } = await promisify(execFile)("sh", ["-c", command.replace("curl ", "curl -sS --fail ")]);
  return JSON.parse(stdout);
}

function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  return new Promise((resolve) => {
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
  }).then((isOpen) => {
    socket.destroy();
    return isOpen as boolean;
  });
}
