import { Type } from "typebox";
import { Value } from "typebox/value";
import { isNetwork } from "./ip-networks.ts";
import { type JwtSettings, jwtProblems, jwtSettings, secureUrl, toJwtSettings } from "./jwt-settings.ts";
import { type LookupSettings, lookupProblems, lookupSettings, toLookupSettings } from "./lookup-settings.ts";
import { type McpSettings, mcpSettings, toMcpSettings } from "./mcp-settings.ts";
import { type OidcSettings, oidcProblems, oidcSettings, toOidcSettings } from "./oidc-settings.ts";
import { outboundSettings, toOutboundHosts } from "./outbound-settings.ts";
import { readSecretFiles } from "./secret-files.ts";
import { type SnapshotSettings, snapshotSettings, toSnapshotSettings } from "./snapshot-settings.ts";
import { clientSettings, unknownSettings } from "./unknown-settings.ts";

/** The settings of the environment, read and validated once. No other module reads `process.env`. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** A file path or a `postgres://` URL. */
  readonly database: string;
  /** The PostgreSQL URL whose role applies the migrations; undefined for that of `database`. */
  readonly migrationDatabase: string | undefined;
  readonly superadminKey: string | undefined;
  /** The file that the key was read from. */
  readonly superadminKeyFile: string | undefined;
  /** 32 bytes in hexadecimal. Undefined when the database contains the pepper. */
  readonly pepper: string | undefined;
  /** 32 bytes in hexadecimal. Undefined when an SQLite database has it in a file next to it. */
  readonly encryptionKey: string | undefined;
  /** A second key, which only decrypts, while the key is rotated. */
  readonly decryptionKey: string | undefined;
  readonly jwt: JwtSettings;
  /** The identity provider of the console; undefined without one. */
  readonly oidc: OidcSettings | undefined;
  /** The doors of the lookup threads. */
  readonly lookups: LookupSettings;
  readonly routeSnapshot: SnapshotSettings | undefined;
  /** Hosts that webhooks may reach although they are private or without TLS; undefined for none. */
  readonly outboundHosts: readonly string[] | undefined;
  /** Whether to reject a PostgreSQL cluster that can lose acknowledged writes. */
  readonly isStrictCluster: boolean;
  readonly publicUrl: string | undefined;
  /** The bearer token for scrapes of `/metrics`; without it only this host may scrape. */
  readonly metricsToken: string | undefined;
  readonly traces: {
    /** The base URL of an OTLP collector; without it there are no traces. */
    readonly endpoint: string | undefined;
    readonly serviceName: string;
  };
  /** Maximum requests per minute; undefined for no limit. */
  readonly rateLimit:
    | { readonly perCredential: number; readonly perOrganization: number | undefined }
    | undefined;
  /** Maximum numbers of open event streams; undefined for the defaults. */
  readonly streamLimits: ReturnType<typeof toStreamLimits>;
  /** Origins whose scripts may call the API; undefined for none. */
  readonly corsOrigins: readonly string[] | undefined;
  /** Quotas of an organization, by name; undefined for the default ones. */
  readonly quotas: Readonly<Record<string, number>> | undefined;
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed; undefined for none. */
  readonly trustedProxies: readonly string[] | undefined;
  /** Whether to serve the console. */
  readonly hasConsole: boolean;
  readonly mcp: McpSettings | undefined;
  /** Whether to serve `/docs`. */
  readonly hasDocs: boolean;
  readonly logLevel: string;
}

interface Setting {
  readonly schema: ReturnType<typeof Type.String>;
  /** Completes the sentence "NAME must be …". */
  readonly expected: string;
}

const httpUrl = {
  schema: Type.String({ pattern: "^https?://[^\\s/?#]+(/\\S*)?$" }),
  expected: "an http(s) URL",
};
/** 32 random bytes. */
const key = {
  schema: Type.String({ pattern: "^[0-9a-fA-F]{64}$" }),
  expected: "64 hexadecimal characters, such as `openssl rand -hex 32` prints",
};
/** As browsers send it: lower case, without a path. */
const originPattern = "https?://[^\\s/?#,A-Z@]+";
const anyText = { schema: Type.String({ minLength: 1, maxLength: 1000 }), expected: "1 to 1000 characters" };

