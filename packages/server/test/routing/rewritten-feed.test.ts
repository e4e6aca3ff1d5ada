import { expect, test } from "vitest";
import type { OrganizationId } from "../../src/model.ts";
import { openEngine } from "../../src/storage/open.ts";
import { startApp } from "../helpers/app.ts";
import { makeDatabase } from "../helpers/engines.ts";
import { makeOrganization } from "../helpers/world.ts";
import { lookUp } from "./questions.ts";

test.each([1, 3])(
  "acknowledges a committed write that finds that the feed has lost %i events, and discards the index",
  async (lost) => {
    const { database, drop } = await makeDatabase("postgres");
    // The write finds the rewritten feed before any poll does.
    const app = await startApp({ database, pollMs: 60_000 });
    try {
      await app.installation.routeIndexSync.built;
      const acme = await makeOrganization(app.ask, "acme", "1");
      expect(await lookUp(app.ask, acme.twilio)).toMatchObject({ source: "memory" });
      await loseEvents(database, acme.id, lost);
      app.clock.now += 1000;
      for (let count = 0; count < lost; count++) {
        const body = { name: `group ${count}` };
        const answer = await app.ask(`POST /registry/v1/organizations/${acme.id}/groups`, { body });
        expect(answer.status).toBe(201);
      }
      expect(await lookUp(app.ask, acme.twilio)).toMatchObject({ source: "database" });
    } finally {
      await app.close();
      await drop();
    }
  },
);

/** As after a failover to a standby that had not received the last events. */
async function loseEvents(database: string, organizationId: OrganizationId, count: number): Promise<void> {
  const engine = await openEngine(database);
  await engine.reader.script(`alter table events disable trigger user;
    delete from events where organization_id = '${organizationId}'
      and seq > (select seq from organization_heads where organization_id = '${organizationId}') - ${count};
    update organization_heads set seq = seq - ${count}, hash = (select hash from events e
        where e.organization_id = organization_heads.organization_id and e.seq = organization_heads.seq - ${count})
      where organization_id = '${organizationId}';
    alter table events enable trigger user;`);
  await engine.close();
}
