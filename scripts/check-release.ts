import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parser, type Release } from "keep-a-changelog";

if (import.meta.main) {
  const faults = releaseFaults(join(import.meta.dirname, ".."));
  for (const fault of faults) console.error(fault);
  if (faults.length === 0) console.log("Versions and changelog are ready for a release.");
  process.exitCode = faults.length === 0 ? 0 : 1;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Why the checkout in `root` cannot be released, one sentence each; empty when it can. */
export function releaseFaults(root: string): readonly string[] {
  const manifests = ["server", "cli", "sdk", "console"].map(
    (name): Manifest => JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")),
  );
  return [
    ...versionFaults(manifests),
    ...changelogFaults(
      readFileSync(join(root, "CHANGELOG.md"), "utf8"),
      manifests.map(({ version }) => version)[0] ?? "",
    ),
    ...changesetFaults(readdirSync(join(root, ".changeset"))),
  ];
}

function versionFaults(manifests: readonly Manifest[]): readonly string[] {
  const versions = new Map(manifests.map(({ name, version }) => [name, version]));
  const differing =
    new Set(versions.values()).size > 1
      ? [
          `All packages must have the same version: ${[...versions].map((pair) => pair.join(" ")).join(", ")}.`,
        ]
      : [];
  const dependencies = manifests.flatMap(({ name, dependencies = {} }) =>
    Object.entries(dependencies)
      .filter(([dependency, range]) => versions.has(dependency) && versions.get(dependency) !== range)
      .map(
        ([dependency, range]) =>
          `${name} must depend on ${dependency} ${versions.get(dependency)}, not ${range}.`,
      ),
  );
  return [...differing, ...dependencies];
}

function changelogFaults(text: string, version: string): readonly string[] {
  const releases = releasesOf(text);
  if (releases === undefined)
    return ["CHANGELOG.md must have the format of Keep a Changelog, with a date in each version's heading."];
  const unreleased = releases.find((release) => release.version === undefined);
  const newest = releases.find((release) => release.version !== undefined);
  return [
    ...(newest?.version === version && newest.date !== undefined
      ? []
      : [`The newest section of CHANGELOG.md must be "## [${version}] - <date>".`]),
    ...(unreleased === undefined || isEmpty(unreleased)
      ? []
      : ["The Unreleased section of CHANGELOG.md must be empty: move its entries to the version's section."]),
  ];
}

function releasesOf(text: string): readonly Release[] | undefined {
  try {
    return parser(text).releases;
  } catch {
    return undefined;
  }
}

function isEmpty(release: Release): boolean {
  return [...release.changes.values()].every((changes) => changes.length === 0);
}

function changesetFaults(files: readonly string[]): readonly string[] {
  const pending = files.filter((file) => file.endsWith(".md") && file !== "README.md");
  return pending.length === 0
    ? []
    : [`Run npx changeset version: ${pending.length} changesets are pending (${pending.join(", ")}).`];
}
