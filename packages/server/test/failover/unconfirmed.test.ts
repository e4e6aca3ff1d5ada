import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answer, type RunningApp, startApp } from "../helpers/app.ts";
import { brokenRules } from "../helpers/invariants.ts";
import { makePostgresFolder, type PostgresFolder } from "../helpers/postgres-process.ts";
import { openTableReader } from "../helpers/table-reader.ts";
import { until } from "../helpers/until.ts";
import { makeOrganization, type Organization } from "../helpers/world.ts";
import { Cluster, readerUrlOf } from "./cluster.ts";

let folder: PostgresFolder;
let cluster: Cluster;
let app: RunningApp;
let acme: Organization;
beforeAll(async () => {
  folder = await makePostgresFolder();
});
beforeEach(async () => {
  cluster = await Cluster.start(folder, { isSynchronous: true });
  const { database, settings } = await cluster.createDatabase();
  app = await startApp({ database, settings: { ...settings, WHOSELINE_CLUSTER: "strict" } });
  acme = await makeOrganization(app.ask, "acme", "1");
});
afterEach(async () => {
  await app.close();
  await cluster.stop();
});
afterAll(() => folder.remove());

const owner = { name: "Nora", email: "nora@new.example" };
const writes = [
  {
    what: "an API key",
    path: () => `/registry/v1/organizations/${acme.id}/api-keys`,
    status: 201,
    body: () => ({ user: acme.member.id, name: "unconfirmed" }),
  },
  {
    what: "an organization",
    path: () => "/registry/v1/organizations",
    status: 201,
    body: () => ({ name: "unconfirmed", owner }),
  },
];

describe.each(writes)("$what that the standby has not confirmed", ({ path, body, status }) => {
  const write = (key = "the-key"): Promise<Answer> =>
    app.ask(`POST ${path()}`, { body: body(), headers: { "idempotency-key": key } });

  test("is answered 503 when its wait is cancelled, also when it is retried meanwhile", async () => {
    cluster.link.stall();
    for (let attempt = 0; attempt < 2; attempt++) {
      const answer = write();
      await cancelWait();
      expect((await answer).status).toBe(503);
    }
    cluster.link.flow();
    const retried = await write();
    expect(retried.status).toBe(status);
    expect((await write()).text).toBe(retried.text);
    await expectOneEffect(readerUrlOf(cluster.primary));
  });

  test("is created by the retry when it was lost with the primary", async () => {
    cluster.link.stall();
    const answer = write();
    await cancelWait();
    expect((await answer).status).toBe(503);
    await cluster.failOver();
    const retried = await until("the standby accepts writes", async () => {
      const again = await write();
      return again.status === 503 ? undefined : again;
    });
    expect(retried?.status).toBe(status);
    await expectOneEffect(readerUrlOf(cluster.standby));
  });
});

/** Cancels the commit's wait, as an operator or a timeout of the server would. */
async function cancelWait(): Promise<void> {
  const pid = await until("the commit waits", async () => (await cluster.waitingBackends())[0]);
  await cluster.primary.query(`select pg_cancel_backend(${pid})`);
}

async function expectOneEffect(url: string): Promise<void> {
  const reader = openTableReader(url);
  const rows = await reader.query("select 1 from events where after like '%\"unconfirmed\"%'");
  expect(rows).toHaveLength(1);
  expect(await brokenRules(reader)).toEqual([]);
  await reader.close();
}
