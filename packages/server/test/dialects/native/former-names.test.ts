import { expect, test } from "vitest";
import { holderPath, useTestContext } from "../../helpers/test-context.ts";

const context = useTestContext("sqlite");
const until = "2100-01-01T00:00:00Z";

test("requests may use the former names of fields", async () => {
  const { admin, platform, acme } = context;
  const { id: userId } = acme.member;
  const key = await platform.post("/api-keys", { userId, name: "Laptop" });
  expect(key.json).toMatchObject({ userId });
  const line = { provider: "vonage", line: "+14165550731" };
  const added = await platform.post("/numbers", { ...line, holder: { userId } });
  expect(added.json).toMatchObject({ holders: [{ userId }] });
  const items = [{ ...line, line: "+14165550732", holder: { userId: `@${acme.member.username}` } }];
  expect((await platform.post("/numbers:batch", { items })).json).toMatchObject({ counts: { create: 1 } });
  const reserved = await admin.patch(`/numbers/${acme.sinch.id}`, { reservedFor: { userId, until } });
  expect(reserved.json).toMatchObject({ reservedFor: { userId } });
  const held = (await admin.get(`/numbers?userId=${userId}`)).json.items;
  expect(held).toHaveLength(2);
  expect((await admin.get(`/assignments?userId=${userId}`)).json.items).toHaveLength(2);
  const transfer = { from: userId, to: acme.other.id };
  expect((await admin.post(`/numbers/${held[0].id}/transfer`, transfer)).json.userId).toBe(acme.other.id);
  const numbers = [{ number: held[1].id, to: acme.other.id }];
  const left = await admin.post(`/users/${userId}/offboarding`, { numbers });
  expect(left.json).toMatchObject({ numbers: [{ toUserId: acme.other.id }] });
});

test("a field under two names is rejected, and nothing changes", async () => {
  const { admin, acme } = context;
  await admin.put(holderPath(acme.twilio, acme.member), {});
  const body = { from: acme.member.id, fromUser: acme.member.id, toUser: acme.other.id };
  const { status, json } = await admin.post(`/numbers/${acme.twilio.id}/transfer`, body);
  expect([status, json.errors[0].pointer]).toEqual([422, "#/from"]);
  const twice = await admin.get(`/assignments?user=${acme.member.id}&userId=${acme.other.id}`);
  expect([twice.status, twice.json.errors[0].pointer]).toEqual([422, "userId"]);
  expect((await admin.get(`/assignments?user=${acme.member.id}`)).json.items).toHaveLength(1);
});

test("an error names the present field", async () => {
  const { platform } = context;
  const { json } = await platform.post("/api-keys", { userId: "nobody", name: "Laptop" });
  expect(json.errors[0]).toMatchObject({ pointer: "#/user" });
});
