import { beforeAll, expect, test } from "vitest";
import { useApp } from "../../helpers/app.ts";
import { makeWorld, type World } from "../../helpers/world.ts";

const app = useApp();
let world: World;
beforeAll(async () => {
  world = await makeWorld(app.ask);
});

test("the list of organizations continues at its cursor", async () => {
  const first = await app.ask("GET /registry/v1/organizations?limit=1");
  expect(first.json.items).toMatchObject([{ id: world.acme.id }]);
  const second = await app.ask(`GET /registry/v1/organizations?limit=1&cursor=${first.json.nextCursor}`);
  expect(second.json).toMatchObject({ items: [{ id: world.rival.id }], nextCursor: null });
});
