import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { useApp } from "../../helpers/app.ts";
import { ifMatch, nativeClient } from "../../helpers/native.ts";
import { openTableReader, type TableReader } from "../../helpers/table-reader.ts";
import { created, makeOrganization, type Organization } from "../../helpers/world.ts";

const app = useApp();
let database: TableReader;
let acme: Organization;
let admin: ReturnType<typeof nativeClient>;
let count = 0;
beforeAll(async () => {
  database = openTableReader(app.database);
});
beforeEach(async () => {
  count += 1;
  acme = await makeOrganization(app.ask, `acme${count}`, String(count).padStart(2, "0"));
  admin = nativeClient(app, acme.id, acme.admin.key);
});
afterAll(async () => {
  await database.close();
});

const holder = (number: { id: string }, user: { id: string }) => `/numbers/${number.id}/holders/${user.id}`;
const held = async (query = "") => (await admin.get(`/assignments${query}`)).json.items;

test("an assignment has both directions, no default and no label by default", async () => {
  const answer = await admin.put(holder(acme.twilio, acme.member), {});
  expect([answer.status, answer.headers.get("etag")]).toEqual([200, '"1"']);
  expect(answer.json).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{24}$/),
    numberId: acme.twilio.id,
    userId: acme.member.id,
    provider: "twilio",
    isDefault: false,
    isInboundEnabled: true,
    isOutboundEnabled: true,
    label: null,
    assignedAt: "2026-03-03T14:00:00.000Z",
    unassignedAt: null,
    displaced: [],
  });
});

test("assigning again changes nothing and writes no event, with and without flags", async () => {
  const path = holder(acme.twilio, acme.member);
  const flags = { isDefault: true, isInboundEnabled: false, isOutboundEnabled: true, label: "Desk" };
  const first = await admin.put(path, flags);
  const before = await database.dump();
  for (const again of [await admin.put(path, flags), await admin.put(path, {}), await admin.put(path)])
    expect([again.status, again.text]).toEqual([200, first.text]);
  expect(await database.dump()).toBe(before);
});

test("omitted fields keep their values; a null label clears it", async () => {
  const path = holder(acme.twilio, acme.member);
  await admin.put(path, { isDefault: true, label: "Desk" });
  const changed = await admin.put(path, { isOutboundEnabled: false });
  expect(changed.json).toMatchObject({ isDefault: true, label: "Desk", isOutboundEnabled: false });
  expect(changed.headers.get("etag")).toBe('"2"');
  expect((await admin.put(path, { label: null })).json.label).toBe(null);
});

test("a new default clears the previous one, which stays assigned", async () => {
  const second = await created(app.ask, `/registry/v1/organizations/${acme.id}/numbers`, {
    provider: "twilio",
    line: `+1647556${String(count).padStart(4, "0")}`,
  });
  await admin.put(holder(acme.twilio, acme.member), { isDefault: true });
  await admin.put(holder(acme.sinch, acme.member), { isDefault: true });
  const before = await database.eventKinds(acme.id);
  await admin.put(holder(second, acme.member), { isDefault: true });
  expect((await database.eventKinds(acme.id)).slice(before.length)).toEqual([
    "assignment.updated",
    "number.assigned",
  ]);
  const defaults = (await held()).map((it: Record<string, unknown>) => [it.line, it.isDefault]);
  expect(defaults).toEqual([
    [acme.twilio.line, false],
    [acme.sinch.line, true],
    [second.line, true],
  ]);
});

test("a second inbound holder is rejected, naming the first", async () => {
  await admin.put(holder(acme.twilio, acme.member), {});
  const before = await database.dump();
  const refused = await admin.put(holder(acme.twilio, acme.other), {});
  expect([refused.status, refused.json.code]).toEqual([409, "number_held"]);
  expect(refused.json.detail).toContain(`go to the user ${acme.member.id}.`);
  expect(await database.dump()).toBe(before);
  const beside = await admin.put(holder(acme.twilio, acme.other), { isInboundEnabled: false });
  expect(beside.status).toBe(200);
});

test("unassigning ends the assignment; a second time returns 404", async () => {
  const path = holder(acme.twilio, acme.member);
  await admin.put(path, { isDefault: true });
  const ended = await admin.delete(path);
  expect([ended.status, ended.json.unassignedAt]).toEqual([200, "2026-03-03T14:00:00.000Z"]);
  const again = await admin.delete(path);
  expect([again.status, again.json.code]).toEqual([404, "assignment_not_found"]);
  expect(await held()).toEqual([]);
});

