import { open } from "node:fs/promises";
import { afterEach, expect, test, vi } from "vitest";
import { startApp } from "../helpers/app.ts";
import { created, makeOrganization } from "../helpers/world.ts";

const handle = await open("/dev/null");
const handles = Object.getPrototypeOf(handle) as { datasync(): Promise<void> };
await handle.close();
afterEach(() => void vi.restoreAllMocks());

// The kernel may drop what it could not write and call the next sync a success: https://wiki.postgresql.org/wiki/Fsync_Errors
test("after a sync of the disk has failed nothing is acknowledged any more, and the node says that it is not ready", async () => {
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

test("a sync that works acknowledges", async () => {
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
