import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { useApp } from "../../server/test/helpers/app.ts";
import { environmentOf, runCli } from "./helpers/cli.ts";
import { type ExampleWorld, makeExampleWorld } from "./helpers/example-world.ts";

const app = useApp();
let world: ExampleWorld;
let folder: string;

beforeAll(async () => {
  world = await makeExampleWorld(app);
});
afterAll(() => rm(world.folder, { recursive: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "whoseline-export-"));
});
afterEach(() => rm(folder, { recursive: true }));

const run = (command: string, url = app.url) =>
  runCli(command.split(" "), { env: { ...environmentOf(url), XDG_CONFIG_HOME: folder }, cwd: folder });

test.each(["numbers", "users", "assignments", "events"])("writes %s to standard output", async (list) => {
  const { code, stdout, stderr } = await run(`export ${list}`);
  expect([code, stderr]).toEqual([0, ""]);
  const [header = "", ...rows] = stdout.trimEnd().split("\n");
  expect(header).toMatch(list === "events" ? /^seq,at,kind,/ : /^id,/);
  expect(rows.length).toBeGreaterThan(0);
});

test("writes a file of the chosen format, style and filters", async () => {
  expect((await run("export numbers --search 0103 --format ndjson -o numbers.ndjson")).code).toBe(0);
  const line = JSON.parse(await readFile(join(folder, "numbers.ndjson"), "utf8"));
  expect(line.line).toBe("+14165550103");
  expect((await run("export numbers --style excel --output numbers.csv")).stdout).toBe("");
  const bytes = await readFile(join(folder, "numbers.csv"), "utf8");
  expect(bytes.startsWith("\uFEFFid,")).toBe(true);
  expect(bytes).toContain("'+14165550103");
});

test("names the file of an import that does not exist", async () => {
  const { code, stderr } = await run("import missing.csv");
  expect(code).toBe(2);
  expect(stderr).toContain("missing.csv cannot be read: ENOENT: no such file or directory");
});

test.each([
  ["export users --state available", 2, "The list of users has no filter state."],
  ["export groups", 2, "Allowed choices are numbers, users, assignments, events."],
  ["export numbers --state gone", 1, "state must be one of"],
  ["export numbers --organization nobody", 3, "No organization"],
])("%s ends with %d", async (command, code, message) => {
  const result = await run(command);
  expect([result.code, result.stdout]).toEqual([code, ""]);
  expect(result.stderr).toContain(message);
});

test("leaves no file when the export breaks off", async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/csv" });
    response.write("id,serial\n", () => response.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const { code, stderr } = await run("export numbers -o numbers.csv", `http://127.0.0.1:${port}`);
  server.close();
  expect(code).toBe(1);
  expect(stderr).toContain("error:");
  expect(await readdir(folder)).toEqual([]);
});
