import { expect, inject, test } from "vitest";
import { useTestContext } from "../helpers/test-context.ts";
import { dayMs } from "../helpers/time.ts";

const it = useTestContext(inject("engine"));

test("a key is valid from the time of its change, which is not before the organization's last event", async () => {
  const { app, acme } = it;
  const headers = { "idempotency-key": "key-1" };
  const create = (name: string) =>
    app.ask(`POST /registry/v1/organizations/${acme.id}/groups`, {
      key: acme.admin.key,
      headers,
      body: { name },
    });
  app.clock.now -= 40 * dayMs;
  expect((await create("First")).status).toBe(201);
  app.clock.now += 39 * dayMs;
  expect((await create("Second")).json).toMatchObject({ code: "idempotency_key_reused" });
  app.clock.now += 2 * dayMs + 1;
  expect((await create("Third")).status).toBe(201);
});
