import { describe, expect, test } from "vitest";
import { engineNames } from "../../helpers/engines.ts";
import { ifMatch } from "../../helpers/native.ts";
import { holderPath, inboundHolder, lastSeq, useTestContext } from "../../helpers/test-context.ts";
import { makeOrganization } from "../../helpers/world.ts";

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);
  const transfer = (body: object, more?: object) =>
    context.admin.post(`/numbers/${context.acme.twilio.id}/transfer`, body, more);
  const fromTo = () => ({ from: context.acme.member.id, to: context.acme.other.id });

  test("the number moves in one step, with its flags and its label", async () => {
    const { admin, acme } = context;
    const flags = { isDefault: true, isOutboundEnabled: false, label: "Desk" };
    await admin.put(holderPath(acme.twilio, acme.member), flags);
    const answer = await transfer({ ...fromTo(), reason: "He takes over." });
    expect(answer.json).toMatchObject({ ...flags, userId: acme.other.id, isInboundEnabled: true });
    expect(answer.headers.get("etag")).toBe('"1"');
    const { items } = (await admin.get("/assignments")).json;
    expect(items.map((it: { userId: string }) => it.userId)).toEqual([acme.other.id]);
    const { items: events } = (await admin.get(`/numbers/${acme.twilio.id}/history`)).json;
    expect(events.slice(1)).toMatchObject([
      { kind: "number.unassigned", userId: acme.member.id, reason: "He takes over." },
      { kind: "number.assigned", userId: acme.other.id, reason: "He takes over." },
    ]);
    expect(events[1].requestId).toBe(events[2].requestId);
  });

  test("a transfer can set flags and label", async () => {
    const { admin, acme } = context;
    await admin.put(holderPath(acme.twilio, acme.member), { isDefault: true, label: "Desk" });
    const answer = await transfer({ ...fromTo(), isDefault: false, label: null });
    expect(answer.json).toMatchObject({ isDefault: false, label: null, isOutboundEnabled: true });
  });

  test("a user with outbound only becomes the inbound holder", async () => {
    const { admin, acme } = context;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    const held = await admin.put(holderPath(acme.twilio, acme.other), { isInboundEnabled: false });
    const answer = await transfer(fromTo());
    expect(answer.json).toMatchObject({ id: held.json.id, isInboundEnabled: true });
  });

  test("returns 412 when `from` is no longer the inbound holder", async () => {
    const { admin, acme } = context;
    expect((await transfer(fromTo())).json).toMatchObject({ status: 412, code: "holder_changed" });
    await admin.put(holderPath(acme.twilio, acme.member), { isInboundEnabled: false });
    expect((await transfer(fromTo())).status).toBe(412);
    await admin.put(holderPath(acme.twilio, acme.admin), {});
    const before = await lastSeq(context);
    expect((await transfer(fromTo())).status).toBe(412);
    expect(await lastSeq(context)).toBe(before);
    expect(await inboundHolder(context, acme.twilio)).toBe(acme.admin.id);
  });

  test("one of many concurrent transfers from one holder succeeds", async () => {
    const { admin, acme } = context;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    const to = [acme.other, acme.admin, acme.owner];
    const answers = await Promise.all(to.map((it) => transfer({ from: acme.member.id, to: it.id })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
  });

  test("If-Match is the former holder's assignment", async () => {
    const { admin, acme } = context;
    const held = await admin.put(holderPath(acme.twilio, acme.member), {});
    await admin.put(holderPath(acme.twilio, acme.member), { label: "new" });
    expect((await transfer(fromTo(), ifMatch(held.headers.get("etag")))).status).toBe(412);
    expect((await transfer(fromTo(), ifMatch('"2"'))).status).toBe(200);
  });

  test("rejects a transfer to the same user, to a foreign user and to an inactive user", async () => {
    const { admin, acme, app, count } = context;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    const rival = await makeOrganization(app.ask, `rival${count}`, `9${count}`);
    const same = await transfer({ from: acme.member.id, to: acme.member.id });
    expect([same.status, same.json.errors[0].pointer]).toEqual([422, "#/to"]);
    const foreign = await transfer({ from: acme.member.id, to: rival.member.id });
    const missing = await transfer({ from: acme.member.id, to: "f".repeat(24) });
    expect([foreign.status, foreign.text]).toEqual([404, missing.text]);
    expect((await transfer({ from: rival.member.id, to: acme.other.id })).status).toBe(404);
    await admin.patch(`/users/${acme.other.id}`, { status: "disabled" });
    expect((await transfer(fromTo())).json.code).toBe("user_inactive");
    expect(await inboundHolder(context, acme.twilio)).toBe(acme.member.id);
  });
});
