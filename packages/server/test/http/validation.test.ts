import { expect, test } from "vitest";
import { useApp } from "../helpers/app.ts";
import { makeOrganization } from "../helpers/world.ts";

const app = useApp();

test("reports at most fifty invalid fields", async () => {
  const acme = await makeOrganization(app.ask, "acme", "1");
  const body = Object.fromEntries(new Array(7000).fill(0).map((zero, index) => [index.toString(36), zero]));
  const answer = await app.ask(`POST /registry/v1/organizations/${acme.id}/users`, { body });
  expect(answer.status).toBe(422);
  expect(answer.json.errors).toHaveLength(50);
});
