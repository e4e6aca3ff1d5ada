import type { Config } from "./config.ts";
import { withoutPassword } from "./database-address.ts";
import type { Demo } from "./demo.ts";
import { dialects } from "./dialects/index.ts";
import { type GeneratedKeys, quoted } from "./generated-keys.ts";
import { consolePath } from "./http/pages/console.ts";

export interface Started {
  /** The base URL that callers use. */
  readonly origin: string;
  readonly config: Pick<
    Config,
    "database" | "hasConsole" | "hasDocs" | "superadminKey" | "superadminKeyFile"
  >;
  readonly keys: Pick<GeneratedKeys, "sentence" | "commandOf">;
  /** The superadmin key if this start generated it. */
  readonly createdKey: string | undefined;
  readonly demo: Demo | undefined;
  /** The one-time link to the console if this is the first start. */
  readonly signInLink: string | undefined;
}

/** The lines that a started server prints: its addresses and a first command, which never contains a key. */
export function greeting(started: Started): string {
  const { origin, config, demo } = started;
  return [
    `Whoseline is listening at ${origin} with the database ${withoutPassword(config.database)}`,
    ...dialects.map((dialect) => `  ${dialect.name.padEnd(8)} ${dialect.baseUrl(origin)}`),
    ...(config.hasConsole ? [`  ${"console".padEnd(8)} ${origin}${consolePath}`] : []),
    ...(config.hasDocs ? [`  ${"docs".padEnd(8)} ${origin}/docs`] : []),
    ...signInLines(started),
    ...demoLines(started),
    ...lostKeyLines(started),
    "",
    "Try:",
    `  curl -H "Authorization: Bearer ${keyExpression(started)}" ${tryUrl(origin, demo)}`,
  ].join("\n");
}

const signInLines = ({ signInLink, keys }: Started): string[] =>
  signInLink === undefined ? [] : ["", keys.sentence("sign-in-link", signInLink)];

/** A configured key is where the operator put it. */
const lostKeyLines = ({ config }: Started): string[] =>
  config.superadminKey === undefined
    ? [
        "",
        "If the superadmin key is lost, start with WHOSELINE_SUPERADMIN_KEY set to a new one: it replaces the former.",
      ]
    : [];

/** What the shell replaces by the key. */
function keyExpression({ config, keys, createdKey }: Started): string {
  if (config.superadminKeyFile !== undefined) return `$(cat ${quoted(config.superadminKeyFile)})`;
  if (config.superadminKey !== undefined) return "$WHOSELINE_SUPERADMIN_KEY";
  const command = createdKey === undefined ? undefined : keys.commandOf("superadmin");
  return command === undefined ? "$SUPER" : `$(${command})`;
}

function demoLines({ demo, keys }: Started): string[] {
  if (demo === undefined) return [];
  const { adminKey } = demo;
  const line =
    adminKey === undefined
      ? "Admin key, for the Telnyx and IPPanel dialects: (shown when the demo was first loaded)"
      : keys.sentence("demo-admin", adminKey);
  return ["", `Demo organization ${demo.organizationId}`, `  ${line}`];
}

function tryUrl(origin: string, demo: Demo | undefined): string {
  return demo
    ? `${origin}/api/organizations/${demo.organizationId}/phone-numbers`
    : `${origin}/registry/v1/organizations`;
}
