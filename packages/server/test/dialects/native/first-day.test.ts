import { beforeAll, describe, expect, test } from "vitest";
import { useApp } from "../../helpers/app.ts";
import { engineNames } from "../../helpers/engines.ts";
import { makeWorld, type World } from "../../helpers/world.ts";

describe.each(engineNames)("on %s", (engine) => {
  const app = useApp({ engine });
  let world: World;
  beforeAll(async () => {
    world = await makeWorld(app.ask);
  });

  test("a number assigned to a user is held until it is unassigned", async () => {
    const { acme } = world;
    const path = `/registry/v1/organizations/${acme.id}`;
    const holder = `${path}/numbers/${acme.twilio.line}/holders/${acme.member.id}`;
    const given = await app.ask(`PUT ${holder}`, { key: acme.admin.key });
    expect(given.status).toBe(200);
    expect(given.json).toMatchObject({ userId: acme.member.id, isInboundEnabled: true, unassignedAt: null });
    const list = await app.ask(`GET ${path}/assignments?user=${acme.member.id}`, { key: acme.member.key });
    expect(list.json.items).toHaveLength(1);
    const taken = await app.ask(`DELETE ${holder}`, { key: acme.admin.key });
    expect(taken.json.unassignedAt).toBe("2026-03-03T14:00:00.000Z");
    expect((await app.ask(`DELETE ${holder}`, { key: acme.admin.key })).status).toBe(404);
  });
});
