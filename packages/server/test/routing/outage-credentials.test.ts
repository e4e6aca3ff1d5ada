import { afterEach, beforeEach, expect, inject, test } from "vitest";
import type { Engine } from "../../src/storage/engine.ts";
import { createStore } from "../../src/storage/open.ts";
import { createPool, createPostgresEngine } from "../../src/storage/postgres/postgres.ts";
import { type RunningApp, startApp } from "../helpers/app.ts";
import { createAsk } from "../helpers/ask.ts";
import { makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { TcpProxy } from "../helpers/proxy.ts";
import { created, makeOrganization, type Organization } from "../helpers/world.ts";
import { question } from "./questions.ts";

let database: TestDatabase;
let proxy: TcpProxy;
let app: RunningApp;
let acme: Organization;
let router: { id: string; key: string };
/** Whether the database becomes unavailable between the last statement of the next write and its commit. */
let isArmed = false;
beforeEach(async () => {
  database = await makeDatabase("postgres");
  proxy = await TcpProxy.open(Number(new URL(inject("postgresUrl")).port));
  const url = new URL(database.database);
  url.port = String(proxy.port);
  await (await startApp({ database: database.database })).close();
  const engine = createPostgresEngine(createPool(url.href, { query_timeout: 2000 }));
  app = await startApp({ database: database.database, store: createStore(cutBeforeCommit(engine)) });
  await app.installation.routeIndexSync.built;
  acme = await makeOrganization(app.ask, "acme", "1");
  router = await created(app.ask, "/registry/v1/router-keys", { name: "edge" });
  isArmed = false;
});
afterEach(async () => {
  await app.close();
  await proxy.close();
  await database.drop();
});

test("a write in flight when the database fails keeps the credentials that it does not concern", async () => {
  const at = `/registry/v1/organizations/${acme.id}`;
  const isServed = async (key: string) => (await createAsk(app.url, key)(question(acme.twilio))).status;
  for (const key of [router.key, acme.admin.key]) expect(await isServed(key)).toBe(200);
  isArmed = true;
  const body = { name: "Lena", email: "lena@acme.example" };
  expect((await app.ask(`POST ${at}/users`, { body })).status).toBe(503);
  expect(isArmed).toBe(false);
  for (const key of [router.key, acme.admin.key]) expect(await isServed(key)).toBe(200);
});

test.each(["user", "key", "organization"] as const)(
  "a credential whose %s may have changed in the failed write is not served during the outage",
  async (changed) => {
    const at = `/registry/v1/organizations/${acme.id}`;
    const key = await created(app.ask, `${at}/api-keys`, { user: acme.admin.id, name: "second" });
    const isServed = async (credential: string) =>
      (await createAsk(app.url, credential)(question(acme.twilio))).status;
    for (const credential of [router.key, key.key]) expect(await isServed(credential)).toBe(200);
    const requests = {
      user: [`PATCH ${at}/users/${acme.admin.id}`, { status: "disabled" }],
      key: [`DELETE ${at}/api-keys/${key.id}`, undefined],
      organization: [`PATCH ${at}`, { status: "suspended" }],
    } as const;
    const [request, body] = requests[changed];
    isArmed = true;
    expect((await app.ask(request, body && { body })).status).toBe(503);
    expect(isArmed).toBe(false);
    expect(await isServed(key.key)).toBe(503);
    expect(await isServed(router.key)).toBe(200);
  },
);

function cutBeforeCommit(engine: Engine): Engine {
  return {
    ...engine,
    transaction: (work, organizationId) =>
      engine.transaction(async (sql) => {
        const result = await work(sql);
        if (isArmed) proxy.set("cut");
        isArmed = false;
        return result;
      }, organizationId),
  };
}
