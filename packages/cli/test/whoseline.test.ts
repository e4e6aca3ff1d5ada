import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runProcess } from "../../server/test/helpers/process.ts";

test("--version prints the version of the package", async () => {
  const manifest = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
  expect(await runProcess({}, ["--version"])).toEqual({ code: 0, output: `${manifest.version}\n` });
});

test("--help lists the commands", async () => {
  const { code, output } = await runProcess({}, ["--help"]);
  expect(code).toBe(0);
  for (const command of [
    "serve",
    "migrate",
    "migrate-data",
    "verify",
    "verify-config",
    "check-data",
    "export-pepper",
    "rotate-encryption-key",
  ])
    expect(output).toMatch(new RegExp(`^ {2}${command} `, "m"));
});

test("an unknown option exits with 1 and names it", async () => {
  expect(await runProcess({}, ["--demonstration"])).toEqual({
    code: 1,
    output: "error: unknown option '--demonstration'\n(add --help for the options)\n",
  });
});

test("an unknown command exits with 2 and names the nearest one", async () => {
  const { code, output } = await runProcess({}, ["server"]);
  expect({ code, output }).toEqual({ code: 2, output: expect.stringContaining("Did you mean serve?") });
});

test("verify-config prints one sentence per invalid setting and exits with 1", async () => {
  expect(await runProcess({ PORT: "abc", LOG_LEVEL: "loud" }, ["verify-config"])).toEqual({
    code: 1,
    output:
      "PORT must be a port number from 0 to 65535.\n" +
      "LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent.\n",
  });
});

test("verify-config names the secrets that PostgreSQL needs", async () => {
  const WHOSELINE_DATABASE = "postgres://whoseline@127.0.0.1:1/absent";
  const settings = { WHOSELINE_DATABASE, WHOSELINE_PEPPER: "", WHOSELINE_ENCRYPTION_KEY: "" };
  const { code, output } = await runProcess(settings, ["verify-config"]);
  expect(code).toBe(1);
  expect(output).toMatch(/^WHOSELINE_PEPPER is required .+\nWHOSELINE_ENCRYPTION_KEY is required .+\n/);
});

test("verify-config accepts a valid configuration without opening the database", async () => {
  const WHOSELINE_DATABASE = "postgres://whoseline@127.0.0.1:1/absent";
  expect(await runProcess({ WHOSELINE_DATABASE }, ["verify-config"])).toEqual({
    code: 0,
    output: "The configuration is valid.\n",
  });
});

test("a checkout that is not built names the command that starts the sources", async () => {
  const folder = await mkdtemp(join(tmpdir(), "whoseline-cli-"));
  for (const path of ["bin", "package.json"])
    await cp(join(import.meta.dirname, "..", path), join(folder, path), { recursive: true });
  const { status, stderr } = spawnSync(process.execPath, [join(folder, "bin/whoseline.js")], {
    encoding: "utf8",
  });
  await rm(folder, { recursive: true });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: "The packages are not built: run `npm run build`, or start the sources with `npm start`.\n",
  });
});
