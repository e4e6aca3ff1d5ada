import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../../..");

/** The commit of the release before this one, of which the processes run next to those of the checkout. */
const previousCommit = readFileSync(join(import.meta.dirname, "previous-release.txt"), "utf8").trim();

const git = (...args: string[]): string =>
  execFileSync("git", ["-C", root, ...args], { encoding: "utf8", stdio: "pipe" });

/** Why the previous release cannot be built here: without the history of a full clone. Undefined when it can. */
export function missingHistory(): string | undefined {
  try {
    git("cat-file", "-e", `${previousCommit}^{commit}`);
    return undefined;
  } catch {
    return `The commit ${previousCommit} is not in the history of this checkout: git fetch --unshallow`;
  }
}

/** Whether the checkout is a clone with its full history, in which the commit must be. */
export function hasFullHistory(): boolean {
  try {
    return git("rev-parse", "--is-shallow-repository").trim() === "false";
  } catch {
    // There is no repository.
    return false;
  }
}

/**
 * The arguments of Node that run the command line of the previous release, from its sources and the packages of its lockfile.
 * The folder stays in the temporary folder for later runs.
 */
export function buildPreviousRelease(): readonly string[] {
  const folder = join(tmpdir(), `whoseline-${previousCommit}`);
  if (!existsSync(folder)) {
    const draft = mkdtempSync(`${folder}-`);
    const archive = execFileSync(
      "git",
      ["-C", root, "archive", previousCommit, "packages", "package.json", "package-lock.json"],
      {
        maxBuffer: 2 ** 30,
      },
    );
    execFileSync("tar", ["-x", "-C", draft], { input: archive });
    const flags = ["--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"];
    execFileSync("npm", ["ci", ...flags, "--workspace", "packages/server", "--workspace", "packages/cli"], {
      cwd: draft,
      // Without the settings of the npm that runs this test, which name the checkout.
      env: { PATH: process.env.PATH, HOME: process.env.HOME },
      stdio: "pipe",
    });
    moveTo(folder, draft);
  }
  return ["--conditions=@whoseline/source", join(folder, "packages/cli/bin/whoseline.js")];
}

/** Another run may have been faster. */
function moveTo(folder: string, draft: string): void {
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}
