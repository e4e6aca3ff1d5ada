import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Config, ConfigError, readConfig } from "../src/config.ts";

const rateLimitOf = (text: string) => readConfig({ WHOSELINE_RATE_LIMIT: text }).rateLimit;

test("the rate limit is off by default and has one or two numbers", () => {
  expect(readConfig({}).rateLimit).toBeUndefined();
  expect(rateLimitOf("600")).toEqual({ perCredential: 600, perOrganization: undefined });
  expect(rateLimitOf("600/6000")).toEqual({ perCredential: 600, perOrganization: 6000 });
});

test.each(["0", "-1", "600/", "/600", "600/0", "1e3", "many", "600/6000/60"])(
  "rejects a rate limit of %j",
  (text) => expect(() => rateLimitOf(text)).toThrow(ConfigError),
);

describe.each(["WHOSELINE_JWKS_URL", "OTEL_EXPORTER_OTLP_ENDPOINT"])("%s", (name) => {
  const read = (url: string) =>
    readConfig({ [name]: url, WHOSELINE_JWT_ISSUER: "issuer", WHOSELINE_JWT_AUDIENCE: "audience" });

  test.each([
    "https://id.example/jwks",
    "http://localhost/jwks",
    "http://127.0.0.1:4318",
    "http://[::1]:8080/jwks",
  ])("accepts %s", (url) => {
    expect(() => read(url)).not.toThrow();
  });

  test.each([
    "http://id.example/jwks",
    "http://10.0.0.1:4318",
    "http://localhost.example/jwks",
    "http://127.0.0.1@id.example/jwks",
    "http://localhost:80@id.example/jwks",
    "http://127.0.0.1.id.example",
    "HTTP://id.example",
  ])("rejects %s, which would be plain HTTP to another host", (url) => {
    expect(() => read(url)).toThrow(`${name} must be an https URL, or an http URL of this host`);
  });
});

describe("a secret in a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "whoseline-config-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (text: string): string => {
    const path = join(folder, "secret");
    writeFileSync(path, text);
    return path;
  };
  const secret = "s".repeat(40);
  const key = "0a".repeat(32);

  test.each([
    ["WHOSELINE_SUPERADMIN_KEY", secret, ({ superadminKey }: Config) => superadminKey],
    ["WHOSELINE_JWT_SECRET", secret, ({ jwt }: Config) => jwt.secret],
    ["WHOSELINE_PEPPER", key, ({ pepper }: Config) => pepper],
    ["WHOSELINE_ENCRYPTION_KEY", key, ({ encryptionKey }: Config) => encryptionKey],
    ["WHOSELINE_DECRYPTION_KEY", key, ({ decryptionKey }: Config) => decryptionKey],
    ["WHOSELINE_METRICS_TOKEN", secret, ({ metricsToken }: Config) => metricsToken],
    ["WHOSELINE_DATABASE", "postgres://u:p@host/name", ({ database }: Config) => database],
    [
      "WHOSELINE_MIGRATION_DATABASE_URL",
      "postgres://owner:p@host/name",
      ({ migrationDatabase }: Config) => migrationDatabase,
    ],
  ] as const)("is read from %s_FILE, without the newline at its end", (name, value, read) => {
    const others = {
      WHOSELINE_DATABASE: "postgres://u:p@host/name",
      WHOSELINE_ENCRYPTION_KEY: "0b".repeat(32),
      [name]: "",
    };
    for (const end of ["", "\n", "\r\n"])
      expect(read(readConfig({ ...others, [`${name}_FILE`]: file(value + end) }))).toBe(value);
    expect(() => readConfig({ [`${name}_FILE`]: file(value), [name]: value })).toThrow(
      `${name} and ${name}_FILE are mutually exclusive. Unset one of them.`,
    );
    expect(() => readConfig({ [`${name}_FILE`]: join(folder, "missing") })).toThrow(
      `${name}_FILE must name a readable file (ENOENT).`,
    );
    expect(() => readConfig({ [`${name}_FILE`]: file("\n") })).toThrow(
      `${name}_FILE must name a file that is not empty.`,
    );
  });

  test("is validated like the setting, and not repeated in the message", () => {
    const read = () => readConfig({ WHOSELINE_JWT_SECRET_FILE: file("short-secret") });
    expect(read).toThrow("WHOSELINE_JWT_SECRET must be at least 32 characters");
    expect(read).not.toThrow("short-secret");
  });
});

