import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type SeededBug, seed as seedInto } from "./seeded-bugs.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../../..");
const workspace = join(root, "../..");

/** The text of the file with the bug in it. Throws when the bug does not match the source. */
export const seededSource = async (bug: SeededBug): Promise<string> =>
  seedInto(bug, await readFile(join(root, "src", bug.file), "utf8"));

/** Runs the model against a copy of the source with the bug in it. */
export async function findSeededBug(
  bug: SeededBug,
  { seed, runs }: { seed: number; runs: number },
): Promise<{ ran: number; failure: string | null }> {
  const folder = await mkdtemp(join(tmpdir(), "whoseline-seeded-bug-"));
  try {
    for (const part of ["src", "migrations", "package.json", "test/model", "test/helpers"])
      await cp(join(root, part), join(folder, part), { recursive: true });
    await symlink(join(workspace, "node_modules"), join(folder, "node_modules"));
    await writeFile(join(folder, "src", bug.file), await seededSource(bug));
    const program = join(folder, "test/model/print-counterexample.ts");
    const { stdout } = await run(process.execPath, [program, String(seed), String(runs)], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return JSON.parse(stdout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