test("an Idempotency-Key replays the unassign", async () => {
  const path = holder(acme.twilio, acme.member);
  await admin.put(path, {});
  const options = { headers: { "idempotency-key": `take-${count}` } };
  const first = await admin.delete(path, options);
  const before = await database.dump();
  const again = await admin.delete(path, options);
  expect([again.status, again.text]).toEqual([200, first.text]);
  expect(await database.dump()).toBe(before);
});

test("both return 412 when If-Match is stale", async () => {
  const path = holder(acme.twilio, acme.member);
  const missing = await admin.put(path, {}, ifMatch('"1"'));
  expect([missing.status, missing.json.code]).toEqual([412, "version_stale"]);
  await admin.put(path, {});
  expect((await admin.put(path, { label: "x" }, ifMatch('"1"'))).status).toBe(200);
  expect((await admin.put(path, { label: "y" }, ifMatch('"1"'))).status).toBe(412);
  expect((await admin.delete(path, ifMatch('"1"'))).status).toBe(412);
  expect((await admin.delete(path, ifMatch('"2"'))).status).toBe(200);
});

test("a number can be addressed by its line, and foreign records return 404", async () => {
  const rival = await makeOrganization(app.ask, `rival${count}`, `7${count}`);
  const put = async (number: string, user: string) => admin.put(`/numbers/${number}/holders/${user}`, {});
  expect((await put(acme.sinch.line, acme.member.id)).status).toBe(200);
  const nobody = "f".repeat(24);
  const unknownNumber = await put(nobody, acme.member.id);
  expect(unknownNumber.json.code).toBe("number_not_found");
  for (const foreign of [rival.twilio.id, rival.twilio.line])
    expect((await put(foreign, acme.member.id)).text).toBe(unknownNumber.text);
  const unknownUser = await put(acme.twilio.id, nobody);
  expect(unknownUser.json.code).toBe("user_not_found");
  expect((await put(acme.twilio.id, rival.member.id)).text).toBe(unknownUser.text);
});

test("assignments are listed by user, provider and number", async () => {
  await admin.put(holder(acme.twilio, acme.member), {});
  await admin.put(holder(acme.sinch, acme.member), {});
  await admin.put(holder(acme.twilio, acme.other), { isInboundEnabled: false });
  const count_ = async (query: string) => (await held(query)).length;
  expect(await count_("")).toBe(3);
  expect(await count_(`?user=${acme.member.id}`)).toBe(2);
  expect(await count_("?provider=twilio")).toBe(2);
  expect(await count_(`?number=${acme.twilio.id}`)).toBe(2);
  expect(await count_(`?number=${encodeURIComponent(acme.sinch.line)}`)).toBe(1);
  expect(await count_(`?user=${acme.other.id}&provider=sinch`)).toBe(0);
  const [first] = await held(`?user=${acme.other.id}`);
  expect(first).toMatchObject({
    line: acme.twilio.line,
    userName: acme.other.name,
    userEmail: acme.other.email,
  });
});

test("a member can list their own assignments and change none", async () => {
  await admin.put(holder(acme.twilio, acme.member), {});
  const member = nativeClient(app, acme.id, acme.member.key);
  expect((await member.get(`/assignments?user=${acme.member.id}`)).json.items).toHaveLength(1);
  expect((await member.get("/assignments")).status).toBe(403);
  expect((await member.get(`/assignments?user=${acme.other.id}`)).status).toBe(403);
  expect((await member.put(holder(acme.sinch, acme.member), {})).status).toBe(403);
  expect((await member.delete(holder(acme.twilio, acme.member))).status).toBe(403);
});

test("a disabled user keeps their numbers and cannot be assigned another", async () => {
  await admin.put(holder(acme.twilio, acme.member), {});
  await admin.patch(`/users/${acme.member.id}`, { status: "disabled" });
  const refused = await admin.put(holder(acme.sinch, acme.member), {});
  expect([refused.status, refused.json.code]).toEqual([409, "user_inactive"]);
  expect(await held()).toHaveLength(1);
  expect((await admin.delete(holder(acme.twilio, acme.member))).status).toBe(200);
});
