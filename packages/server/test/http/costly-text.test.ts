import { beforeAll, expect, test } from "vitest";
import { useApp } from "../helpers/app.ts";
import { makeWorld, type World } from "../helpers/world.ts";

const app = useApp();
let world: World;
beforeAll(async () => {
  world = await makeWorld(app.ask);
});

/** CPU time, not elapsed time. A request with a linear match takes a small part of it; a quadratic one exceeds it. */
const cpuMaxMs = 100;

async function cpuOf(action: () => Promise<unknown>): Promise<number> {
  const before = process.threadCpuUsage();
  await action();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

test("rejects a credential of many spaces in linear time", async () => {
  const authorization = `Bearer x${" ".repeat(15_000)}x`;
  await app.ask("GET /registry/v1/organizations", { headers: { authorization } });
  const spent = await cpuOf(async () => {
    const answer = await app.ask("GET /registry/v1/organizations", { headers: { authorization } });
    expect(answer.status).toBe(401);
  });
  expect(spent).toBeLessThan(cpuMaxMs);
});

test("rejects an e-mail address of many dots in linear time", async () => {
  const { acme } = world;
  const ask = (email: string) =>
    app.ask(`POST /registry/v1/organizations/${acme.id}/users`, {
      key: acme.admin.key,
      body: { email, name: "Dot" },
    });
  await ask("a");
  const spent = await cpuOf(async () => {
    expect((await ask(`a@${".".repeat(60_000)}@`)).status).toBe(422);
  });
  expect(spent).toBeLessThan(cpuMaxMs);
});

test.each([
  ["sam@acme.example", true],
  ["sam@a.b.c", true],
  ["sam@acme", false],
  ["sam@acme.", false],
  ["sam@.acme", false],
  ["sam@@acme.example", false],
  ["sam patel@acme.example", false],
  ["@acme.example", false],
])("%s is an e-mail address: %s", async (email, isOne) => {
  const answer = await app.ask(`POST /registry/v1/organizations/${world.acme.id}/users`, {
    body: { email, name: "Sam" },
  });
  expect(answer.status).toBe(isOne ? 201 : 422);
});
