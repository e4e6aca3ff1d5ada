import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Exception, isExcepted } from "./language/exceptions.ts";
import { type Finding, findWords } from "./language/find-words.ts";
import { testNamesOnly } from "./language/test-names.ts";

// Usage: node scripts/check-language.ts [--all] [path…]
// Reports words that this project does not use in sources, documents and test names. Of a test file only the
// titles are read; with --all, everything is, and the benchmark too.

const root = fileURLToPath(new URL("..", import.meta.url));
const isAll = process.argv.includes("--all");
const paths = process.argv.slice(2).filter((argument) => argument !== "--all");
const exceptions = JSON.parse(
  readFileSync(new URL("language/exceptions.json", import.meta.url), "utf8"),
) as readonly Exception[];
const used = new Set<Exception>();

const reports = listFiles().flatMap((path) => [
  ...findWords(path).map((finding) => report(path, path, { ...finding, line: 1 }, " in the file's name")),
  ...readFindings(path),
]);
const unused = paths.length === 0 && !isAll ? exceptions.filter((exception) => !used.has(exception)) : [];
const lines = [
  ...reports.filter((line) => line !== null),
  ...unused.map(
    ({ path, word }) => `exceptions.json: the exception for "${word}" in ${path} matches nothing`,
  ),
];
for (const line of lines) console.log(line);
if (lines.length > 0) {
  console.error(`\n${lines.length} uses of words to avoid. Exceptions: scripts/language/exceptions.json.`);
  process.exitCode = 1;
}

function readFindings(path: string): (string | null)[] {
  const text = readFileSync(`${root}/${path}`, "utf8");
  const checked = isTest(path) && !isAll ? testNamesOnly(text) : text;
  const rows = text.split("\n");
  return findWords(checked).map((finding) => report(path, rows[finding.line - 1] ?? "", finding, ""));
}

/** Returns null for a use that an exception allows. */
function report(path: string, row: string, finding: Finding, where: string): string | null {
  const exception = exceptions.find((candidate) => isExcepted(candidate, path, finding.found, row));
  if (exception === undefined) return `${path}:${finding.line}: "${finding.found}"${where} → ${finding.use}`;
  used.add(exception);
  return null;
}

/** Tracked and new files, without those that Git ignores. */
function listFiles(): string[] {
  const list = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...paths],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  const deleted = execFileSync("git", ["ls-files", "-z", "--deleted"], { cwd: root, encoding: "utf8" }).split(
    "\0",
  );
  return [...new Set(list.split("\0"))].filter((path) => isChecked(path) && !deleted.includes(path));
}

function isChecked(path: string): boolean {
  if (path.startsWith("scripts/language/") || path.endsWith(".png")) return false;
  if (isTest(path)) return /\.(?:ts|md|patch)$/.test(path);
  if (path.startsWith("packages/server/bench/")) return isAll || path.endsWith(".md");
  return /^(?:packages\/[^/]+\/(?:src|bin)\/|docs\/|openapi\/|examples\/|scripts\/|deploy\/)|\.md$|^compose|^Containerfile/.test(
    path,
  );
}

function isTest(path: string): boolean {
  return /^packages\/[^/]+\/test\//.test(path);
}
