import type { Whoseline } from "@whoseline/sdk";
import { type ConnectionOptions, connect, defaultUrl, readKeyFile } from "../connection.ts";
import { CommandError, exitCodes } from "../exit-codes.ts";
import { reportFailure } from "../failure.ts";
import { type Io, note } from "../io.ts";
import { formatOf, writeList } from "../output.ts";
import type { Format } from "../output-format.ts";
import { type Profile, profilesFile, readProfiles, writeProfiles } from "../profiles.ts";
import { promptHidden } from "../prompt.ts";

const nameRule = /^[A-Za-z0-9][\w.-]{0,63}$/;

/** Stores a key as a profile, after the server accepted it. */
export async function login(
  io: Io,
  [name = "default"]: readonly unknown[],
  options: ConnectionOptions,
): Promise<number> {
  try {
    await storeProfile(io, String(name), options);
    return exitCodes.done;
  } catch (error) {
    return reportFailure(io, error, "table");
  }
}

async function storeProfile(io: Io, name: string, options: ConnectionOptions): Promise<void> {
  if (!nameRule.test(name))
    throw new CommandError("The name of a profile has letters, digits, ., _ and - only.");
  const stored = await readProfiles(io);
  const known = Object.hasOwn(stored.profiles, name) ? stored.profiles[name] : undefined;
  const url = options.url ?? (io.env.WHOSELINE_URL || known?.url) ?? defaultUrl;
  const key = await readKey(io, url, options.keyFile);
  const client = await connect(io, { url, key, organization: undefined }, options);
  const { user, organization } = await client.me({}, { signal: io.signal });
  const profile: Profile = {
    url,
    key,
    organization: options.organization ?? organization?.slug ?? (await onlyOrganization(client, io)),
  };
  await writeProfiles(io, { current: name, profiles: { ...stored.profiles, [name]: profile } });
  note(io, `Signed in at ${url} as ${user.name} (${user.role}).`);
  note(io, `The key is in ${profilesFile(io.env)}, profile ${name}, which is now the current one.`);
  if (profile.organization !== undefined) note(io, `Organization: ${profile.organization}`);
}

async function readKey(io: Io, url: string, keyFile: string | undefined): Promise<string> {
  if (keyFile !== undefined || !io.stdin.isTTY) return readKeyFile(io, keyFile ?? "-");
  const key = (await promptHidden(io, `Key for ${url}: `)).trim();
  if (key === "") throw new CommandError("No key was entered.");
  return key;
}

/** A superadmin of an installation with one organization means that one. */
async function onlyOrganization(client: Whoseline, { signal }: Io): Promise<string | undefined> {
  try {
    const [first, second] = await client.organizations.list({ limit: 2 }, { signal }).toArray({ max: 2 });
    return second === undefined ? first?.slug : undefined;
  } catch {
    return undefined;
  }
}

/** Deletes a profile, or all. */
export async function logout(
  io: Io,
  [name]: readonly unknown[],
  { all }: { readonly all?: boolean },
): Promise<number> {
  try {
    const { current, profiles } = await readProfiles(io);
    const chosen = name === undefined ? current : String(name);
    if (!all && (chosen === undefined || !Object.hasOwn(profiles, chosen)))
      throw new CommandError(
        chosen === undefined ? "No profile is stored." : `There is no profile "${chosen}".`,
        exitCodes.notFound,
      );
    const kept = Object.fromEntries(Object.entries(profiles).filter(([one]) => !all && one !== chosen));
    const next = current !== undefined && Object.hasOwn(kept, current) ? current : Object.keys(kept)[0];
    await writeProfiles(io, { current: next, profiles: kept });
    note(
      io,
      all
        ? "All profiles were deleted."
        : `The profile ${chosen} was deleted. Its key stays valid until it is revoked.`,
    );
    if (next !== undefined) note(io, `The current profile is ${next}.`);
    return exitCodes.done;
  } catch (error) {
    return reportFailure(io, error, "table");
  }
}

interface ProfilesOptions {
  readonly use?: string;
  readonly output?: Format;
}

/** Lists the profiles without their keys. */
export async function listProfiles(
  io: Io,
  _args: readonly unknown[],
  { use, output }: ProfilesOptions,
): Promise<number> {
  const format = formatOf(io, output);
  try {
    const stored = await readProfiles(io);
    if (use !== undefined && !Object.hasOwn(stored.profiles, use))
      throw new CommandError(`There is no profile "${use}".`, exitCodes.notFound);
    const current = use ?? stored.current;
    if (use !== undefined) await writeProfiles(io, { ...stored, current });
    const rows = Object.entries(stored.profiles).map(([id, { url, organization = null }]) => ({
      id,
      url,
      organization,
      isCurrent: id === current,
    }));
    const columns = ["id", "url", "organization", "isCurrent"];
    await writeList(io, format, { columns }, toAsync(rows));
    return exitCodes.done;
  } catch (error) {
    return reportFailure(io, error, format);
  }
}

async function* toAsync(rows: readonly object[]): AsyncGenerator<object> {
  yield* rows;
}
