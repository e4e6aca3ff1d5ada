import { beforeEach, expect, inject, test } from "vitest";
import { nativeClient } from "../../helpers/native.ts";
import { holderPath, type Native, useTestContext } from "../../helpers/test-context.ts";

const context = useTestContext(inject("engine"));
let auditor: Native;
let auditorKey: string;
beforeEach(async () => {
  const { app, acme, admin, platform, count } = context;
  const email = `audit${count}@acme.example`;
  const { json } = await admin.post("/users", { name: "Aud Itor", email, role: "auditor" });
  expect(json.role).toBe("auditor");
  auditorKey = (await platform.post("/api-keys", { user: json.id, name: "audit" })).json.key;
  auditor = nativeClient(app, acme.id, auditorKey);
});

test("reads what an admin reads, including events, and no secret", async () => {
  const { acme, admin } = context;
  await admin.put(holderPath(acme.twilio, acme.member), {});
  const paths = [
    "",
    "/users",
    `/users/${acme.owner.id}`,
    `/users/${acme.owner.id}/endpoints`,
    `/users/${acme.member.id}/history`,
    "/groups",
    "/api-keys",
    "/numbers",
    `/numbers/${acme.twilio.id}`,
    `/numbers/${acme.twilio.id}/history`,
    "/assignments",
    "/events",
    "/offboardings",
  ];
  for (const path of paths) {
    const [seen, shown] = [await auditor.get(path), await admin.get(path)];
    expect([path, seen.status, seen.text]).toEqual([path, 200, shown.text]);
    expect(seen.text).not.toMatch(/wl_/);
  }
});

test("looks up routes", async () => {
  const { app, acme } = context;
  const to = encodeURIComponent(acme.twilio.line);
  const found = await app.ask(`GET /registry/v1/routes/inbound?provider=twilio&to=${to}`, {
    key: auditorKey,
  });
  expect(found.status).toBe(200);
});

test("changes nothing, also not their own user or keys", async () => {
  const { acme } = context;
  const [event] = (await auditor.get("/events")).json.items;
  const refused = [
    await auditor.patch("", { name: "Mine" }),
    await auditor.post("/users", { name: "New", email: "new@acme.example" }),
    await auditor.patch(`/users/${acme.member.id}`, { name: "New" }),
    await auditor.post(`/users/${acme.member.id}/offboarding`, { dryRun: true }),
    await auditor.put(holderPath(acme.twilio, acme.member), {}),
    await auditor.post("/api-keys", { user: acme.member.id, name: "mine" }),
    await auditor.post(`/events/${event.seq}/undo`, {}),
  ];
  expect(refused.map(({ status, json }) => [status, json.code])).toEqual(
    refused.map(() => [403, "insufficient_role"]),
  );
});

test("a person who becomes the owner is an auditor no longer", async () => {
  const { platform } = context;
  const me = (await auditor.get("/users?q=audit")).json.items[0];
  const transferred = await platform.post("/ownership", { user: me.id });
  expect(transferred.json.owner).toMatchObject({ id: me.id, role: "admin", isOwner: true });
});
