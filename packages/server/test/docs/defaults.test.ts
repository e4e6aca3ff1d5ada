import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { defaultQuotas } from "../../src/core/kernel/quotas.ts";
import { defaultLimits } from "../../src/http/limits.ts";
import { defaultStreamLimits } from "../../src/http/stream-slots.ts";
import { mcpChangesPerHour } from "../../src/mcp-settings.ts";
import { snapshotMinutes } from "../../src/snapshot-settings.ts";
import { pingTimeoutMs, poolSettings, sessionLimits } from "../../src/storage/postgres/postgres.ts";
import { root } from "./project-commands.ts";

const read = (path: string) => readFileSync(join(root, path), "utf8");
const seconds = (ms: number) => `${ms / 1000} s`;

/** The first words in code of the column `default` of the README's table of settings. */
const defaults = new Map(
  Array.from(read("README.md").matchAll(/^\| `([A-Z_]+)` \| `([^`]+)` \|/gm), ([, name = "", value = ""]) => [
    name,
    value,
  ]),
);

test("the README shows the defaults that the code has", () => {
  const config = readConfig({});
  const quotas = Object.entries(defaultQuotas).map(([name, value]) => `${name}=${value}`);
  const { http, resp } = readConfig({ WHOSELINE_LOOKUP_PORT: "1", WHOSELINE_RESP_PORT: "2" }).lookups;
  expect(Object.fromEntries(defaults)).toEqual({
    PORT: String(config.port),
    HOST: config.host,
    WHOSELINE_LOOKUP_HOST: http?.host,
    WHOSELINE_RESP_HOST: resp?.host,
    WHOSELINE_DATABASE: config.database,
    WHOSELINE_PUBLIC_URL: "http://HOST:PORT",
    OTEL_SERVICE_NAME: config.traces.serviceName,
    WHOSELINE_ROUTE_SNAPSHOT_MINUTES: String(snapshotMinutes),
    WHOSELINE_STREAM_LIMITS: Object.values(defaultStreamLimits).join("/"),
    WHOSELINE_QUOTAS: quotas.join(","),
    WHOSELINE_JWT_USER_FIELD: config.jwt.user.field,
    WHOSELINE_JWT_PLATFORM_ROLES: config.jwt.allowsPlatform ? "on" : "off",
    WHOSELINE_CONSOLE: config.hasConsole ? "on" : "off",
    WHOSELINE_MCP: config.mcp === undefined ? "off" : "on",
    WHOSELINE_MCP_CHANGES_PER_HOUR: String(mcpChangesPerHour),
    WHOSELINE_DOCS: config.hasDocs ? "on" : "off",
    LOG_LEVEL: config.logLevel,
  });
});

const { pipelinedMax, pipelinedTotalMax, failedSignInsMax, delayedSignInsMax, delayedSignInsPerNetworkMax } =
  defaultLimits;

test.each([
  ["docs/scaling.md", `| connections per process | ${poolSettings.max} |`],
  ["docs/scaling.md", `| wait for a connection | ${seconds(poolSettings.connectionTimeoutMillis)} |`],
  ["docs/scaling.md", `| statement | ${seconds(sessionLimits.statement_timeout)} |`],
  ["docs/scaling.md", `| lock | ${seconds(sessionLimits.lock_timeout)} |`],
  ["docs/scaling.md", `its organizations | ${seconds(sessionLimits.idle_in_transaction_session_timeout)} |`],
  ["docs/scaling.md", `waits for a standby | ${seconds(poolSettings.query_timeout)}, then`],
  ["docs/scaling.md", `| the query of \`/readyz\` | ${seconds(pingTimeoutMs)} |`],
  ["docs/operations.md", `earlier requests | ${pipelinedMax}, and ${pipelinedTotalMax} of all connections |`],
  ["docs/operations.md", `has failed more than ${failedSignInsMax} times in a minute`],
  [
    "docs/operations.md",
    `At most ${delayedSignInsPerNetworkMax} responses per address and ${delayedSignInsMax} in total are delayed`,
  ],
])("%s states: %s", (path, sentence) => {
  expect(read(path).replaceAll("\n", " ")).toContain(sentence);
});
