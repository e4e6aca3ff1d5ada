import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { superadminKey, useApp } from "../../server/test/helpers/app.ts";
import { exampleIds } from "../src/client/catalogue/example-ids.ts";
import { environmentOf, runCli, startCli } from "./helpers/cli.ts";
import { type ExampleWorld, makeExampleWorld } from "./helpers/example-world.ts";

const app = useApp();
let world: ExampleWorld;
let config: string;
let env: Record<string, string>;

beforeAll(async () => {
  world = await makeExampleWorld(app);
});
afterAll(() => rm(world.folder, { recursive: true }));
beforeEach(async () => {
  config = await mkdtemp(join(tmpdir(), "whoseline-config-"));
  env = { ...environmentOf(app.url), XDG_CONFIG_HOME: config };
});
afterEach(() => rm(config, { recursive: true }));

const run = (command: string, stdin?: string) =>
  runCli(command.split(" "), { env, cwd: world.folder, ...(stdin !== undefined && { stdin }) });

describe("output", () => {
  const lines = ["+14165550102", "+14165550103", "+14165550104", "+14165550105"];

  test("is a JSON array where standard output is no terminal", async () => {
    const { stdout, stderr } = await run("numbers list");
    expect(JSON.parse(stdout).map(({ line }: { line: string }) => line)).toEqual(lines);
    expect(stderr).toBe("");
  });

  test("is one record on each line as ndjson", async () => {
    const { stdout } = await run("numbers list -o ndjson --limit 2");
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((row) => JSON.parse(row).line),
    ).toEqual(lines.slice(0, 2));
  });

  test("is a header and rows as csv", async () => {
    const [header, first] = (await run("numbers list -o csv")).stdout.split("\n");
    expect(header).toMatch(/^id,serial,provider,line,/);
    expect(first).toContain(",twilio,+14165550102,");
  });

  test("is ids alone as id, which other commands take", async () => {
    const { stdout } = await run("numbers list -o id --limit 1");
    expect((await run(`numbers get ${stdout.trim()}`)).stdout).toContain("+14165550102");
  });

  test("is an empty array or nothing when a list is empty, which is no failure", async () => {
    expect(await run("numbers list --provider vonage")).toEqual({ code: 0, stdout: "[]\n", stderr: "" });
    expect(await run("numbers list --provider vonage -o ndjson")).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
  });

  test("has aligned columns as a table", async () => {
    const rows = (await run("numbers list -o table")).stdout.trimEnd().split("\n");
    const [header = "", ...others] = rows;
    expect(header).toMatch(/^LINE +PROVIDER +STATE +HOLDER +ALIAS +ID$/);
    for (const row of others) expect(row.slice(header.indexOf("PROVIDER"))).toMatch(/^(twilio|sinch) /);
  });

  test("has colours with FORCE_COLOR, and none with NO_COLOR as well", async () => {
    const coloured = { ...env, FORCE_COLOR: "1" };
    const table = ["numbers", "list", "-o", "table"];
    expect((await runCli(table, { env: coloured })).stdout).toContain("\u001b[1m");
    expect((await runCli(table, { env: { ...coloured, NO_COLOR: "1" } })).stdout).not.toContain("\u001b");
  });

  test("follows all pages of a list", async () => {
    const items = Array.from({ length: 200 }, (_, index) => ({
      provider: "plivo",
      line: `+1416556${1000 + index}`,
    }));
    const more = items.map(({ provider, line }) => ({
      provider,
      line: line.replace("+1416556", "+1416557"),
    }));
    for (const batch of [items, more])
      await app.ask("POST /registry/v1/organizations/acme/numbers:batch", { body: { items: batch } });
    const { stdout } = await run("numbers list --provider plivo -o id");
    expect(new Set(stdout.trimEnd().split("\n")).size).toBe(400);
  });
});

describe("exit codes and errors", () => {
  test.each([
    ["numbers get +14165559999", 3],
    ["groups create Sales", 5],
    ['numbers update +14165550102 --alias Desk --if-match "0"', 5],
  ])("%s exits with %i and prints the problem document", async (command, code) => {
    const result = await run(command);
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: "" });
    expect(JSON.parse(result.stderr)).toMatchObject({
      type: expect.stringMatching(/^urn:whoseline:problem:/),
    });
  });

  test("an invalid key exits with 4, and a sentence is printed where the output is no JSON", async () => {
    env.WHOSELINE_KEY = "wl_wrong";
    const { code, stderr } = await run("me -o csv");
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: expect.stringMatching(/^error: .+\nStore a key with: whoseline login\n$/),
    });
  });

  test.each([
    ["numbers lst", "Did you mean list?"],
    ["nubmers list", "Did you mean numbers?"],
    ["numbers list --stat available", "Did you mean --state?"],
    ["numbers list --state unknown", "Allowed choices are available"],
    ["numbers list --limit 0", "It must be a number from 1."],
    ["numbers get", "missing required argument 'number'"],
    ["undo yesterday", "Name the seq of an event"],
  ])("%s exits with 2 and prints %s", async (command, message) => {
    expect(await run(command)).toEqual({ code: 2, stdout: "", stderr: expect.stringContaining(message) });
  });

  test("names the ways to name an organization", async () => {
    env.WHOSELINE_ORGANIZATION = "";
    expect(await run("numbers list -o id")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--organization <slug>, WHOSELINE_ORGANIZATION"),
    });
  });

  test("a batch of which some items are refused exits with 6", async () => {
    const items = [
      { provider: "twilio", line: "+14165550130" },
      { provider: "twilio", line: "nonsense" },
    ];
    const { code, stdout } = await run("numbers add-many -", JSON.stringify(items));
    expect({ code, counts: JSON.parse(stdout).counts }).toMatchObject({
      code: 6,
      counts: { create: 1, refused: 1 },
    });
  });
});

