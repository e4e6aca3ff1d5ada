import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createStore } from "../../../src/storage/open.ts";
import { createPool, createPostgresEngine } from "../../../src/storage/postgres/postgres.ts";
import { type RunningApp, startApp } from "../../helpers/app.ts";
import { addCarrierAccount, twilioOf } from "../../helpers/carriers/carrier-account.ts";
import type { TwilioSimulator } from "../../helpers/carriers/twilio.ts";
import { makeDatabase, type TestDatabase } from "../../helpers/engines.ts";
import { scrape } from "../../helpers/metrics.ts";
import { TcpProxy } from "../../helpers/proxy.ts";
import { until } from "../../helpers/until.ts";
import { makeOrganization, type Organization } from "../../helpers/world.ts";

let database: TestDatabase;
let proxy: TcpProxy;
let app: RunningApp;
let acme: Organization;
let twilio: TwilioSimulator;
beforeAll(async () => {
  database = await makeDatabase("postgres");
  proxy = await TcpProxy.open(Number(new URL(inject("postgresUrl")).port));
  const url = new URL(database.database);
  url.port = String(proxy.port);
  await (await startApp({ database: database.database })).close();
  const pool = createPool(url.href, { query_timeout: 500, connectionTimeoutMillis: 500 });
  app = await startApp({ database: database.database, store: createStore(createPostgresEngine(pool)) });
  await app.installation.routeIndexSync.built;
  acme = await makeOrganization(app.ask, "acme", "1");
  const at = `/registry/v1/organizations/${acme.id}`;
  await app.ask(`PUT ${at}/numbers/${acme.twilio.id}/holders/${acme.member.id}`, { body: {} });
  await app.ask(`PUT ${at}/users/${acme.member.id}/endpoints`, {
    body: { endpoints: ["client:mona", "client:phone"] },
  });
  twilio = twilioOf(app, await addCarrierAccount(app, acme.id));
});
afterAll(async () => {
  proxy.set("pass");
  await app.close();
  await proxy.close();
  await database.drop();
});

const call = () =>
  twilio.call({
    from: "+12125550123",
    to: acme.twilio.line,
    outcomeOf: (endpoint) => (endpoint === "client:phone" ? "answered" : "busy"),
  });
const message = () => twilio.sendMessage({ from: "+12125550123", to: acme.twilio.line, text: "Hello" });

test.each(["cut", "hang"] as const)(
  "(%s) calls are answered from memory while the database is unavailable, messages with 503, and the log is written afterwards",
  async (mode) => {
    const { calls } = app.installation.telephony;
    const rang = [["client:mona"], ["client:phone"]];
    expect(await call()).toMatchObject({ rang, end: "answered" });
    expect(await message()).toEqual([200]);
    await until("the log is written", () => calls.queued === 0);
    proxy.set(mode);
    await until("the database is unavailable", async () => (await app.ask("GET /readyz")).status === 503);
    const report = await call();
    expect(report).toMatchObject({ rang, answeredBy: "client:phone", end: "answered", violations: [] });
    expect(await message()).toEqual([503]);
    expect(calls.queued).toBeGreaterThan(0);
    proxy.set("pass");
    await until("the log is written", () => calls.queued === 0);
    expect(calls.dropped).toBe(0);
    expect(await message()).toEqual([200]);
    const metrics = await scrape(app.ask);
    const failed = metrics.value("whoseline_carrier_webhooks_total", {
      provider: "twilio",
      result: "failed",
    });
    expect(failed).toBeGreaterThan(0);
    expect(metrics.value("whoseline_call_reports_dropped_total")).toBe(0);
  },
);
