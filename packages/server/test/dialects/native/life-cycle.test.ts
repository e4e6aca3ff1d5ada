import { describe, expect, test } from "vitest";
import { stateOf, transitions } from "../../../src/core/numbers/number-state.ts";
import { engineNames } from "../../helpers/engines.ts";
import { nativeClient } from "../../helpers/native.ts";
import { holderPath, inboundHolder, useTestContext } from "../../helpers/test-context.ts";
import { dayMs, hourMs, iso, testStart } from "../../helpers/time.ts";
import { created, makeOrganization } from "../../helpers/world.ts";

test("the state follows from release, holders and time, in this order", () => {
  const number = { releasedAt: null, coolingUntil: testStart };
  expect(stateOf({ ...number, releasedAt: 1 }, true, testStart)).toBe("released");
  expect(stateOf(number, true, testStart - 1)).toBe("assigned");
  expect(stateOf(number, false, testStart - 1)).toBe("cooling");
  expect(stateOf(number, false, testStart)).toBe("available");
  expect(transitions.released).toEqual([]);
});

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);
  const give = (user: { id: string }, body: object = {}) =>
    context.admin.put(holderPath(context.acme.twilio, user), body);
  const take = (user: { id: string }) => context.admin.delete(holderPath(context.acme.twilio, user));
  const number = async () => (await context.admin.get(`/numbers/${context.acme.twilio.id}`)).json;
  const cool = (coolingDays: number) => context.admin.patch("", { coolingDays });

  test("with no cooling days, the default, the next user can be assigned at once", async () => {
    const { acme } = context;
    expect((await context.admin.get("")).json.coolingDays).toBe(0);
    await give(acme.member);
    await take(acme.member);
    expect(await number()).toMatchObject({ state: "available", coolingUntil: null });
    expect((await give(acme.other)).status).toBe(200);
  });

  test("a number cools before another user can receive on it, and time ends the cooling", async () => {
    const { acme, app } = context;
    await cool(45);
    await give(acme.member);
    await take(acme.member);
    const until = testStart + 45 * dayMs;
    expect(await number()).toMatchObject({ state: "cooling", coolingUntil: iso(until) });
    const refused = await give(acme.other);
    expect([refused.status, refused.json.code]).toEqual([409, "number_cooling"]);
    expect(refused.json.detail).toContain(iso(until));
    expect((await context.admin.get("/numbers?state=cooling")).json.items).toHaveLength(1);
    app.clock.now = until - 1;
    expect((await give(acme.other)).status).toBe(409);
    app.clock.now = until;
    expect(await number()).toMatchObject({ state: "available" });
    expect((await context.admin.get("/numbers?state=cooling")).json.items).toEqual([]);
    expect((await give(acme.other)).status).toBe(200);
    expect(await number()).toMatchObject({ state: "assigned", coolingUntil: null });
  });

  test("the former holder, and users without inbound, can be assigned during cooling", async () => {
    const { acme } = context;
    await cool(45);
    await give(acme.member);
    await take(acme.member);
    expect((await give(acme.other, { isInboundEnabled: false })).status).toBe(200);
    expect((await give(acme.other, { isInboundEnabled: true })).json.code).toBe("number_cooling");
    expect((await give(acme.member)).status).toBe(200);
    expect(await number()).toMatchObject({ state: "assigned", coolingUntil: null });
  });

  test("turning inbound off starts cooling too", async () => {
    const { acme } = context;
    await cool(1);
    await give(acme.member);
    await give(acme.member, { isInboundEnabled: false });
    expect(await number()).toMatchObject({ state: "assigned", coolingUntil: iso(testStart + dayMs) });
    expect((await give(acme.other)).json.code).toBe("number_cooling");
  });

  test("a reason overrides cooling and is kept in the history", async () => {
    const { acme } = context;
    await cool(45);
    await give(acme.member);
    await take(acme.member);
    expect((await give(acme.other, { reason: "He takes over her clients." })).status).toBe(200);
    const { items } = (await context.admin.get(`/numbers/${acme.twilio.id}/history`)).json;
    expect(items.at(-1)).toMatchObject({ kind: "number.assigned", reason: "He takes over her clients." });
    expect(await number()).toMatchObject({ state: "assigned", coolingUntil: null });
  });

  test("a holder who never had inbound causes no cooling", async () => {
    const { acme } = context;
    await cool(45);
    await give(acme.member, { isInboundEnabled: false });
    await take(acme.member);
    expect((await number()).state).toBe("available");
  });

  test("a transfer changes the holder: it needs a reason where the organization has cooling days", async () => {
    const { acme, admin } = context;
    await cool(45);
    await give(acme.member);
    const body = { fromUser: acme.member.id, toUser: acme.other.id };
    const path = `/numbers/${acme.twilio.id}/transfer`;
    expect((await admin.post(path, body)).json.code).toBe("number_cooling");
    expect(await inboundHolder(context, acme.twilio)).toBe(acme.member.id);
    expect((await admin.post(path, { ...body, reason: "Handover." })).status).toBe(200);
    expect(await inboundHolder(context, acme.twilio)).toBe(acme.other.id);
  });

  test("Tether's transfer is rejected where the organization has cooling days, and changes nothing", async () => {
    const { acme, app } = context;
    const transfer = (targetUserId: string) =>
      app.ask(`POST /api/organizations/${acme.id}/phone-numbers`, {
        body: { targetUserId, provider: "twilio", phoneNumber: acme.twilio.line, transfer: true },
      });
    await give(acme.member);
    expect((await transfer(acme.other.id)).status).toBe(200);
    await cool(45);
    const refused = await transfer(acme.member.id);
    expect([refused.status, refused.json.details]).toEqual([
      400,
      expect.stringContaining("cooling down until"),
    ]);
    expect(await inboundHolder(context, acme.twilio)).toBe(acme.other.id);
  });

  test.each([-1, 3651, 1.5, "45", null])("%j cooling days are rejected", async (coolingDays) => {
    expect((await context.admin.patch("", { coolingDays })).status).toBe(422);
  });

  describe("a reservation", () => {
    const reserve = (reservedFor: object | null) =>
      context.admin.patch(`/numbers/${context.acme.twilio.id}`, { reservedFor });
    const until = iso(testStart + 10 * dayMs);

    test("keeps a number for a user until a date, and ends when it is assigned to them", async () => {
      const { acme } = context;
      const answer = await reserve({ userId: acme.member.id, until });
      expect(answer.json.reservedFor).toEqual({ userId: acme.member.id, email: null, until });
      expect((await give(acme.other)).json.code).toBe("number_reserved");
      expect((await give(acme.other, { isInboundEnabled: false })).json.code).toBe("number_reserved");
      expect((await give(acme.member)).status).toBe(200);
      expect((await number()).reservedFor).toBeNull();
    });

    test("keeps it for an e-mail address without a user yet, compared case-insensitively", async () => {
      const { acme, app } = context;
      await reserve({ email: "Starter@Acme.example", until });
      expect((await give(acme.other)).json.code).toBe("number_reserved");
      const starter = await created(app.ask, `/registry/v1/organizations/${acme.id}/users`, {
        name: "Sol",
        email: "starter@acme.EXAMPLE",
      });
      expect((await give(starter)).status).toBe(200);
    });

    test("ends at its date, is overridden by a reason, and can be cancelled", async () => {
      const { acme, app } = context;
      await reserve({ userId: acme.member.id, until });
      expect((await give(acme.other, { reason: "Urgent." })).status).toBe(200);
      await take(acme.other);
      await reserve({ userId: acme.member.id, until });
      expect((await reserve(null)).json.reservedFor).toBeNull();
      expect((await give(acme.other)).status).toBe(200);
      await take(acme.other);
      await reserve({ userId: acme.member.id, until });
      app.clock.now = testStart + 10 * dayMs;
      expect((await give(acme.other)).status).toBe(200);
    });

    test.each([
      ["in the past", { email: "a@b.example", until: iso(testStart) }],
      ["for a user nobody has", { userId: "f".repeat(24), until }],
      ["for nobody", { until }],
      ["for two", { userId: "f".repeat(24), email: "a@b.example", until }],
      ["without a date", { email: "a@b.example" }],
      ["at no time", { email: "a@b.example", until: "soon" }],
    ])("%s is rejected", async (_, reservedFor) => {
      const answer = await reserve(reservedFor);
      expect([404, 422]).toContain(answer.status);
      expect((await number()).reservedFor).toBeNull();
    });
  });

  describe("a release", () => {
    const release = () => context.admin.delete(`/numbers/${context.acme.twilio.id}`);

    test("is rejected while the number has a holder, and frees its line for another organization", async () => {
      const { acme, app, count } = context;
      await give(acme.member, { isInboundEnabled: false });
      expect((await release()).json.code).toBe("number_in_use");
      await take(acme.member);
      const released = await release();
      expect(released.json).toMatchObject({
        state: "released",
        releasedAt: iso(testStart),
        coolingUntil: null,
      });
      expect((await number()).state).toBe("released");
      expect((await context.admin.get(`/numbers/${encodeURIComponent(acme.twilio.line)}`)).status).toBe(404);
      expect((await context.admin.get(`/numbers/${acme.twilio.id}/history`)).json.items).toHaveLength(2);
      const rival = await makeOrganization(app.ask, `rival${count}`, `9${count}`);
      const body = { provider: "twilio", line: acme.twilio.line };
      expect((await nativeClient(app, rival.id).post("/numbers", body)).status).toBe(201);
    });

    test("is final: the number cannot be changed any more", async () => {
      const { acme, admin } = context;
      await release();
      expect((await release()).status).toBe(404);
      expect((await give(acme.member)).status).toBe(404);
      expect((await admin.patch(`/numbers/${acme.twilio.id}`, { alias: "x" })).status).toBe(404);
      const transfer = { fromUser: acme.member.id, toUser: acme.other.id };
      expect([404, 412]).toContain(
        (await admin.post(`/numbers/${acme.twilio.id}/transfer`, transfer)).status,
      );
      expect((await admin.get("/numbers")).json.items).toHaveLength(2);
      expect((await admin.get("/numbers?state=released")).json.items).toHaveLength(1);
    });

    test("of a cooling number is allowed, and the same line can be added as a new number", async () => {
      const { acme, platform, app } = context;
      await cool(45);
      await give(acme.member);
      await take(acme.member);
      app.clock.now += hourMs;
      expect((await release()).json.state).toBe("released");
      const again = await platform.post("/numbers", { provider: "twilio", line: acme.twilio.line });
      expect([again.status, again.json.state]).toEqual([201, "available"]);
      expect(again.json.id).not.toBe(acme.twilio.id);
    });
  });
});
