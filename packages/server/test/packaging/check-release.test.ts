import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { releaseFaults } from "../../../../scripts/check-release.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "whoseline-release-"));
  for (const folder of ["packages/server", "packages/cli", "packages/sdk", "packages/console", ".changeset"])
    await mkdir(join(root, folder), { recursive: true });
  await writeManifest("server", { name: "@whoseline/server", version: "1.2.0" });
  await writeManifest("cli", cli("1.2.0", "1.2.0"));
  await writeManifest("sdk", { name: "@whoseline/sdk", version: "1.2.0" });
  await writeManifest("console", { name: "@whoseline/console", version: "1.2.0" });
  await writeChangelog("## [1.2.0] - 2026-11-28\n\n### Added\n\n- Something.\n");
  await cp(join(import.meta.dirname, "../../../../.changeset/README.md"), join(root, ".changeset/README.md"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

test("accepts equal versions, a dated section and no pending changesets", () => {
  expect(releaseFaults(root)).toEqual([]);
});

test("reports packages whose versions differ", async () => {
  await writeManifest("cli", cli("1.3.0", "1.2.0"));
  expect(releaseFaults(root)).toEqual([
    "All packages must have the same version: @whoseline/server 1.2.0, whoseline 1.3.0, @whoseline/sdk 1.2.0, @whoseline/console 1.2.0.",
  ]);
});

test("reports a command line that depends on another version of the server", async () => {
  await writeManifest("cli", cli("1.2.0", "^1.1.0"));
  expect(releaseFaults(root)).toEqual(["whoseline must depend on @whoseline/server 1.2.0, not ^1.1.0."]);
});

test.each([
  ["an older newest section", "## [1.1.0] - 2026-11-01\n"],
  ["no section", ""],
])("reports a changelog with %s", async (_, section) => {
  await writeChangelog(section);
  expect(releaseFaults(root)).toEqual(['The newest section of CHANGELOG.md must be "## [1.2.0] - <date>".']);
});

test("reports a changelog section without a date", async () => {
  await writeChangelog("## [1.2.0]\n");
  expect(releaseFaults(root)).toEqual([
    "CHANGELOG.md must have the format of Keep a Changelog, with a date in each version's heading.",
  ]);
});

test("reports entries that are still unreleased", async () => {
  await writeChangelog("### Fixed\n\n- Something.\n\n## [1.2.0] - 2026-11-28\n\n### Added\n\n- Something.\n");
  expect(releaseFaults(root)).toEqual([
    "The Unreleased section of CHANGELOG.md must be empty: move its entries to the version's section.",
  ]);
});

test("reports pending changesets", async () => {
  await writeFile(join(root, ".changeset/quick-line.md"), '---\n"whoseline": minor\n---\n\nSomething.\n');
  expect(releaseFaults(root)).toEqual([
    "Run npx changeset version: 1 changesets are pending (quick-line.md).",
  ]);
});

const cli = (version: string, server: string) => ({
  name: "whoseline",
  version,
  dependencies: { "@whoseline/server": server },
});

function writeManifest(name: string, manifest: object): Promise<void> {
  return writeFile(join(root, "packages", name, "package.json"), JSON.stringify(manifest));
}

function writeChangelog(sections: string): Promise<void> {
  return writeFile(join(root, "CHANGELOG.md"), `# Changelog\n\n## [Unreleased]\n\n${sections}`);
}
