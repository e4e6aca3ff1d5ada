import { readFile } from "node:fs/promises";
import { text as readText } from "node:stream/consumers";
import type { ClientOptions, Whoseline } from "@whoseline/sdk";
import { CommandError } from "./exit-codes.ts";
import { type Io, note } from "./io.ts";
import { type Profile, readProfiles } from "./profiles.ts";

/** Options of every command that calls a server. */
export interface ConnectionOptions {
  readonly url?: string;
  readonly profile?: string;
  readonly organization?: string;
  readonly keyFile?: string;
  readonly timeout?: number;
  readonly verbose?: boolean;
}

export interface Connection {
  readonly url: string;
  readonly key: string | undefined;
  readonly organization: string | undefined;
}

export const defaultUrl = "http://127.0.0.1:2212";

/** Returns where to send requests and with which key: from the options, the environment, then the profile. */
export async function resolveConnection(io: Io, options: ConnectionOptions): Promise<Connection> {
  const { env } = io;
  const profile = await readProfile(io, options.profile ?? (env.WHOSELINE_PROFILE || undefined));
  const url = options.url ?? (env.WHOSELINE_URL || profile?.url) ?? defaultUrl;
  const ownKey = await readOwnKey(io, options.keyFile);
  return {
    url,
    key: ownKey ?? profileKey(profile, url),
    organization: options.organization ?? (env.WHOSELINE_ORGANIZATION || profile?.organization),
  };
}

async function readProfile(io: Io, name: string | undefined): Promise<Profile | undefined> {
  const { current, profiles } = await readProfiles(io);
  const chosen = name ?? current;
  if (chosen === undefined) return undefined;
  if (Object.hasOwn(profiles, chosen)) return profiles[chosen];
  throw new CommandError(
    `There is no profile "${chosen}". Run: whoseline profiles, or create it with: whoseline login ${chosen}`,
  );
}

/** The key of a profile is never sent to another server than that of the profile. */
function profileKey(profile: Profile | undefined, url: string): string | undefined {
  if (profile === undefined || originOf(profile.url) === originOf(url)) return profile?.key;
  throw new CommandError(
    `The key of the profile belongs to ${profile.url}, and is not sent to ${url}. Set WHOSELINE_KEY, use --key-file, or choose another profile.`,
  );
}

const originOf = (url: string) => (URL.canParse(url) ? new URL(url).origin : url);

async function readOwnKey(io: Io, keyFile: string | undefined): Promise<string | undefined> {
  const { WHOSELINE_KEY, WHOSELINE_KEY_FILE } = io.env;
  if (keyFile !== undefined) return readKeyFile(io, keyFile);
  return WHOSELINE_KEY || (WHOSELINE_KEY_FILE ? readKeyFile(io, WHOSELINE_KEY_FILE) : undefined);
}

/** Returns the options that repeat with which server, organization and key a command worked. */
export const connectionArguments = ({
  organization,
  profile,
  url,
  keyFile,
}: ConnectionOptions): readonly string[] =>
  Object.entries({ organization, profile, url, "key-file": keyFile }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );

/** Throws when a command that works in an organization has none. */
export function requireOrganization({ organization }: Connection): void {
  if (organization !== undefined) return;
  throw new CommandError(
    "Name the organization: --organization <slug>, WHOSELINE_ORGANIZATION, or that of a profile.",
  );
}

/** Reads a key from a file, or from standard input for `-`. */
export async function readKeyFile({ stdin }: Io, path: string): Promise<string> {
  const content =
    path === "-"
      ? await readText(stdin)
      : await readFile(path, "utf8").catch((error) => {
          throw new CommandError(`The key file ${path} cannot be read: ${error.message}`);
        });
  const key = content.trim();
  if (key === "") throw new CommandError(`There is no key in ${path === "-" ? "standard input" : path}.`);
  return key;
}

/** Makes a client of the server. */
export async function connect(
  io: Io,
  { url, key, organization }: Connection,
  options: ConnectionOptions,
  overrides: Partial<ClientOptions> = {},
): Promise<Whoseline> {
  const { Whoseline } = await import("@whoseline/sdk");
  const timeoutMs = options.timeout === undefined ? undefined : options.timeout * 1000;
  return new Whoseline({
    baseUrl: url,
    apiKey: key,
    organization,
    maxRetries: 3,
    totalTimeoutMs: timeoutMs,
    ...(timeoutMs !== undefined && { attemptTimeoutMs: timeoutMs }),
    headers: { "user-agent": await userAgent() },
    onRetry: ({ delayMs, error }) => {
      if (options.verbose || io.stderr.isTTY)
        note(io, `${error.message.split("\n")[0]} Retry in ${Math.round(delayMs / 100) / 10} s.`);
    },
    ...overrides,
  });
}

async function userAgent(): Promise<string> {
  const { packageVersion } = await import("../package-version.ts");
  return `whoseline/${packageVersion} (node ${process.versions.node})`;
}
