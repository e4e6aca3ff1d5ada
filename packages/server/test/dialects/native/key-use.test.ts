import { expect, inject, test } from "vitest";
import { startCredentialUseJob } from "../../../src/workers/credential-uses.ts";
import { nativeClient } from "../../helpers/native.ts";
import { openTableReader } from "../../helpers/table-reader.ts";
import { useTestContext } from "../../helpers/test-context.ts";

const context = useTestContext(inject("engine"));

const lastUse = async (id: string) =>
  (await context.admin.get("/api-keys")).json.items.find((key: { id: string }) => key.id === id).lastUsedAt;

test("a key shows its last use once it was stored, and a request writes nothing", async () => {
  const { app, acme, platform } = context;
  const { id, key } = (await platform.post("/api-keys", { user: acme.member.id, name: "used" })).json;
  expect(await lastUse(id)).toBeNull();
  const database = openTableReader(app.database);
  const before = await database.dump();
  for (const seconds of [1, 2]) {
    app.clock.now += seconds * 1000;
    expect((await nativeClient(app, acme.id, key).get("")).status).toBe(200);
  }
  expect(await database.dump()).toBe(before);
  await database.close();
  await app.installation.storeCredentialUses();
  expect(await lastUse(id)).toBe("2026-03-03T14:00:03.000Z");
});

test("a rejected key is not used", async () => {
  const { app, acme, platform } = context;
  const { id, key } = (await platform.post("/api-keys", { user: acme.other.id, name: "unused" })).json;
  await platform.patch(`/users/${acme.other.id}`, { status: "disabled" });
  expect((await nativeClient(app, acme.id, key).get("")).status).toBe(401);
  await app.installation.storeCredentialUses();
  expect(await lastUse(id)).toBeNull();
});

test("the job stores the last uses when it stops", async () => {
  const { app, acme, platform } = context;
  const { id, key } = (await platform.post("/api-keys", { user: acme.member.id, name: "used" })).json;
  const job = startCredentialUseJob(app);
  await nativeClient(app, acme.id, key).get("");
  await job.stop();
  expect(await lastUse(id)).toBe("2026-03-03T14:00:00.000Z");
});
