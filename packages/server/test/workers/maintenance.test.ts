import { afterEach, describe, expect, test } from "vitest";
import { startMaintenanceJobs } from "../../src/workers/maintenance.ts";
import { type RunningApp, startApp } from "../helpers/app.ts";
import { engineNames } from "../helpers/engines.ts";
import { openTableReader, type TableReader } from "../helpers/table-reader.ts";
import { created, makeWorld } from "../helpers/world.ts";

const day = 24 * 60 * 60 * 1000;

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
    await startMaintenanceJobs(app).stop();
    expect(await kept()).toHaveLength(1201);
    app.clock.now += 1;
    await startMaintenanceJobs(app).stop();
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
    await startMaintenanceJobs(app).stop();
    expect(await plans()).toEqual(["planned", "applied", "planned"]);
    app.clock.now += 1;
    await startMaintenanceJobs(app).stop();
    expect(await plans()).toEqual(["applied", "planned"]);
  });
});
