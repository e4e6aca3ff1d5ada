import { describe, expect, test } from "vitest";
import { engineNames } from "../../helpers/engines.ts";
import { listAll } from "../../helpers/native.ts";
import { asUser, holderPath, useTestContext } from "../../helpers/test-context.ts";
import { dayMs, hourMs, iso, testStart } from "../../helpers/time.ts";

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);

  const asOf = async (moment: number | string, query = "") => {
    const text = typeof moment === "number" ? iso(moment) : moment;
    return (await context.admin.get(`/assignments?asOf=${encodeURIComponent(text)}${query}`)).json.items;
  };

  test("a number's history contains holder, flags, actor, time, reason and dialect", async () => {
    const { admin, acme, app } = context;
    const path = holderPath(acme.twilio, acme.member);
    await admin.put(path, { label: "Desk", reason: "She starts today." });
    app.clock.now += hourMs;
    await admin.put(path, { label: "Front desk", isDefault: true });
    app.clock.now += hourMs;
    await admin.delete(`${path}?reason=${encodeURIComponent("She moved.")}`);
    const { json } = await admin.get(`/numbers/${encodeURIComponent(acme.twilio.line)}/history`);
    expect(json.nextCursor).toBeNull();
    const common = {
      userId: acme.member.id,
      numberId: acme.twilio.id,
      actorId: acme.admin.id,
      dialect: "native",
    };
    expect(json.items).toMatchObject([
      { ...common, kind: "number.assigned", at: iso(testStart), reason: "She starts today.", before: null },
      {
        ...common,
        kind: "assignment.updated",
        at: iso(testStart + hourMs),
        reason: null,
        after: { label: "Front desk" },
      },
      { ...common, kind: "number.unassigned", at: iso(testStart + 2 * hourMs), reason: "She moved." },
    ]);
    expect(json.items[1].before).toEqual(json.items[0].after);
    expect(json.items[2].after).toMatchObject({ unassignedAt: iso(testStart + 2 * hourMs) });
    expect(new Set(json.items.map((it: { credentialId: string }) => it.credentialId)).size).toBe(1);
    const ofUser = await admin.get(`/users/${acme.member.id}/history`);
    expect(ofUser.json).toEqual(json);
  });

  test("changes through another dialect are in the same history", async () => {
    const { admin, acme, app } = context;
    const body = {
      number_id: acme.ippanel.serial,
      target_user_id: acme.member.serial,
      send: true,
      gets: true,
    };
    await app.ask("POST /v1/api/numbers/assign", { key: acme.admin.key, body });
    const { json } = await admin.get(`/numbers/${acme.ippanel.id}/history`);
    expect(json.items).toMatchObject([{ kind: "number.assigned", dialect: "ippanel" }]);
  });

  test("the history is paged by cursor and keeps removed users", async () => {
    const { admin, acme, app } = context;
    for (let turn = 0; turn < 3; turn++) {
      await admin.put(holderPath(acme.twilio, acme.member), {});
      await admin.delete(holderPath(acme.twilio, acme.member));
    }
    await admin.delete(`/users/${acme.member.id}`);
    const path = `/registry/v1/organizations/${acme.id}/users/${acme.member.id}/history`;
    const whole = await listAll(app.ask, path, 4);
    expect(whole.map((it) => (it as { kind: string }).kind)).toEqual(
      Array(3).fill(["number.assigned", "number.unassigned"]).flat(),
    );
  });

  test("a member sees only their own history", async () => {
    const { acme } = context;
    const member = asUser(context, acme.member);
    expect((await member.get(`/users/${acme.member.id}/history`)).status).toBe(200);
    expect((await member.get(`/users/${acme.other.id}/history`)).status).toBe(403);
    expect((await member.get(`/numbers/${acme.twilio.id}/history`)).status).toBe(403);
  });

  test("asOf returns the holders and flags at any instant", async () => {
    const { admin, acme, app } = context;
    const first = await admin.put(holderPath(acme.twilio, acme.member), { label: "Desk" });
    app.clock.now = testStart + hourMs;
    await admin.put(holderPath(acme.twilio, acme.member), { label: "Front", isOutboundEnabled: false });
    app.clock.now = testStart + 2 * hourMs;
    await admin.delete(holderPath(acme.twilio, acme.member));
    await admin.put(holderPath(acme.twilio, acme.other), {});
    const { id } = first.json;
    expect(await asOf(testStart - 1)).toEqual([]);
    for (const moment of [testStart, testStart + hourMs - 1])
      expect(await asOf(moment)).toMatchObject([
        { id, label: "Desk", isOutboundEnabled: true, unassignedAt: null },
      ]);
    for (const moment of [testStart + hourMs, testStart + 2 * hourMs - 1])
      expect(await asOf(moment)).toMatchObject([
        { id, label: "Front", isOutboundEnabled: false, unassignedAt: null },
      ]);
    for (const moment of [testStart + 2 * hourMs, testStart + 3650 * dayMs])
      expect(await asOf(moment)).toMatchObject([{ userId: acme.other.id, line: acme.twilio.line }]);
    expect(await asOf(testStart, `&user=${acme.other.id}`)).toEqual([]);
    expect(await asOf(testStart, `&number=${acme.twilio.id}&provider=twilio`)).toHaveLength(1);
    expect(await asOf(testStart, "&provider=sinch")).toEqual([]);
  });

  test("asOf now equals the list", async () => {
    const { admin, acme } = context;
    await admin.put(holderPath(acme.twilio, acme.member), { isDefault: true });
    await admin.put(holderPath(acme.sinch, acme.member), { isDefault: true });
    await admin.put(holderPath(acme.twilio, acme.other), { isInboundEnabled: false });
    expect(await asOf(testStart)).toEqual((await admin.get("/assignments")).json.items);
  });

  test("asOf accepts any offset, instants before the first event and in the future", async () => {
    const { admin, acme } = context;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    expect(await asOf("2026-03-03T17:30:00+03:30")).toHaveLength(1);
    expect(await asOf("2026-03-03T13:59:59.999Z")).toEqual([]);
    expect(await asOf("1971-01-01T00:00:00Z")).toEqual([]);
    expect(await asOf("9999-01-01T00:00:00Z")).toHaveLength(1);
  });

  test.each([
    "",
    "yesterday",
    "2026-03-03",
    "2026-13-03T14:00:00Z",
    "2026-03-03T14:00:00",
    "1772546400000",
    "99999-01-01T00:00:00Z",
  ])("asOf %j is rejected", async (moment) => {
    const answer = await context.admin.get(`/assignments?asOf=${encodeURIComponent(moment)}`);
    expect([answer.status, answer.json.errors?.[0]?.pointer]).toEqual([422, "asOf"]);
  });

  test("a clock that is set back does not reorder the history", async () => {
    const { admin, acme, app } = context;
    await admin.put(holderPath(acme.twilio, acme.member), { label: "first" });
    app.clock.now = testStart - dayMs;
    await admin.put(holderPath(acme.twilio, acme.member), { label: "second" });
    await admin.delete(holderPath(acme.twilio, acme.member));
    app.clock.now = testStart + hourMs;
    await admin.put(holderPath(acme.twilio, acme.other), {});
    app.clock.now = testStart - hourMs;
    await admin.delete(holderPath(acme.twilio, acme.other));
    const { items } = (await admin.get("/events")).json;
    const moments = items.map((it: { at: string }) => it.at);
    expect(moments).toEqual(moments.toSorted());
    expect(moments.slice(-5)).toEqual([
      iso(testStart),
      iso(testStart),
      iso(testStart),
      iso(testStart + hourMs),
      iso(testStart + hourMs),
    ]);
    expect(await asOf(testStart - hourMs)).toEqual([]);
    expect(await asOf(testStart)).toEqual([]);
    expect(await asOf(testStart + hourMs)).toEqual([]);
  });

  test("a cursor of another instant is rejected", async () => {
    const { admin, acme } = context;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    await admin.put(holderPath(acme.sinch, acme.member), {});
    const page = await admin.get(`/assignments?asOf=${iso(testStart)}&limit=1`);
    const cursor = page.json.nextCursor;
    const next = await admin.get(`/assignments?asOf=${iso(testStart)}&limit=1&cursor=${cursor}`);
    expect([next.json.items.length, next.json.nextCursor]).toEqual([1, null]);
    expect((await admin.get(`/assignments?asOf=${iso(testStart + 1)}&cursor=${cursor}`)).status).toBe(422);
    expect((await admin.get(`/assignments?cursor=${cursor}`)).status).toBe(422);
  });
});
