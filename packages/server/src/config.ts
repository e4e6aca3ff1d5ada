import { Type } from "typebox";
import { Value } from "typebox/value";

/** What the environment says, read and checked once. Nobody else reads `process.env`. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** A file path or a `postgres://` URL. */
  readonly database: string;
  readonly superadminKey: string | undefined;
  readonly jwt: {
    readonly secret: string | undefined;
    readonly jwksUrl: string | undefined;
    readonly issuer: string | undefined;
    readonly audience: string | undefined;
  };
  /** Refuse a PostgreSQL cluster that could lose what it has acknowledged. */
  readonly isStrictCluster: boolean;
  readonly publicUrl: string | undefined;
  /** What reads the metrics sends; without it they are for this machine alone. */
  readonly metricsToken: string | undefined;
  readonly traces: {
    /** Without it there are no traces. */
    readonly endpoint: string | undefined;
    readonly serviceName: string;
  };
  /** Requests a minute. Undefined where there is no limit. */
  readonly rateLimit:
    | { readonly perCredential: number; readonly perOrganization: number | undefined }
    | undefined;
  readonly logLevel: string;
}

interface Setting {
  readonly schema: ReturnType<typeof Type.String>;
  /** Ends the sentence "NAME must be …". */
  readonly expected: string;
}

const httpUrl = {
  schema: Type.String({ pattern: "^https?://[^\\s/?#]+(/\\S*)?$" }),
  expected: "an http(s) URL",
};
const anyText = { schema: Type.String({ minLength: 1, maxLength: 1000 }), expected: "1 to 1000 characters" };

const settings = {
  PORT: {
    schema: Type.String({ pattern: "^(0|[1-9][0-9]{0,4})$" }),
    expected: "a port number from 0 to 65535",
  },
  HOST: anyText,
  WHOSELINE_DATABASE: {
    schema: Type.String({ pattern: "^(postgres(ql)?://.+|(?![a-z]+://).+)$" }),
    expected:
      "the path of a file, like ./data/whoseline.db, or a URL, like postgres://user:password@host/name",
  },
  WHOSELINE_SUPERADMIN_KEY: {
    schema: Type.String({ pattern: "^[\\x21-\\x7e]{16,200}$" }),
    expected: "16 to 200 printable ASCII characters without spaces",
  },
  WHOSELINE_JWT_SECRET: {
    schema: Type.String({ minLength: 32, maxLength: 1000 }),
    expected: "at least 32 characters, as HS256 needs (RFC 7518, section 3.2)",
  },
  WHOSELINE_JWKS_URL: httpUrl,
  WHOSELINE_JWT_ISSUER: anyText,
  WHOSELINE_JWT_AUDIENCE: anyText,
  WHOSELINE_CLUSTER: { schema: Type.String({ pattern: "^strict$" }), expected: '"strict", or not set' },
  WHOSELINE_PUBLIC_URL: httpUrl,
  WHOSELINE_METRICS_TOKEN: {
    schema: Type.String({ pattern: "^[\\x21-\\x7e]{16,200}$" }),
    expected: "16 to 200 printable ASCII characters without spaces",
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl,
  OTEL_SERVICE_NAME: anyText,
  WHOSELINE_RATE_LIMIT: {
    schema: Type.String({ pattern: "^[1-9][0-9]{0,8}(/[1-9][0-9]{0,8})?$" }),
    expected: "requests a minute for one credential, like 600, or also for one organization, like 600/6000",
  },
  LOG_LEVEL: {
    schema: Type.String({ pattern: "^(fatal|error|warn|info|debug|trace|silent)$" }),
    expected: "one of fatal, error, warn, info, debug, trace, silent",
  },
} satisfies Record<string, Setting>;

/** Thrown with every setting that is wrong, a sentence each. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** An empty setting counts as absent. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const get = (name: keyof typeof settings) => environment[name] || undefined;
  const faults = [...settingFaults(environment), ...tokenFaults(get), ...clusterFaults(get)];
  if (faults.length > 0) throw new ConfigError(faults.join("\n"));
  return Object.freeze({
    port: Number(get("PORT") ?? 2212),
    host: get("HOST") ?? "127.0.0.1",
    database: get("WHOSELINE_DATABASE") ?? "./data/whoseline.db",
    superadminKey: get("WHOSELINE_SUPERADMIN_KEY"),
    jwt: Object.freeze({
      secret: get("WHOSELINE_JWT_SECRET"),
      jwksUrl: get("WHOSELINE_JWKS_URL"),
      issuer: get("WHOSELINE_JWT_ISSUER"),
      audience: get("WHOSELINE_JWT_AUDIENCE"),
    }),
    isStrictCluster: get("WHOSELINE_CLUSTER") === "strict",
    publicUrl: get("WHOSELINE_PUBLIC_URL")?.replace(/\/+$/, ""),
    metricsToken: get("WHOSELINE_METRICS_TOKEN"),
    traces: Object.freeze({
      endpoint: get("OTEL_EXPORTER_OTLP_ENDPOINT")?.replace(/\/+$/, ""),
      serviceName: get("OTEL_SERVICE_NAME") ?? "whoseline",
    }),
    rateLimit: toRateLimit(get("WHOSELINE_RATE_LIMIT")),
    logLevel: get("LOG_LEVEL") ?? "info",
  });
}

function toRateLimit(text: string | undefined): Config["rateLimit"] {
  if (text === undefined) return undefined;
  const [perCredential = 0, perOrganization] = text.split("/").map(Number);
  return Object.freeze({ perCredential, perOrganization });
}

/** The value itself is not repeated: it may be a secret. */
function settingFaults(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(settings)
    .filter(([name, { schema }]) => environment[name] && !Value.Check(schema, environment[name]))
    .map(([name, { expected }]) => `${name} must be ${expected}.`)
    .concat(Number(environment.PORT) > 65535 ? ["PORT must be a port number from 0 to 65535."] : []);
}

/** Keys of a URL are shared by everything its owner signs for, so issuer and audience must tell ours apart. */
function tokenFaults(get: (name: keyof typeof settings) => string | undefined): string[] {
  if (get("WHOSELINE_JWKS_URL") === undefined) return [];
  if (get("WHOSELINE_JWT_SECRET") !== undefined)
    return ["WHOSELINE_JWKS_URL and WHOSELINE_JWT_SECRET exclude each other: set one of them."];
  return (["WHOSELINE_JWT_ISSUER", "WHOSELINE_JWT_AUDIENCE"] as const)
    .filter((name) => get(name) === undefined)
    .map((name) => `${name} must be set when WHOSELINE_JWKS_URL is.`);
}

function clusterFaults(get: (name: keyof typeof settings) => string | undefined): string[] {
  const isPostgres = /^postgres(ql)?:/.test(get("WHOSELINE_DATABASE") ?? "");
  return get("WHOSELINE_CLUSTER") === undefined || isPostgres
    ? []
    : ["WHOSELINE_CLUSTER needs WHOSELINE_DATABASE to be a postgres:// URL."];
}