describe("writes", () => {
  test("--dry-run prints the request without the credential and changes nothing", async () => {
    const { code, stdout } = await run("numbers update +14165550103 --no-alias --reserve-for @ben --dry-run");
    expect(code).toBe(0);
    expect(stdout).not.toContain(superadminKey);
    expect(JSON.parse(stdout)).toMatchObject({
      method: "PATCH",
      url: `${app.url}/registry/v1/organizations/acme/numbers/%2B14165550103`,
      headers: { "idempotency-key": expect.stringMatching(/^cli-/) },
      body: { alias: null, reservedFor: { user: "@ben" } },
    });
    expect(JSON.parse((await run("numbers get +14165550103")).stdout).reservedFor).toBeNull();
  });

  test("name items of a comparison, also with the organization that gets the number", async () => {
    const [first, second] = ["019cb4368d805fb12e8a0069", "019cb4368d805fb12e8a0070"];
    const { stdout } = await run(
      `platform-carrier-accounts apply-sync ${first} ${first} --item ${first} --item ${second}=acme --dry-run`,
    );
    expect(JSON.parse(stdout).body).toEqual({
      items: [{ item: first }, { item: second, organization: "acme" }],
    });
  });

  test("print the command that reverts them, and the command reverts them", async () => {
    const { stderr } = await run("numbers assign +14165550103 @ben");
    const [, command] = /^Undo: whoseline (undo \d+)$/m.exec(stderr) ?? [];
    expect(JSON.parse((await run("numbers get +14165550103")).stdout).holderCount).toBe(1);
    expect((await run(command ?? "")).code).toBe(0);
    expect(JSON.parse((await run("numbers get +14165550103")).stdout).holderCount).toBe(0);
  });

  test("a write that changes nothing prints no command that reverts it", async () => {
    expect(await run("numbers assign +14165550102 @ana")).toMatchObject({ code: 0, stderr: "" });
  });

  test("a repeat that changes nothing prints no command, which would revert the first", async () => {
    const group = world.ids.get(exampleIds.group);
    for (const change of [`groups add-member ${group} @ben`, "numbers add twilio +14165550150"]) {
      expect(await run(change)).toMatchObject({
        code: 0,
        stderr: expect.stringContaining("Undo: whoseline "),
      });
      expect(await run(change)).toMatchObject({ code: 0, stderr: "" });
    }
  });

  test("a removal prints the command that restores the user", async () => {
    await run("users create Gus --email gus@acme.example --username gus");
    const { stderr } = await run("users remove @gus --yes");
    const [, command = ""] = /^Undo: whoseline (undo [0-9a-f]{24})$/m.exec(stderr) ?? [];
    expect((await run(command)).code).toBe(0);
    expect(JSON.parse((await run("users get @gus")).stdout).status).toBe("active");
  });

  test("that are hard to revert need --yes where standard input is no terminal", async () => {
    const { code, stderr } = await run("numbers release +14165550104 -o table");
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: "error: Release +14165550104 to the carrier? Repeat the command with --yes to confirm.\n",
    });
    expect(JSON.parse((await run("numbers get +14165550104")).stdout).state).toBe("available");
  });

  test("a repeat with the idempotency key changes nothing more", async () => {
    const create = "groups create Evening -o id --idempotency-key evening-1";
    const [first, second] = [await run(create), await run(create)];
    expect(second.stdout).toBe(first.stdout);
  });
});

