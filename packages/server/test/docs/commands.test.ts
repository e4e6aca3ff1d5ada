import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./project-commands.ts";
import { runHttpFile, runMarkdown } from "./run-document.ts";

const documents = globSync(
  [
    "*.md",
    "docs/*.md",
    "docs/{carriers,compatibility}/*.md",
    "examples/**/*.md",
    "packages/*/{src,test}/**/*.md",
  ],
  {
    cwd: root,
  },
);
const examples = globSync("examples/**/*.http", { cwd: root });
const sources = globSync("packages/*/src/**/*.ts", { cwd: root })
  .map((path) => readFileSync(join(root, path), "utf8"))
  .join("\n");

// On a developer's machine without a program these tests are skipped; with CI=true they run and fail.
const isMissing = (program: string): boolean =>
  spawnSync(program, ["--version"]).error !== undefined && process.env.CI !== "true";
const [isCurlMissing, isRedisCliMissing] = [isMissing("curl"), isMissing("redis-cli")];

test.for(documents.filter((path) => path !== "CHANGELOG.md"))(
  "every command in %s works and returns what is shown",
  async (path, { skip }) => {
    skip(isCurlMissing, "curl is not installed");
    const markdown = readFileSync(join(root, path), "utf8");
    skip(isRedisCliMissing && /^redis-cli /m.test(markdown), "redis-cli is not installed");
    expect(await runMarkdown(markdown, sources)).toEqual([]);
  },
);

test.each(examples)("every request in %s returns the status that is shown", async (path) => {
  expect(await runHttpFile(join(root, path))).toEqual([]);
});
