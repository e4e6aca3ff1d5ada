import { open } from "node:fs/promises";
import { afterEach, expect, test, vi } from "vitest";
import { startApp } from "../helpers/app.ts";
import { created, makeOrganization } from "../helpers/world.ts";

const handle = await open("/dev/null");
const handles = Object.getPrototypeOf(handle) as { datasync(): Promise<void> };
await handle.close();
afterEach(() => void vi.restoreAllMocks());

// After a failed fsync the kernel may drop the pages and report success for the next one: https://wiki.postgresql.org/wiki/Fsync_Errors
test("acknowledges no write after a failed fsync, and reports not ready", async () => {
  const app = await startApp();
  const acme = await makeOrganization(app.ask, "acme", "1");
  const users = `/registry/v1/organizations/${acme.id}/users`;
  const add = (name: string) => app.ask(`POST ${users}`, { body: { name, email: `${name}@acme.example` } });
  vi.spyOn(handles, "datasync").mockRejectedValueOnce(Object.assign(new Error("EIO"), { code: "EIO" }));
  const unsynced = await add("una");
  expect(unsynced.status).toBe(503);
  expect(unsynced.headers.get("retry-after")).toBe("1");
  expect((await add("dos")).status).toBe(503);
  expect((await app.ask("GET /readyz", { key: null })).status).toBe(503);
  expect((await app.ask("GET /healthz", { key: null })).status).toBe(200);
  expect((await app.ask(`GET ${users}/${acme.member.id}`)).status).toBe(200);
  await app.close();
});

test("acknowledges a write after a successful fsync", async () => {
  const app = await startApp();
  const sync = vi.spyOn(handles, "datasync");
  const before = sync.mock.calls.length;
  await created(app.ask, "/registry/v1/organizations", {
    name: "acme",
    owner: { name: "Olga", email: "olga@acme.example" },
  });
  expect(sync.mock.calls.length).toBeGreaterThan(before);
  expect((await app.ask("GET /readyz", { key: null })).status).toBe(200);
  await app.close();
});
