import { beforeEach, expect, inject, test } from "vitest";
import type { Answer } from "../../helpers/ask.ts";
import { nativeClient } from "../../helpers/native.ts";
import { holderPath, useTestContext } from "../../helpers/test-context.ts";

const context = useTestContext(inject("engine"));
const missing = "f".repeat(24);
// biome-ignore lint/suspicious/noExplicitAny: a user of the native dialect
let service: any;
beforeEach(async () => {
  const { admin, count } = context;
  const body = { kind: "service", name: "CRM sync", username: `crm.${count}`, role: "admin" };
  service = (await admin.post("/users", body)).json;
});

const keyOf = async (user: { id: string }): Promise<string> =>
  (await context.platform.post("/api-keys", { user: user.id, name: "script" })).json.key;
const bytes = ({ status, text }: Answer) => [status, text];

test("has no e-mail address and no endpoints, and is listed by kind", async () => {
  const { admin } = context;
  expect(service).toMatchObject({ kind: "service", email: null, endpoints: [], role: "admin" });
  expect((await admin.get(`/users/${service.id}`)).json).toEqual(service);
  expect((await admin.get("/users?kind=service")).json.items).toEqual([service]);
  const persons = (await admin.get("/users?kind=person")).json.items;
  expect(persons.map(({ id }: { id: string }) => id)).not.toContain(service.id);
  expect(persons).toHaveLength(4);
});

test("two service users need no e-mail addresses that differ", async () => {
  const again = await context.admin.post("/users", { kind: "service", name: "Dialer" });
  expect([again.status, again.json.username]).toEqual([201, null]);
  const taken = await context.admin.post("/users", {
    kind: "service",
    name: "Dialer",
    username: service.username,
  });
  expect([taken.status, taken.json.code]).toEqual([409, "username_taken"]);
});

test.each([
  ["a person without an e-mail address", { name: "Ann" }, "#/email"],
  ["a service user with one", { kind: "service", name: "Bot", email: "bot@acme.example" }, "#/email"],
  ["a service user with an external id", { kind: "service", name: "Bot", externalId: "bot" }, "#/externalId"],
  ["a service user with endpoints", { kind: "service", name: "Bot", endpoints: ["client:b"] }, "#/endpoints"],
])("rejects %s", async (_name, body, pointer) => {
  const { status, json } = await context.admin.post("/users", body);
  expect([status, json.errors[0].pointer]).toEqual([422, pointer]);
});

test("cannot get an e-mail address or endpoints later; its other fields change", async () => {
  const { admin } = context;
  const path = `/users/${service.id}`;
  expect((await admin.patch(path, { email: "bot@acme.example" })).status).toBe(422);
  expect((await admin.patch(path, { endpoints: ["client:bot"] })).status).toBe(422);
  expect((await admin.put(`${path}/endpoints`, { endpoints: ["client:bot"] })).status).toBe(422);
  const changed = await admin.patch(path, { name: "CRM", role: "auditor" });
  expect(changed.json).toMatchObject({ name: "CRM", role: "auditor", email: null });
});

test("holds no number, gets none by transfer, reservation or offboarding, and does not own", async () => {
  const { admin, platform, acme } = context;
  await admin.put(holderPath(acme.twilio, acme.member), {});
  const until = new Date(context.app.clock.now + 1000).toISOString();
  const refused = [
    await admin.put(holderPath(acme.sinch, service), {}),
    await admin.post(`/numbers/${acme.twilio.id}/transfer`, { fromUser: acme.member.id, toUser: service.id }),
    await admin.patch(`/numbers/${acme.sinch.id}`, { reservedFor: { user: service.id, until } }),
    await admin.post(`/users/${acme.member.id}/offboarding`, {
      numbers: [{ number: acme.twilio.id, toUser: service.id }],
    }),
    await platform.post("/ownership", { user: service.id }),
  ];
  expect(refused.map(({ status, json }) => [status, json.code])).toEqual(
    refused.map(() => [409, "person_required"]),
  );
});

test("its key works in every dialect within its role, and history names it", async () => {
  const { app, acme } = context;
  const key = await keyOf(service);
  const client = nativeClient(app, acme.id, key);
  expect((await client.put(holderPath(acme.ippanel, acme.member), {})).status).toBe(200);
  const [event] = (await client.get("/events?kind=number.assigned")).json.items;
  expect(event.actorId).toBe(service.id);
  const unassigned = await app.ask("POST /v1/api/numbers/unassign", {
    key,
    body: { number: acme.ippanel.line, target_user: acme.member.username },
  });
  expect(unassigned.status).toBe(200);
  expect((await app.ask(`GET /v2/organizations/users/${acme.member.id}`, { key })).status).toBe(200);
  expect((await app.ask(`GET /api/organizations/${acme.id}/phone-numbers`, { key })).status).toBe(403);
});

test("is not in Telnyx's list and report, and answered like a missing user", async () => {
  const { app, acme } = context;
  const { key } = acme.admin;
  const ask = (request: string) => app.ask(request, { key });
  const list = (await ask("GET /v2/organizations/users")).json;
  expect([list.data.length, list.meta.total_results]).toEqual([4, 4]);
  for (const path of ["", "/users_groups_report"])
    expect((await ask(`GET /v2/organizations/users${path}`)).text).not.toContain(service.id);
  const path = "/v2/organizations/users";
  expect(bytes(await ask(`GET ${path}/${service.id}`))).toEqual(bytes(await ask(`GET ${path}/${missing}`)));
  const remove = (id: string) => ask(`POST ${path}/${id}/actions/remove`);
  expect(bytes(await remove(service.id))).toEqual(bytes(await remove(missing)));
  expect((await context.admin.get(`/users/${service.id}`)).json.status).toBe("active");
});

test("is answered like a missing user by IPPanel and Tether", async () => {
  const { app, acme } = context;
  const assign = (target: object) =>
    app.ask("POST /v1/api/numbers/assign", {
      key: acme.admin.key,
      body: { number: acme.ippanel.line, send: true, gets: true, ...target },
    });
  const unknown = bytes(await assign({ target_user: "nobody" }));
  expect(bytes(await assign({ target_user: service.username }))).toEqual(unknown);
  const unknownId = bytes(await assign({ target_user_id: 999_999 }));
  expect(bytes(await assign({ target_user_id: service.serial }))).toEqual(unknownId);
  const phoneNumbers = `/api/organizations/${acme.id}/phone-numbers`;
  const give = (targetUserId: string) =>
    app.ask(`POST ${phoneNumbers}`, {
      body: { targetUserId, provider: "twilio", phoneNumber: acme.twilio.line },
    });
  expect(bytes(await give(service.id))).toEqual(bytes(await give(missing)));
  const take = (userId: string) => app.ask(`DELETE ${phoneNumbers}/${userId}/twilio`);
  expect(bytes(await take(service.id))).toEqual(bytes(await take(missing)));
  const list = (userId: string) => app.ask(`GET ${phoneNumbers}?userId=${userId}`);
  expect(bytes(await list(service.id))).toEqual(bytes(await list(missing)));
});

test("is removed with its keys, and restored, like a person", async () => {
  const { app, admin, acme } = context;
  const key = await keyOf(service);
  const removed = await admin.post(`/users/${service.id}/offboarding`, {});
  expect(removed.status).toBe(200);
  expect((await nativeClient(app, acme.id, key).get("")).status).toBe(401);
  const undone = await admin.post(`/offboardings/${removed.json.id}/undo`, {});
  expect(undone.json.user).toMatchObject({ kind: "service", status: "active", email: null });
});
