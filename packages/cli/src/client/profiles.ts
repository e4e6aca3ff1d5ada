import { chmod, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { CommandError } from "./exit-codes.ts";
import { type Io, note } from "./io.ts";

/** A server and how to call it. */
export interface Profile {
  readonly url: string;
  readonly key: string;
  /** Id or slug of the organization of every command that does not name another one. */
  readonly organization?: string | undefined;
}

export interface Profiles {
  /** The name of the profile that is used when none is named. */
  readonly current?: string | undefined;
  readonly profiles: Readonly<Record<string, Profile>>;
}

type Environment = Io["env"];

/** Returns the path of the file with the profiles. */
export function profilesFile({ XDG_CONFIG_HOME, HOME }: Environment): string {
  return join(XDG_CONFIG_HOME || join(HOME || homedir(), ".config"), "whoseline", "profiles.json");
}

/** Reads the profiles; none when there is no file. Warns when other users can read the file. */
export async function readProfiles(io: Io): Promise<Profiles> {
  const path = profilesFile(io.env);
  const text = await readFile(path, "utf8").catch((error) => {
    if (error.code === "ENOENT") return undefined;
    throw new CommandError(`${path} cannot be read: ${error.message}`);
  });
  if (text === undefined) return { profiles: {} };
  if (process.platform !== "win32" && ((await stat(path)).mode & 0o077) !== 0)
    note(io, `Warning: other users can read ${path}, which contains keys. Run: chmod 600 ${path}`);
  return parseProfiles(text, path);
}

function parseProfiles(text: string, path: string): Profiles {
  try {
    const { current, profiles } = JSON.parse(text);
    if (Object.values<Profile>(profiles).every(({ url, key }) => [url, key].every(isText)))
      return { current, profiles };
  } catch {}
  throw new CommandError(
    `${path} is not a file of profiles. Correct it, or delete it and run: whoseline login`,
  );
}

const isText = (value: unknown) => typeof value === "string";

/** Replaces the file with the profiles in one step. Only this user can read it. */
export async function writeProfiles({ env }: Io, profiles: Profiles): Promise<void> {
  const path = profilesFile(env);
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const partial = `${path}.${process.pid}.partial`;
  try {
    const file = await open(partial, "w", 0o600);
    try {
      await file.writeFile(`${JSON.stringify(profiles, undefined, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await chmod(partial, 0o600);
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}
