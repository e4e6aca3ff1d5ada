import { describe, expect, test } from "vitest";
import { demoOrganizationId, loadDemo } from "../src/demo.ts";
import { startApp } from "./helpers/app.ts";
import { engineNames } from "./helpers/engines.ts";
import { brokenRules } from "./helpers/invariants.ts";
import { openTableReader } from "./helpers/table-reader.ts";
import { created } from "./helpers/world.ts";

/** An interval that never elapses in the test. */
const never = 2 ** 31 - 1;

describe.each(engineNames)("on %s", (engine) => {
  test("the first lookup finds the inbound holder of a demo line", async () => {
    const app = await startApp({ engine, pollMs: never });
    await app.installation.routeIndexSync.built;
    await loadDemo(app);
    const { json } = await app.ask("GET /registry/v1/routes/inbound?provider=twilio&to=%2B14165550102");
    expect(json).toMatchObject({ holder: { userId: "5f7b1c2e8a1d4e0012c3b4a7" }, source: "memory" });
    await app.close();
  });

  test("a failed load leaves no rows, and the next start loads the demo", async () => {
    const app = await startApp({ engine });
    const owner = { name: "Rita", email: "rita@rival.example" };
    const { organization } = await created(app.ask, "/registry/v1/organizations", { name: "rival", owner });
    const numbers = `/registry/v1/organizations/${organization.id}/numbers`;
    // The last number of the demo.
    const { id } = await created(app.ask, numbers, { provider: "ippanel", line: "+98BANK" });
    await expect(loadDemo(app)).rejects.toThrow("The database has organizations, and --demo would add");
    await expect(loadDemo(app, { isForced: true })).rejects.toThrow("not available");
    expect((await app.ask(`GET /registry/v1/organizations/${demoOrganizationId}`)).status).toBe(404);
    expect((await app.ask(`DELETE ${numbers}/${id}`)).status).toBe(200);

    const { adminKey } = await loadDemo(app, { isForced: true });
    const held = await app.ask(`GET /registry/v1/organizations/${demoOrganizationId}/assignments`, {
      key: String(adminKey),
    });
    expect(held.json.items).toHaveLength(5);
    expect(await loadDemo(app)).toEqual({ organizationId: demoOrganizationId, adminKey: undefined });
    const reader = openTableReader(app.database);
    expect(await brokenRules(reader)).toEqual([]);
    await reader.close();
    await app.close();
  });

  test("a deleted demo organization is not loaded again", async () => {
    const app = await startApp({ engine });
    await loadDemo(app);
    await app.store.write(demoOrganizationId, (tx) => tx.organization.delete(app.clock.now));
    await expect(loadDemo(app, { isForced: true })).rejects.toThrow("was deleted, which is final");
    await app.close();
  });
});
