import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningApp, startApp } from "../helpers/app.ts";
import { makePostgresFolder, type PostgresFolder } from "../helpers/postgres-process.ts";
import { until } from "../helpers/until.ts";
import { makeOrganization, type Organization } from "../helpers/world.ts";
import { lookUp } from "../routing/questions.ts";
import { Cluster } from "./cluster.ts";

let folder: PostgresFolder;
let cluster: Cluster;
let app: RunningApp;
let acme: Organization;
beforeAll(async () => {
  folder = await makePostgresFolder();
  cluster = await Cluster.start(folder, { isSynchronous: false });
  app = await startApp({ database: cluster.url });
  await app.installation.routeIndexSync.built;
  acme = await makeOrganization(app.ask, "acme", "1");
});
afterAll(async () => {
  await app.close();
  await cluster.stop();
  await folder.remove();
});

test("a process whose connections lead to a standby is not ready, and reports the true age of its lookups", async () => {
  const other = await startApp({ database: cluster.primary.url });
  await until("the age is small", async () => (await lookUp(app.ask, acme.twilio)).ageMs < 500);
  await cluster.waitForStandby();
  connectTo(cluster.standby.port);
  await until("not ready", async () => (await app.ask("GET /readyz")).status === 503);
  expect((await app.ask("GET /readyz")).json).toEqual({ status: "The database is read-only." });
  // The standby no longer receives changes.
  cluster.link.set("hang");
  const holder = `/registry/v1/organizations/${acme.id}/numbers/${acme.twilio.id}/holders/${acme.member.id}`;
  expect((await other.ask(`PUT ${holder}`, { body: {} })).status).toBe(200);
  const acknowledgedAt = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { holder: held, ageMs } = await lookUp(app.ask, acme.twilio);
  expect(held).toBeNull();
  expect(ageMs).toBeGreaterThanOrEqual(performance.now() - acknowledgedAt - 5);
  cluster.link.set("pass");
  connectTo(cluster.primary.port);
  await until("ready again", async () => (await app.ask("GET /readyz")).status === 200);
  await until("the change is known", async () => (await lookUp(app.ask, acme.twilio)).holder !== null);
  await other.close();
});

test("is not ready while the server rejects writes", async () => {
  await cluster.primary.query("alter system set default_transaction_read_only = on");
  await cluster.primary.query("select pg_reload_conf()");
  await until(
    "not ready",
    async () => (await app.ask("GET /readyz")).json.status === "The database is read-only.",
  );
  await cluster.primary.query("alter system reset default_transaction_read_only");
  await cluster.primary.query("select pg_reload_conf()");
  await until("ready again", async () => (await app.ask("GET /readyz")).status === 200);
});

function connectTo(port: number): void {
  cluster.front.target = port;
  cluster.front.cut();
}
