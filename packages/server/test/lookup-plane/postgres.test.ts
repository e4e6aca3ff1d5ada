import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { type RunningApp, startApp } from "../helpers/app.ts";
import { createAsk } from "../helpers/ask.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { TcpProxy } from "../helpers/proxy.ts";
import { RespClient } from "../helpers/resp.ts";
import { until } from "../helpers/until.ts";
import { created, makeOrganization, type Organization } from "../helpers/world.ts";
import { question } from "../routing/questions.ts";
import { lookupUrl, threadCount } from "./threads.ts";

const settings = { WHOSELINE_LOOKUP_PORT: "0", WHOSELINE_RESP_PORT: "0", WHOSELINE_LOOKUP_THREADS: "1" };

let database: TestDatabase;
let proxy: TcpProxy;
let app: RunningApp;
let acme: Organization;
let router: { readonly id: string; readonly key: string };
beforeEach(async () => {
  database = await makeDatabase("postgres");
  proxy = await TcpProxy.open(Number(new URL(inject("postgresUrl")).port));
  const url = new URL(database.database);
  url.port = String(proxy.port);
  app = await startApp({ database: url.href, settings, now: Date.now });
  await app.installation.routeIndexSync.built;
  acme = await makeOrganization(app.ask, "acme", "1");
  router = await created(app.ask, "/registry/v1/router-keys", { name: "edge" });
});
afterEach(async () => {
  await app.close();
  await proxy.close();
  await database.drop();
});

const lookUp = (key: string) => createAsk(lookupUrl(app), key)(question(acme.twilio));

test("callers that the main thread would serve are served while the database is unavailable", async () => {
  const resp = await RespClient.signedIn(app.lookupPlane?.ports.resp ?? 0, acme.admin.key);
  const key = `inbound:twilio:${acme.twilio.line}`;
  for (const credential of [router.key, acme.admin.key]) expect((await lookUp(credential)).status).toBe(200);
  expect(await resp.ask("GET", key)).not.toBeInstanceOf(Error);
  proxy.set("cut");
  const before = threadCount(app);
  // A caller is asked for again every second at the latest.
  await until("callers were asked for several times", async () => {
    expect(await lookUp(router.key)).toMatchObject({ status: 200, json: { source: "memory" } });
    expect(await lookUp(acme.admin.key)).toMatchObject({ status: 200, json: { source: "memory" } });
    expect(await resp.ask("GET", key)).not.toBeInstanceOf(Error);
    const { refreshes, misses } = threadCount(app);
    return refreshes + misses - before.refreshes - before.misses > 12;
  });
  expect((await lookUp(acme.member.key)).status).toBe(503);
  resp.close();
  proxy.set("pass");
});

test("a caller is refused after a change by another node, as at the main port", async () => {
  const other = await startApp({ database: database.database, now: Date.now });
  await other.installation.routeIndexSync.built;
  const resp = await RespClient.signedIn(app.lookupPlane?.ports.resp ?? 0, router.key);
  const isRefused = async () =>
    (await resp.ask("GET", `inbound:twilio:${acme.twilio.line}`)) instanceof Error &&
    (await lookUp(router.key)).status === 401;
  expect(await isRefused()).toBe(false);
  expect((await other.ask(`DELETE /registry/v1/router-keys/${router.id}`)).status).toBe(200);
  await until("the key is refused", isRefused, 5000);
  resp.close();
  await other.close();
});