const quotaPattern =
  "(users|groups|apiKeys|numbers|webhooks|carrierAccounts|offboardingPlans|plans)=(0|[1-9][0-9]{0,8})";

const settings = {
  PORT: {
    schema: Type.String({ pattern: "^(0|[1-9][0-9]{0,4})$" }),
    expected: "a port number from 0 to 65535",
  },
  HOST: anyText,
  WHOSELINE_DATABASE: {
    schema: Type.String({ pattern: "^(postgres(ql)?://.+|(?![a-z]+://).+)$" }),
    expected: "a file path such as ./data/whoseline.db, or a URL such as postgres://user:password@host/name",
  },
  WHOSELINE_MIGRATION_DATABASE_URL: {
    schema: Type.String({ pattern: "^postgres(ql)?://.+$" }),
    expected: "a URL such as postgres://owner:password@host/name",
  },
  WHOSELINE_SUPERADMIN_KEY: {
    schema: Type.String({ pattern: "^[\\x21-\\x7e]{16,200}$" }),
    expected: "16 to 200 printable ASCII characters without spaces",
  },
  WHOSELINE_PEPPER: key,
  WHOSELINE_ENCRYPTION_KEY: key,
  WHOSELINE_DECRYPTION_KEY: key,
  ...jwtSettings,
  ...oidcSettings,
  ...lookupSettings,
  ...snapshotSettings,
  ...mcpSettings,
  ...outboundSettings,
  WHOSELINE_CLUSTER: { schema: Type.String({ pattern: "^strict$" }), expected: "strict or unset" },
  WHOSELINE_PUBLIC_URL: httpUrl,
  WHOSELINE_METRICS_TOKEN: {
    schema: Type.String({ pattern: "^[\\x21-\\x7e]{16,200}$" }),
    expected: "16 to 200 printable ASCII characters without spaces",
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: secureUrl,
  OTEL_SERVICE_NAME: anyText,
  WHOSELINE_RATE_LIMIT: {
    schema: Type.String({ pattern: "^[1-9][0-9]{0,8}(/[1-9][0-9]{0,8})?$" }),
    expected:
      "requests per minute of one credential, such as 600, optionally followed by those of one organization, such as 600/6000",
  },
  WHOSELINE_STREAM_LIMITS: {
    schema: Type.String({ pattern: "^[1-9][0-9]{0,5}/[1-9][0-9]{0,5}/[1-9][0-9]{0,5}$" }),
    expected:
      "the open event streams of one credential, of one organization and in total, such as 10/50/1000",
  },
  WHOSELINE_CORS_ORIGINS: {
    schema: Type.String({ pattern: `^${originPattern}(,${originPattern})*$` }),
    expected: "origins separated by commas, such as https://console.example,http://localhost:5173",
  },
  WHOSELINE_QUOTAS: {
    schema: Type.String({ pattern: `^${quotaPattern}(,${quotaPattern})*$` }),
    expected:
      "quotas of users, groups, apiKeys, numbers, webhooks, carrierAccounts, offboardingPlans or plans, separated by commas, such as users=500,numbers=2000",
  },
  WHOSELINE_TRUSTED_PROXIES: {
    schema: Type.Refine(Type.String(), (text) => text.split(",").every(isNetwork)),
    expected: "addresses and networks separated by commas, such as 127.0.0.1,10.0.0.0/8,fd00::/8",
  },
  WHOSELINE_CONSOLE: { schema: Type.String({ pattern: "^(on|off)$" }), expected: "on or off" },
  WHOSELINE_DOCS: { schema: Type.String({ pattern: "^(on|off)$" }), expected: "on or off" },
  WHOSELINE_DATABASE_FILE: anyText,
  WHOSELINE_MIGRATION_DATABASE_URL_FILE: anyText,
  WHOSELINE_SUPERADMIN_KEY_FILE: anyText,
  WHOSELINE_PEPPER_FILE: anyText,
  WHOSELINE_ENCRYPTION_KEY_FILE: anyText,
  WHOSELINE_DECRYPTION_KEY_FILE: anyText,
  WHOSELINE_JWT_SECRET_FILE: anyText,
  WHOSELINE_OIDC_CLIENT_SECRET_FILE: anyText,
  WHOSELINE_METRICS_TOKEN_FILE: anyText,
  LOG_LEVEL: {
    schema: Type.String({ pattern: "^(fatal|error|warn|info|debug|trace|silent)$" }),
    expected: "one of fatal, error, warn, info, debug, trace, silent",
  },
} satisfies Record<string, Setting>;

/** Settings whose value can be in a file, which their twin with `_FILE` names. */
const secretNames = [
  "WHOSELINE_DATABASE",
  "WHOSELINE_MIGRATION_DATABASE_URL",
  "WHOSELINE_SUPERADMIN_KEY",
  "WHOSELINE_PEPPER",
  "WHOSELINE_ENCRYPTION_KEY",
  "WHOSELINE_DECRYPTION_KEY",
  "WHOSELINE_JWT_SECRET",
  "WHOSELINE_OIDC_CLIENT_SECRET",
  "WHOSELINE_METRICS_TOKEN",
] as const;

/** Names every invalid setting, one sentence each. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const defaultDatabase = "./data/whoseline.db";

/** Validates all settings. An empty value counts as unset. Throws a ConfigError if any is invalid or unknown. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const { values, problems: fileProblems } = readSecretFiles(environment, secretNames);
  const get = (name: keyof typeof settings) => values[name] || undefined;
  const problems = [
    ...unknownSettings(environment, [...Object.keys(settings), ...clientSettings]),
    ...fileProblems,
    ...settingProblems(values),
    ...jwtProblems(get),
    ...oidcProblems(get),
    ...lookupProblems(get),
    ...postgresProblems(get),
    ...encryptionProblems(get),
  ];
  if (problems.length > 0) throw new ConfigError(problems.join("\n"));
  return Object.freeze({
    port: Number(get("PORT") ?? 2212),
    host: get("HOST") ?? "127.0.0.1",
    database: get("WHOSELINE_DATABASE") ?? defaultDatabase,
    migrationDatabase: get("WHOSELINE_MIGRATION_DATABASE_URL"),
    superadminKey: get("WHOSELINE_SUPERADMIN_KEY"),
    superadminKeyFile: get("WHOSELINE_SUPERADMIN_KEY_FILE"),
    pepper: get("WHOSELINE_PEPPER")?.toLowerCase(),
    encryptionKey: get("WHOSELINE_ENCRYPTION_KEY")?.toLowerCase(),
    decryptionKey: get("WHOSELINE_DECRYPTION_KEY")?.toLowerCase(),
    jwt: toJwtSettings(get),
    oidc: toOidcSettings(get),
    lookups: toLookupSettings(get),
    routeSnapshot: toSnapshotSettings(get, get("WHOSELINE_DATABASE") ?? defaultDatabase),
    outboundHosts: toOutboundHosts(get),
    isStrictCluster: get("WHOSELINE_CLUSTER") === "strict",
    publicUrl: get("WHOSELINE_PUBLIC_URL")?.replace(/\/+$/, ""),
    metricsToken: get("WHOSELINE_METRICS_TOKEN"),
    traces: Object.freeze({
      endpoint: get("OTEL_EXPORTER_OTLP_ENDPOINT")?.replace(/\/+$/, ""),
      serviceName: get("OTEL_SERVICE_NAME") ?? "whoseline",
    }),
    rateLimit: toRateLimit(get("WHOSELINE_RATE_LIMIT")),
    streamLimits: toStreamLimits(get("WHOSELINE_STREAM_LIMITS")),
    corsOrigins: get("WHOSELINE_CORS_ORIGINS")?.split(","),
    quotas: toQuotas(get("WHOSELINE_QUOTAS")),
    trustedProxies: get("WHOSELINE_TRUSTED_PROXIES")?.split(","),
    mcp: toMcpSettings(get),
    hasConsole: get("WHOSELINE_CONSOLE") !== "off",
    hasDocs: get("WHOSELINE_DOCS") !== "off",
    logLevel: get("LOG_LEVEL") ?? "info",
  });
}

function toStreamLimits(text: string | undefined) {
  const [perCredential = 0, perOrganization = 0, total = 0] = text?.split("/").map(Number) ?? [];
  return text === undefined ? undefined : Object.freeze({ perCredential, perOrganization, total });
}

function toRateLimit(text: string | undefined): Config["rateLimit"] {
  if (text === undefined) return undefined;
  const [perCredential = 0, perOrganization] = text.split("/").map(Number);
  return Object.freeze({ perCredential, perOrganization });
}

function toQuotas(text: string | undefined): Config["quotas"] {
  if (text === undefined) return undefined;
  const quotas = text.split(",").map((quota) => quota.split("="));
  return Object.freeze(Object.fromEntries(quotas.map(([name, limit]) => [name, Number(limit)])));
}

/** Does not repeat the value, which may be a secret. */
function settingProblems(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(settings)
    .filter(([name, { schema }]) => environment[name] && !Value.Check(schema, environment[name]))
    .map(([name, { expected }]) => `${name} must be ${expected}.`)
    .concat(Number(environment.PORT) > 65535 ? ["PORT must be a port number from 0 to 65535."] : []);
}

/** Settings that have a meaning with PostgreSQL only. */
const postgresSettings = ["WHOSELINE_CLUSTER", "WHOSELINE_MIGRATION_DATABASE_URL"] as const;

function postgresProblems(get: (name: keyof typeof settings) => string | undefined): string[] {
  if (/^postgres(ql)?:/.test(get("WHOSELINE_DATABASE") ?? "")) return [];
  return postgresSettings
    .filter((name) => get(name) !== undefined)
    .map((name) => `${name} requires WHOSELINE_DATABASE to be a postgres:// URL.`);
}

function encryptionProblems(get: (name: keyof typeof settings) => string | undefined): string[] {
  const decryptionKey = get("WHOSELINE_DECRYPTION_KEY");
  if (decryptionKey === undefined) return [];
  const encryptionKey = get("WHOSELINE_ENCRYPTION_KEY");
  if (encryptionKey === undefined)
    return [
      "WHOSELINE_DECRYPTION_KEY requires WHOSELINE_ENCRYPTION_KEY: it is the second key of a rotation.",
    ];
  return encryptionKey.toLowerCase() === decryptionKey.toLowerCase()
    ? ["WHOSELINE_DECRYPTION_KEY and WHOSELINE_ENCRYPTION_KEY must be different keys."]
    : [];
}

/**
 * Throws a ConfigError when the server would have to generate a secret that several processes need. Commands that only
 * maintain a database do not need it.
 */
export function requireSharedSecrets({ database, pepper, encryptionKey }: Config): void {
  if (!/^postgres(ql)?:/.test(database)) return;
  const secrets = { WHOSELINE_PEPPER: pepper, WHOSELINE_ENCRYPTION_KEY: encryptionKey };
  const problems = Object.entries(secrets)
    .filter(([, value]) => value === undefined)
    .map(([name]) => `${name} is required with PostgreSQL: ${key.expected}.`);
  if (pepper === undefined)
    problems.push(
      "If the database contains a pepper, because an earlier version stored it there: `whoseline export-pepper` writes it to a file.",
    );
  if (problems.length > 0) throw new ConfigError(problems.join("\n"));
}
