import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const workspace = join(root, "../..");
const patches = join(import.meta.dirname, "bugs");

export const bugNames = async (): Promise<string[]> =>
  (await readdir(patches)).map((file) => file.replace(/\.patch$/, "")).toSorted();

/** Throws when the patch does not fit the source as it is; changes nothing. */
export const requireFit = (name: string) =>
  run("git", ["apply", "--check", "--directory=packages/server", join(patches, `${name}.patch`)], {
    cwd: workspace,
  });

/** What the model says of a copy of the source with this bug in it. Throws when the patch does not fit. */
export async function huntBug(
  name: string,
  { seed, runs }: { seed: number; runs: number },
): Promise<{ ran: number; failure: string | null }> {
  const folder = await mkdtemp(join(tmpdir(), "whoseline-bug-"));
  try {
    for (const part of ["src", "migrations", "package.json", "test/model", "test/helpers"])
      await cp(join(root, part), join(folder, part), { recursive: true });
    await symlink(join(workspace, "node_modules"), join(folder, "node_modules"));
    await run("git", ["apply", "--whitespace=nowarn", join(patches, `${name}.patch`)], {
      cwd: folder,
      env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() },
    });
    const program = join(folder, "test/model/find-bug.ts");
    const { stdout } = await run(process.execPath, [program, String(seed), String(runs)], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return JSON.parse(stdout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
