import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { runCli } from "./helpers/cli.ts";

describe("complete", () => {
  test.each(["bash", "zsh", "fish", "powershell"])(
    "prints a script for %s that calls whoseline",
    async (shell) => {
      const { code, stdout, stderr } = await runCli(["complete", shell]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toMatch(/whoseline complete '?--/);
    },
  );

  test("the script for bash is valid", async () => {
    const { stdout } = await runCli(["complete", "bash"]);
    expect(spawnSync("bash", ["-n"], { input: stdout, encoding: "utf8" })).toMatchObject({
      status: 0,
      stderr: "",
    });
  });

  test.each([
    [["num"], "numbers"],
    [["numbers", "as"], "assign"],
    [["numbers", "list", "--st"], "--state"],
    [["numbers", "list", "--state", ""], "cooling"],
    [["numbers", "add", ""], "telnyx"],
  ])("completes %j with %s", async (words, expected) => {
    const { code, stdout } = await runCli(["complete", "--", ...words]);
    expect(code).toBe(0);
    expect(stdout.split("\n").map((line) => line.split("\t")[0])).toContain(expected);
  });
});

test("man prints a page with every command, its options and the exit codes", async () => {
  const { code, stdout, stderr } = await runCli(["man"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^\.TH WHOSELINE 1 /);
  for (const text of [
    ".SS whoseline numbers assign <number> <user>",
    ".SS whoseline serve",
    "\\fB\\-\\-as\\-of <time>\\fR",
    ".SH EXIT STATUS",
  ])
    expect(stdout).toContain(text);
});

test("--help lists man and complete", async () => {
  const { stdout } = await runCli(["--help"]);
  expect(stdout).toMatch(/^ {2}man /m);
  expect(stdout).toMatch(/^ {2}complete <shell> /m);
});

test("help shows an example with a colon completely, and which options can be repeated", async () => {
  const { stdout } = await runCli(["carrier-accounts", "create", "--help"]);
  const words = stdout.replaceAll(/\s+/g, " ");
  expect(words).toContain('such as {"FR": "fr-FR"}');
  expect(words).toContain("such as CA; repeat the option for several");
});