test("the decryption key needs another encryption key", () => {
  const [first, second] = ["0a".repeat(32), "0b".repeat(32)];
  const read = (encryption: string, decryption: string) => () =>
    readConfig({ WHOSELINE_ENCRYPTION_KEY: encryption, WHOSELINE_DECRYPTION_KEY: decryption });
  expect(read("", second)).toThrow("WHOSELINE_DECRYPTION_KEY requires WHOSELINE_ENCRYPTION_KEY");
  expect(read(first, first.toUpperCase())).toThrow("must be different keys");
  expect(read(first, second)).not.toThrow();
  expect(read("0a", second)).toThrow("WHOSELINE_ENCRYPTION_KEY must be 64 hexadecimal characters");
});

describe("the doors of the lookup threads", () => {
  const tls = { WHOSELINE_LOOKUP_TLS_CERT_FILE: "cert.pem", WHOSELINE_LOOKUP_TLS_KEY_FILE: "key.pem" };

  test("are off by default", () => {
    expect(readConfig({}).lookups).toEqual({
      http: undefined,
      resp: undefined,
      threads: undefined,
      tls: undefined,
    });
  });

  test("listen on the loopback address unless a host is set", () => {
    const settings = {
      WHOSELINE_LOOKUP_PORT: "2213",
      WHOSELINE_RESP_PORT: "6380",
      WHOSELINE_RESP_HOST: "::",
    };
    expect(readConfig({ ...settings, ...tls, WHOSELINE_LOOKUP_THREADS: "4" }).lookups).toEqual({
      http: { port: 2213, host: "127.0.0.1" },
      resp: { port: 6380, host: "::" },
      threads: 4,
      tls: { certFile: "cert.pem", keyFile: "key.pem" },
    });
  });

  test.each([
    [{ WHOSELINE_LOOKUP_PORT: "65536" }, "WHOSELINE_LOOKUP_PORT must be a port number from 0 to 65535."],
    [{ WHOSELINE_LOOKUP_PORT: "1", WHOSELINE_LOOKUP_THREADS: "65" }, "a number of threads from 1 to 64"],
    [{ WHOSELINE_LOOKUP_HOST: "::" }, "WHOSELINE_LOOKUP_HOST requires WHOSELINE_LOOKUP_PORT."],
    [
      { WHOSELINE_LOOKUP_PORT: "1", WHOSELINE_RESP_HOST: "::" },
      "WHOSELINE_RESP_HOST requires WHOSELINE_RESP_PORT.",
    ],
    [
      { WHOSELINE_LOOKUP_THREADS: "2" },
      "WHOSELINE_LOOKUP_THREADS requires WHOSELINE_LOOKUP_PORT or WHOSELINE_RESP_PORT.",
    ],
    [tls, "WHOSELINE_LOOKUP_TLS_KEY_FILE requires WHOSELINE_LOOKUP_PORT or WHOSELINE_RESP_PORT."],
    [
      { WHOSELINE_RESP_PORT: "1", WHOSELINE_LOOKUP_TLS_CERT_FILE: "cert.pem" },
      "WHOSELINE_LOOKUP_TLS_CERT_FILE requires WHOSELINE_LOOKUP_TLS_KEY_FILE.",
    ],
    [
      { PORT: "1", WHOSELINE_RESP_PORT: "2213", WHOSELINE_LOOKUP_PORT: "2213" },
      "WHOSELINE_LOOKUP_PORT and WHOSELINE_RESP_PORT must be different ports.",
    ],
  ])("%j is rejected", (settings, sentence) => {
    expect(() => readConfig(settings as Record<string, string>)).toThrow(sentence);
  });
});

