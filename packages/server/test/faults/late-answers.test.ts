import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { openStore } from "../../src/storage/open.ts";
import { type RunningApp, startApp } from "../helpers/app.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { errorResponseViolations } from "../helpers/error-responses.ts";
import { TcpProxy } from "../helpers/proxy.ts";
import { until } from "../helpers/until.ts";
import { makeOrganization, type Organization } from "../helpers/world.ts";

let database: TestDatabase;
let proxy: TcpProxy;
let app: RunningApp;
let acme: Organization;
beforeEach(async () => {
  database = await makeDatabase("postgres");
  proxy = await TcpProxy.open(Number(new URL(inject("postgresUrl")).port));
  const url = new URL(database.database);
  url.port = String(proxy.port);
  const limits = { responseMs: 500, sweepMs: 20 };
  app = await startApp({ database: database.database, store: await openStore(url.href), limits });
  acme = await makeOrganization(app.ask, "acme", "1");
});
afterEach(async () => {
  await app.close();
  await proxy.close();
  await database.drop();
});

test("returns 503 within the timeout in every dialect when the database hangs", async () => {
  const groups = `/registry/v1/organizations/${acme.id}/groups`;
  const { key } = acme.admin;
  proxy.stall();
  const [write, read, tether, telnyx, ippanel] = await Promise.all([
    app.ask(`POST ${groups}`, { body: { name: "late" } }),
    app.ask(`GET ${groups}`, { key }),
    app.ask(`GET /api/organizations/${acme.id}/phone-numbers`),
    app.ask("GET /v2/organizations/users", { key }),
    app.ask("GET /v1/api/number/numbers", { key }),
  ]);
  for (const [name, answer] of Object.entries({ native: read, tether, telnyx, ippanel })) {
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(errorResponseViolations(name as "native", answer)).toEqual([]);
  }
  expect([write.status, write.json.code]).toEqual([503, "response_timeout"]);
  expect((await app.ask("GET /healthz")).status).toBe(200);

  proxy.flow();
  await until("what was asked is done after all", async () =>
    (await app.ask(`GET ${groups}`, { key })).json.items?.some((it: { name: string }) => it.name === "late"),
  );
  const late = app.logged.filter((line) => line.includes("response_timeout")).map((line) => JSON.parse(line));
  expect(late.map(({ reqId }) => reqId)).toContain(write.headers.get("x-request-id"));
  expect(app.logged.join("")).not.toContain(acme.id);
});
