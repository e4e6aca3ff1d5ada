import { beforeAll, describe, expect, test } from "vitest";
import { useApp } from "../helpers/app.ts";
import { engineNames } from "../helpers/engines.ts";
import { created, makeWorld, type World } from "../helpers/world.ts";

describe.each(engineNames)("on %s, an odd value is rejected or kept:", (engine) => {
  const app = useApp({ engine });
  let world: World;
  beforeAll(async () => {
    world = await makeWorld(app.ask);
  });

  test.each(["users/%00", "numbers/%00", "groups/a%00b"])("a NUL in the path %s", async (path) => {
    const answer = await app.ask(`GET /registry/v1/organizations/${world.acme.id}/${path}`);
    expect(answer.status).toBe(422);
  });

  test("a NUL in Telnyx's filter and in its path", async () => {
    const { key } = world.acme.admin;
    const list = await app.ask("GET /v2/organizations/users?filter[email]=%00", { key });
    expect(list.status).toBe(400);
    expect((await app.ask("GET /v2/organizations/users/%00", { key })).status).toBe(404);
  });

  test("text that SQL would read, which is stored and found as text", async () => {
    const at = `/registry/v1/organizations/${world.acme.id}`;
    const name = "'); drop table events; -- $1 ?1 \\' %";
    expect((await created(app.ask, `${at}/groups`, { name })).name).toBe(name);
    const { json } = await app.ask(`GET ${at}/groups?limit=200`);
    expect(json.items.map((group: { name: string }) => group.name)).toContain(name);
    expect((await app.ask(`GET ${at}/users?q=${encodeURIComponent("' or 1=1 --")}`)).json.items).toEqual([]);
    expect((await app.ask(`GET ${at}/events`)).json.head).toBeGreaterThan(0);
  });

  test.each([
    { number: "\u0000", target_user: "\u0000" },
    { number_id: 1e30, target_user_id: -1e30 },
    { number_id: 2 ** 63, target_user_id: 0 },
  ])("IPPanel's $number $number_id", async (body) => {
    const answer = await app.ask("POST /v1/api/numbers/unassign", { key: world.acme.admin.key, body });
    expect(answer.status).toBe(422);
    expect(Object.keys(answer.json.meta.errors)).toEqual(Object.keys(body));
  });
});
