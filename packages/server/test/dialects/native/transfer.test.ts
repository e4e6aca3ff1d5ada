import { describe, expect, test } from "vitest";
import { engineNames } from "../../helpers/engines.ts";
import { ifMatch } from "../../helpers/native.ts";
import { holderPath, inboundHolder, lastSeq, useTestContext } from "../../helpers/test-context.ts";
import { makeOrganization } from "../../helpers/world.ts";

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);
  const transfer = (body: object, more?: object) =>
    context.admin.post(`/numbers/${context.acme.twilio.id}/transfer`, body, more);
  const fromTo = () => ({ fromUser: context.acme.member.id, toUser: context.acme.other.id });

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
    const answers = await Promise.all(to.map((it) => transfer({ fromUser: acme.member.id, toUser: it.id })));
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
    const same = await transfer({ fromUser: acme.member.id, toUser: acme.member.id });
    expect([same.status, same.json.errors[0].pointer]).toEqual([422, "#/toUser"]);
    const foreign = await transfer({ fromUser: acme.member.id, toUser: rival.member.id });
    const missing = await transfer({ fromUser: acme.member.id, toUser: "f".repeat(24) });
    expect([foreign.status, foreign.text]).toEqual([404, missing.text]);
    expect((await transfer({ fromUser: rival.member.id, toUser: acme.other.id })).status).toBe(404);
    await admin.patch(`/users/${acme.other.id}`, { status: "disabled" });
    expect((await transfer(fromTo())).json.code).toBe("user_inactive");
    expect(await inboundHolder(context, acme.twilio)).toBe(acme.member.id);
  });

  test("the receiver's default stays unless the transfer sets it, and the answer lists what was displaced", async () => {
    const { admin, platform, acme, count } = context;
    const line = `+1647555${String(count).padStart(4, "0")}`;
    const second = (await platform.post("/numbers", { provider: "twilio", line })).json;
    await admin.put(holderPath(acme.twilio, acme.member), { isDefault: true });
    await admin.put(holderPath(second, acme.other), { isDefault: true });
    const kept = await transfer(fromTo());
    expect(kept.json).toMatchObject({ isDefault: false, displaced: [] });
    const back = { fromUser: acme.other.id, toUser: acme.member.id };
    expect((await transfer({ ...back, isDefault: true })).json.displaced).toEqual([]);
    const asked = await transfer({ ...fromTo(), isDefault: true });
    expect(asked.json.displaced).toEqual([
      {
        what: "default",
        userId: acme.other.id,
        userName: acme.other.name,
        numberId: second.id,
        line,
        assignmentId: expect.stringMatching(/^[0-9a-f]{24}$/),
      },
    ]);
    const { items } = (await admin.get(`/assignments?number=${second.id}`)).json;
    expect(items).toMatchObject([{ userId: acme.other.id, isDefault: false }]);
  });

  test("an assign that makes a number the default names the former default", async () => {
    const { admin, acme } = context;
    expect(
      (await admin.put(holderPath(acme.twilio, acme.member), { isDefault: true })).json.displaced,
    ).toEqual([]);
    const line = `+1647556${String(context.count).padStart(4, "0")}`;
    const second = (await context.platform.post("/numbers", { provider: "twilio", line })).json;
    const answer = await admin.put(holderPath(second, acme.member), { isDefault: true });
    expect(answer.json.displaced).toMatchObject([{ what: "default", numberId: acme.twilio.id }]);
    const repeated = await admin.put(holderPath(second, acme.member), { isDefault: true });
    expect(repeated.json).toMatchObject({ id: answer.json.id, displaced: [] });
  });

  test("`from` may be left out with the version of the inbound holder's assignment", async () => {
    const { admin, acme } = context;
    const held = await admin.put(holderPath(acme.twilio, acme.member), {});
    const to = { toUser: acme.other.id };
    const unguarded = await transfer(to);
    expect([unguarded.status, unguarded.json.errors[0].pointer]).toEqual([422, "#/fromUser"]);
    expect((await transfer(to, ifMatch('"7"'))).json.code).toBe("version_stale");
    const same = await transfer({ toUser: acme.member.id }, ifMatch(held.headers.get("etag")));
    expect([same.status, same.json.errors[0].pointer]).toEqual([422, "#/toUser"]);
    expect((await transfer(to, ifMatch(held.headers.get("etag")))).json.userId).toBe(acme.other.id);
    expect((await transfer(to, ifMatch(held.headers.get("etag")))).status).toBe(422);
    await admin.delete(holderPath(acme.twilio, acme.other));
    expect((await transfer({ toUser: acme.member.id }, ifMatch("*"))).json.code).toBe("version_stale");
  });

  test("a holder who only calls from the number is replaced without touching its inbound holder", async () => {
    const { admin, acme } = context;
    await admin.put(holderPath(acme.twilio, acme.owner), {});
    await admin.put(holderPath(acme.twilio, acme.member), { isInboundEnabled: false, label: "Desk" });
    expect((await transfer(fromTo())).json.code).toBe("holder_changed");
    const answer = await transfer({ ...fromTo(), isInboundEnabled: false });
    expect(answer.json).toMatchObject({ userId: acme.other.id, isInboundEnabled: false, label: "Desk" });
    const toOwner = { fromUser: acme.other.id, toUser: acme.owner.id, isInboundEnabled: false };
    expect((await transfer(toOwner)).json).toMatchObject({ isInboundEnabled: true });
    expect(await inboundHolder(context, acme.twilio)).toBe(acme.owner.id);
    const inbound = { fromUser: acme.owner.id, toUser: acme.member.id, isInboundEnabled: false };
    expect((await transfer(inbound)).json.code).toBe("holder_changed");
  });

  test("an assignment with neither direction is rejected", async () => {
    const { admin, acme } = context;
    const neither = { isInboundEnabled: false, isOutboundEnabled: false };
    const answer = await admin.put(holderPath(acme.twilio, acme.member), neither);
    expect([answer.status, answer.json.errors]).toEqual([
      422,
      [
        {
          pointer: "#/isOutboundEnabled",
          detail:
            "isOutboundEnabled must be true when isInboundEnabled is false: a holder receives on the number, calls from it, or both.",
        },
      ],
    ]);
    await admin.put(holderPath(acme.twilio, acme.member), { isInboundEnabled: false });
    expect((await transfer({ ...fromTo(), isInboundEnabled: false, isOutboundEnabled: false })).status).toBe(
      422,
    );
    const { items } = (await admin.get(`/assignments?number=${acme.twilio.id}`)).json;
    expect(items).toMatchObject([{ userId: acme.member.id, isOutboundEnabled: true }]);
  });
});