describe("a server that does not answer", () => {
  let silent: Server;
  let received: Promise<unknown>;

  beforeEach(async () => {
    silent = createServer();
    received = once(silent, "request");
    await once(silent.listen(0, "127.0.0.1"), "listening");
    env.WHOSELINE_URL = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    silent.closeAllConnections();
    silent.close();
  });

  test("exits with 7 and prints the idempotency key of a write", async () => {
    const result = await run("groups create Night --timeout 1");
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 7, stdout: "" });
    expect(JSON.parse(result.stderr)).toMatchObject({
      code: "timeout",
      idempotencyKey: expect.stringMatching(/^cli-/),
    });
    const { stderr } = await run("groups create Night --timeout 1 -o id");
    expect(stderr).toMatch(
      /\n {2}whoseline groups create Night --timeout 1 -o id --idempotency-key cli-[\w-]+\n$/,
    );
  });

  test("an interrupt exits with 130 and prints the idempotency key of a write", async () => {
    const child = startCli("groups create Night -o id".split(" "), { env });
    await received;
    child.kill("SIGINT");
    const [[code], stderr] = await Promise.all([once(child, "close"), text(child.stderr)]);
    expect({ code, stderr }).toEqual({
      code: 130,
      stderr: expect.stringMatching(/^Interrupted\.\n.+--idempotency-key cli-/s),
    });
  });
});

describe("profiles", () => {
  const file = () => join(config, "whoseline", "profiles.json");

  beforeEach(() => {
    env = { XDG_CONFIG_HOME: config };
  });

  test("login stores the key of standard input for this user only, and later commands use it", async () => {
    const { code, stderr } = await run(
      `login acme --url ${app.url} --organization acme`,
      `${superadminKey}\n`,
    );
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining("as Superadmin (superadmin)"),
    });
    expect(stderr).not.toContain(superadminKey);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file(), "utf8")).profiles.acme).toEqual({
      url: app.url,
      key: superadminKey,
      organization: "acme",
    });
    expect((await run("numbers get +14165550102")).code).toBe(0);
    const profiles = await run("profiles");
    expect(JSON.parse(profiles.stdout)).toEqual([
      { id: "acme", url: app.url, organization: "acme", isCurrent: true },
    ]);
    expect((await run("logout")).code).toBe(0);
    expect(JSON.parse(await readFile(file(), "utf8"))).toEqual({ profiles: {} });
  });

  test("login stores nothing when the server rejects the key", async () => {
    expect((await run(`login --url ${app.url}`, "wl_wrong")).code).toBe(4);
    expect(await run("profiles")).toMatchObject({ code: 0, stdout: "[]\n" });
  });

  test("a key of a profile is not sent to another server", async () => {
    await run(`login --url ${app.url} --organization acme`, superadminKey);
    const { code, stderr } = await run("me --url http://127.0.0.1:1 -o id");
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(`belongs to ${app.url}, and is not sent to`),
    });
  });

  test("an unknown profile and a file that is no file of profiles exit with 2", async () => {
    expect(await run("me --profile absent")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("absent"),
    });
    await run(`login --url ${app.url}`, superadminKey);
    await writeFile(file(), "{");
    expect(await run("me")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("is not a file of profiles"),
    });
  });
});

describe("tasks", () => {
  test("who names the user who answers, and exits with 3 for an unknown line", async () => {
    const { code, stdout } = await run("who +14165550102");
    expect({ code, rows: JSON.parse(stdout) }).toMatchObject({
      code: 0,
      rows: [{ provider: "twilio", userName: "Ana Souza", endpoints: ["client:ana"], rule: "inboundHolder" }],
    });
    expect((await run("who +14165559999")).code).toBe(3);
  });

  test("events tail writes each event as it arrives, and ends after the limit", async () => {
    const { stdout } = await run("events tail --after 0 --limit 3");
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((row) => JSON.parse(row).seq),
    ).toEqual([1, 2, 3]);
  });

  test("events tail writes each row of a table as it arrives, and an interrupt exits with 130", async () => {
    const child = startCli("events tail --after 0 --kind organization.created -o table".split(" "), { env });
    const [first] = await once(child.stdout.setEncoding("utf8"), "data", {
      signal: AbortSignal.timeout(20_000),
    });
    expect(first).toMatch(/^SEQ +AT +KIND/);
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([130, null]);
  });

  test("offboard applies exactly the plan that it shows, and its undo restores the user", async () => {
    await run("users create Fay --email fay@acme.example --username fay");
    await run("numbers add twilio +14165550140 --holder @fay");
    expect((await run("offboard @fay")).code).toBe(2);
    const { code, stderr } = await run("offboard @fay --transfer +14165550140=@ben --yes");
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining("+14165550140 goes to the user"),
    });
    const [, undo = ""] = /whoseline (undo [0-9a-f]{24})/.exec(stderr) ?? [];
    expect((await run(undo)).code).toBe(0);
    expect(JSON.parse((await run("users get @fay")).stdout).status).toBe("active");
  });

  test("offboard prints an undo with the same key file", async () => {
    await run("users create Hal --email hal@acme.example --username hal");
    const { stderr } = await run("offboard @hal --key-file acme.key --yes");
    expect(stderr).toMatch(/: whoseline undo [0-9a-f]{24} --key-file acme\.key$/m);
  });
});

test("settings of the client do not keep the server from its configuration", async () => {
  expect(await run("verify-config")).toMatchObject({ stdout: "The configuration is valid.\n" });
});