describe("an unknown setting", () => {
  test.each([
    ["WHOSELINE_DATABSE", "WHOSELINE_DATABASE"],
    ["WHOSELINE_DATABASE_URL", "WHOSELINE_DATABASE"],
    ["whoseline_database", "WHOSELINE_DATABASE"],
    ["Whoseline_Rate_Limit", "WHOSELINE_RATE_LIMIT"],
    ["WHOSELINE_SUPERADMIN_KEYFILE", "WHOSELINE_SUPERADMIN_KEY_FILE"],
    ["WHOSELINE_QUOTA", "WHOSELINE_QUOTAS"],
  ])("named %s is rejected with the name %s", (name, nearest) => {
    expect(() => readConfig({ [name]: "secret-value" })).toThrow(
      new ConfigError(`${name} is not a setting. Use ${nearest}, or unset it.`),
    );
  });

  test.each([
    "WHOSELINE_SERVICE_HOST",
    "WHOSELINE_SERVICE_PORT",
    "WHOSELINE_SERVICE_PORT_HTTP",
    "WHOSELINE_PORT_2212_TCP_ADDR",
    "WHOSELINE_",
  ])("that resembles none is rejected without a name: %s", (name) => {
    expect(() => readConfig({ [name]: "10.0.0.1" })).toThrow(
      `${name} is not a setting. Unset it, or rename it if it belongs to other software`,
    );
  });

  test("is reported together with other problems", () => {
    expect(() => readConfig({ WHOSELINE_QUOTA: "1", WHOSELINE_CLUSTR: "strict", PORT: "abc" })).toThrow(
      "WHOSELINE_QUOTA is not a setting. Use WHOSELINE_QUOTAS, or unset it.\n" +
        "WHOSELINE_CLUSTR is not a setting. Use WHOSELINE_CLUSTER, or unset it.\n" +
        "PORT must be a port number from 0 to 65535.",
    );
  });

  test("that is empty counts as absent, and variables without the prefix are not examined", () => {
    expect(() => readConfig({ WHOSELINE_QUOTA: "", WHO: "root", LOG_LEVL: "loud" })).not.toThrow();
  });
});

test.each([
  [{ WHOSELINE_OIDC_ISSUER: "" }, "WHOSELINE_OIDC_ISSUER is required"],
  [{ WHOSELINE_OIDC_CLIENT_SECRET: "" }, "WHOSELINE_OIDC_CLIENT_SECRET is required"],
  [{ WHOSELINE_PUBLIC_URL: "" }, "WHOSELINE_OIDC_ISSUER requires WHOSELINE_PUBLIC_URL"],
  [{ WHOSELINE_PUBLIC_URL: "http://lines.example" }, "to be an https URL"],
  [{ WHOSELINE_JWT_USER_FIELD: "" }, "requires WHOSELINE_JWT_USER_FIELD to be externalId or email"],
])("rejects the settings of an identity provider with %j", (changed, sentence) => {
  const settings = {
    WHOSELINE_OIDC_ISSUER: "https://id.example",
    WHOSELINE_OIDC_CLIENT_ID: "whoseline",
    WHOSELINE_OIDC_CLIENT_SECRET: "secret",
    WHOSELINE_PUBLIC_URL: "https://lines.example",
    WHOSELINE_JWT_USER_FIELD: "email",
    WHOSELINE_JWT_ORGANIZATION: "0123456789abcdef01234567",
  };
  expect(readConfig(settings).oidc?.issuer).toBe("https://id.example");
  const organization = "WHOSELINE_JWT_USER_FIELD" in changed ? { WHOSELINE_JWT_ORGANIZATION: "" } : {};
  expect(() => readConfig({ ...settings, ...changed, ...organization })).toThrow(sentence);
});
