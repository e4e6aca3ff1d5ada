import { expect, test } from "vitest";
import { parseInstant } from "../../src/http/mounting/validation.ts";
import { useApp } from "../helpers/app.ts";
import { makeOrganization } from "../helpers/world.ts";

const app = useApp();

test.each([
  "2026-03-03T14:00:00Z",
  "2026-03-03T14:00Z",
  "2024-02-29T23:59:59.999+14:00",
  "0000-01-01T00:00:00Z",
  "9999-12-31T23:59:59Z",
])("%s is an instant", (text) => {
  expect(parseInstant(text)).toBe(Date.parse(text));
});

test.each([
  "2026-02-29T00:00:00Z",
  "2026-02-30T00:00:00Z",
  "2026-04-31T12:00:00Z",
  "2026-13-01T00:00:00Z",
  "2026-00-10T00:00:00Z",
  "2026-01-00T00:00:00Z",
  "2026-01-01T25:00:00Z",
  "0000-01-01T00:00:00+23:59",
  "9999-12-31T23:59:59-23:59",
  "2026-03-03",
  "2026-03-03T14:00:00",
])("%s is not an instant", (text) => {
  expect(parseInstant(text)).toBeNaN();
});

test("reports at most fifty invalid fields", async () => {
  const acme = await makeOrganization(app.ask, "acme", "1");
  const body = Object.fromEntries(new Array(7000).fill(0).map((zero, index) => [index.toString(36), zero]));
  const answer = await app.ask(`POST /registry/v1/organizations/${acme.id}/users`, { body });
  expect(answer.status).toBe(422);
  expect(answer.json.errors).toHaveLength(50);
});
