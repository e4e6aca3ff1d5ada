import { afterEach, describe, expect, test } from "vitest";
import { jobHandlers } from "../../src/workers/job-handlers.ts";
import { JobRunner } from "../../src/workers/job-runner.ts";
import { runMaintenance, startMaintenanceSchedule } from "../../src/workers/maintenance.ts";
import { type RunningApp, startApp } from "../helpers/app.ts";
import { engineNames } from "../helpers/engines.ts";
import { openTableReader, type TableReader } from "../helpers/table-reader.ts";
import { created, makeWorld } from "../helpers/world.ts";

const hour = 60 * 60 * 1000;
const day = 24 * hour;

describe.each(engineNames)("on %s", (engine) => {
  let app: RunningApp;
  let database: TableReader;
  afterEach(async () => {
    await database.close();
    await app.close();
  });

  const kept = async () => (await database.rows("idempotency")).map(({ key }) => key);

  test("answers that no key stands for any more are forgotten at the start, however many, and no others", async () => {
    app = await startApp({ engine });
    database = openTableReader(app.database);
    const owner = { name: "Olga", email: "olga@acme.example" };
    const { organization } = await created(app.ask, "/registry/v1/organizations", { name: "acme", owner });
    const of = { organizationId: organization.id, credentialId: "never used again" };
    const claim = { fingerprint: "print", createdAt: app.clock.now, since: 0, replaces: false };
    await app.store.write(organization.id, async (tx) => {
      for (let index = 0; index < 1200; index++) await tx.idempotency.claim(of, `old ${index}`, claim);
      await tx.idempotency.claim(of, "young", { ...claim, createdAt: app.clock.now + 1 });
    });
    app.clock.now += day;
    await runMaintenance(app);
    expect(await kept()).toHaveLength(1201);
    app.clock.now += 1;
    await runMaintenance(app);
    expect(await kept()).toEqual(["young"]);
  });

  test("deletes offboarding plans that were not applied within an hour, and no applied ones", async () => {
    app = await startApp({ engine });
    database = openTableReader(app.database);
    const { acme } = await makeWorld(app.ask);
    const path = `/registry/v1/organizations/${acme.id}/users`;
    const plan = (id: string) => app.ask(`POST ${path}/${id}/offboarding`, { body: { dryRun: true } });
    const plans = async () => (await database.rows("offboardings")).map(({ status }) => status);
    await plan(acme.member.id);
    await app.ask(`DELETE ${path}/${acme.other.id}`);
    app.clock.now += 60 * 60_000;
    await plan(acme.member.id);
    await runMaintenance(app);
    expect(await plans()).toEqual(["planned", "applied", "planned"]);
    app.clock.now += 1;
    await runMaintenance(app);
    expect(await plans()).toEqual(["applied", "planned"]);
  });

  test("is enqueued once an hour, however many processes and starts there are", async () => {
    app = await startApp({ engine });
    database = openTableReader(app.database);
    const enqueued = () =>
      Promise.all([app.installation.scheduleMaintenance(), app.installation.scheduleMaintenance()]);
    expect((await enqueued()).toSorted()).toEqual([false, true]);
    await startMaintenanceSchedule(app).stop();
    const runner = new JobRunner(app.installation.jobs, { handlers: jobHandlers(app), log: app.server.log });
    await runner.idle();
    expect(await enqueued()).toEqual([false, false]);
    app.clock.now += hour;
    expect((await enqueued()).toSorted()).toEqual([false, true]);
    await runner.idle();
    await runner.stop();
    expect((await database.rows("jobs")).map(({ kind, state }) => [kind, state])).toEqual([
      ["maintenance", "succeeded"],
      ["maintenance", "succeeded"],
    ]);
  });

  test("deletes jobs that ended more than 30 days ago", async () => {
    app = await startApp({ engine });
    database = openTableReader(app.database);
    const handlers = jobHandlers(app);
    for (const days of [0, 30]) {
      app.clock.now += days * day;
      await app.installation.scheduleMaintenance();
      const runner = new JobRunner(app.installation.jobs, { handlers, log: app.server.log });
      await runner.idle();
      await runner.stop();
    }
    expect(await database.rows("jobs")).toHaveLength(2);
    app.clock.now += 1;
    await runMaintenance(app);
    expect(await database.rows("jobs")).toHaveLength(1);
  });
});
