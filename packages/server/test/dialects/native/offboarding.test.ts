import { describe, expect, test } from "vitest";
import { engineNames } from "../../helpers/engines.ts";
import { ifMatch, nativeClient } from "../../helpers/native.ts";
import {
  holderPath,
  inboundHolder,
  lastSeq,
  type Native,
  useTestContext,
} from "../../helpers/test-context.ts";
import { dayMs, iso, testStart } from "../../helpers/time.ts";
import { created, makeOrganization, type Organization } from "../../helpers/world.ts";

/** Just within the lifetime of a plan. */
const planMs = 60 * 60_000 - 1;

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);

  const offboard = (body: object = {}, more?: object) =>
    context.admin.post(`/users/${context.acme.member.id}/offboarding`, body, more);
  const undo = (id: string, body: object = {}) => context.admin.post(`/offboardings/${id}/undo`, body);
  const member = () => context.admin.get(`/users/${context.acme.member.id}`);
  const heldBy = async ({ id }: { id: string }): Promise<string[]> =>
    (await context.admin.get(`/assignments?user=${id}`)).json.items
      .map((it: { line: string }) => it.line)
      .sort();

  /** Assigns two numbers, one of them shared, and a group to the member who will be offboarded. */
  async function settle(): Promise<{ group: string }> {
    const { admin, acme, app } = context;
    await admin.put(holderPath(acme.twilio, acme.member), { isDefault: true, label: "Desk" });
    await admin.put(holderPath(acme.sinch, acme.member), { isInboundEnabled: false });
    await admin.put(holderPath(acme.sinch, acme.admin), {});
    const { id } = await created(app.ask, `/registry/v1/organizations/${acme.id}/groups`, { name: "Sales" });
    await admin.put(`/groups/${id}/members/${acme.member.id}`);
    return { group: id };
  }

  test("a plan lists everything, and changes nothing", async () => {
    const { acme, app } = context;
    const { group } = await settle();
    const before = await lastSeq(context);
    const { status, json } = await offboard({ dryRun: true });
    expect(status).toBe(200);
    expect(json).toMatchObject({ status: "planned", appliedAt: null, undoneAt: null, groupIds: [group] });
    expect(json.token).toMatch(/^[0-9a-f]{24}\..{32}$/);
    expect(json.apiKeyIds).toHaveLength(1);
    expect(json.numbers).toMatchObject([
      { line: acme.twilio.line, toUserId: null, becomes: "available", assignment: { label: "Desk" } },
      { line: acme.sinch.line, toUserId: null, becomes: "assigned" },
    ]);
    expect(await lastSeq(context)).toBe(before);
    expect(await heldBy(acme.member)).toHaveLength(2);
    expect((await app.ask("GET /registry/v1/organizations/x", { key: acme.member.key })).status).toBe(404);
    expect((await context.admin.get("/offboardings")).json.items).toEqual([]);
  });

  test("its token applies the plan once, and the receipt lists what was done", async () => {
    const { admin, acme, app } = context;
    const { group } = await settle();
    const numbers = [{ number: acme.twilio.line, toUser: acme.other.id }];
    const plan = await offboard({ dryRun: true, numbers });
    app.clock.now += planMs;
    const receipt = await offboard({ token: plan.json.token, reason: "Her last day." });
    const { token, ...planned } = plan.json;
    expect(receipt.json).toEqual({ ...planned, status: "applied", appliedAt: iso(testStart + planMs) });
    expect(await heldBy(acme.other)).toEqual([acme.twilio.line]);
    expect((await member()).status).toBe(410);
    expect((await admin.get(`/groups/${group}`)).text).not.toContain(acme.member.id);
    expect((await app.ask("GET /v2/organizations/users", { key: acme.member.key })).status).toBe(401);
    const { items } = (await admin.get(`/users/${acme.member.id}/history`)).json;
    expect(items.at(-1)).toMatchObject({ kind: "number.unassigned", reason: "Her last day." });
    expect((await offboard({ token })).status).toBe(412);
    expect((await admin.get("/offboardings")).json.items).toEqual([receipt.json]);
    expect((await admin.get(`/offboardings/${receipt.json.id}`)).json).toEqual(receipt.json);
  });

  const changes: Record<string, (admin: Native, acme: Organization) => Promise<unknown>> = {
    "another number": (admin, acme) => admin.put(holderPath(acme.ippanel, acme.member), {}),
    "a number less": (admin, acme) => admin.delete(holderPath(acme.sinch, acme.member)),
    "another flag": (admin, acme) => admin.put(holderPath(acme.twilio, acme.member), { isDefault: false }),
    "another label": (admin, acme) => admin.put(holderPath(acme.twilio, acme.member), { label: "x" }),
    "another name": (admin, acme) => admin.patch(`/users/${acme.member.id}`, { name: "Another" }),
    "another role": (admin, acme) => admin.patch(`/users/${acme.member.id}`, { role: "admin" }),
    "a key more": (_admin, acme) =>
      nativeClient(context.app, acme.id).post("/api-keys", { user: acme.member.id, name: "new" }),
    "a number that now becomes free": (admin, acme) => admin.delete(holderPath(acme.sinch, acme.admin)),
    "a number that now would rest": (admin) => admin.patch("", { coolingDays: 45 }),
    "a colleague who was disabled": (admin, acme) =>
      admin.patch(`/users/${acme.other.id}`, { status: "disabled" }),
    "a colleague who left": (admin, acme) => admin.delete(`/users/${acme.other.id}`),
  };
  test.each(Object.entries(changes))("a plan is rejected after %s", async (name, change) => {
    const { admin, acme } = context;
    await settle();
    const numbers = name.includes("colleague") ? [{ number: acme.sinch.id, toUser: acme.other.id }] : [];
    const { token } = (await offboard({ dryRun: true, numbers })).json;
    await change(admin, acme);
    const before = await lastSeq(context);
    const refused = await offboard({ token });
    expect([refused.status, refused.json.code]).toEqual([412, "plan_stale"]);
    expect(await lastSeq(context)).toBe(before);
  });

  test("a plan stays valid after unrelated changes", async () => {
    const { admin, acme } = context;
    await settle();
    const { token } = (await offboard({ dryRun: true })).json;
    await admin.put(holderPath(acme.ippanel, acme.other), {});
    await admin.patch(`/users/${acme.other.id}`, { name: "Another" });
    expect((await offboard({ token })).status).toBe(200);
  });

  test("a token of another user or organization, or an invented one, applies nothing", async () => {
    const { admin, acme, app, count } = context;
    const { token } = (await offboard({ dryRun: true })).json;
    const rival = await makeOrganization(app.ask, `rival${count}`, `9${count}`);
    const theirs = await nativeClient(app, rival.id).post(`/users/${rival.member.id}/offboarding`, {
      dryRun: true,
    });
    const of = (user: string, it: string) => admin.post(`/users/${user}/offboarding`, { token: it });
    const answers = [
      await of(acme.other.id, token),
      await of(acme.member.id, theirs.json.token),
      await of(acme.member.id, `${token.slice(0, 24)}.${"0".repeat(32)}`),
      await of(acme.member.id, token.slice(0, 24)),
      await of(acme.member.id, "x"),
    ];
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(404));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect((await member()).status).toBe(200);
  });

  test("an impossible plan is rejected by the dry run", async () => {
    const { admin, acme } = context;
    await settle();
    const to = acme.other.id;
    const refused = async (numbers: object[], more = {}) => {
      const { status, json } = await offboard({ dryRun: true, numbers, ...more });
      return [status, json.code];
    };
    expect(await refused([{ number: acme.ippanel.id, to }])).toEqual([422, "validation_failed"]);
    expect(await refused([{ number: acme.twilio.id, toUser: acme.member.id }])).toEqual([
      422,
      "validation_failed",
    ]);
    const twice = [
      { number: acme.twilio.id, to },
      { number: acme.twilio.line, toUser: "pool" },
    ];
    expect(await refused(twice)).toEqual([422, "validation_failed"]);
    expect(await refused([{ number: "f".repeat(24), to }])).toEqual([404, "number_not_found"]);
    expect((await refused([{ number: acme.twilio.id, toUser: "f".repeat(24) }]))[0]).toBe(404);
    await admin.patch("", { coolingDays: 45 });
    const toColleague = [{ number: acme.twilio.id, to }];
    expect(await refused(toColleague)).toEqual([409, "number_cooling"]);
    expect((await refused(toColleague, { reason: "He takes over." }))[0]).toBe(200);
    const codes = [acme.owner, acme.admin].map(
      async ({ id }) => (await admin.post(`/users/${id}/offboarding`, { dryRun: true })).json.code,
    );
    expect(await Promise.all(codes)).toEqual(["owner_protected", "self_protected"]);
  });

  test("numbers are transferred to a colleague or become available, cooling where the organization has cooling days", async () => {
    const { admin, acme } = context;
    await settle();
    await admin.put(holderPath(acme.ippanel, acme.member), {});
    await admin.patch("", { coolingDays: 45 });
    const body = { numbers: [{ number: acme.twilio.id, toUser: acme.other.id }], reason: "He takes over." };
    const { json } = await offboard(body);
    expect(json.numbers.map((it: { becomes: string }) => it.becomes)).toEqual([
      "assigned",
      "assigned",
      "cooling",
    ]);
    expect(await inboundHolder(context, acme.twilio)).toBe(acme.other.id);
    const state = async ({ id }: { id: string }) => (await admin.get(`/numbers/${id}`)).json.state;
    expect([await state(acme.twilio), await state(acme.sinch), await state(acme.ippanel)]).toEqual([
      "assigned",
      "assigned",
      "cooling",
    ]);
  });

  test("undo restores the user with numbers, flags and groups; keys stay revoked", async () => {
    const { admin, acme, app } = context;
    const { group } = await settle();
    await admin.patch("", { coolingDays: 45 });
    const before = (await admin.get(`/assignments?user=${acme.member.id}`)).json.items;
    const { id } = (await offboard()).json;
    app.clock.now += 30 * dayMs;
    const { status, json } = await undo(id, { reason: "She stays." });
    expect([status, json.offboarding.status, json.groupIds]).toEqual([200, "undone", [group]]);
    expect(json.user).toMatchObject({ id: acme.member.id, status: "active" });
    expect(json.numbers.map((it: { isRestored: boolean; why: string }) => [it.isRestored, it.why])).toEqual([
      [true, ""],
      [true, ""],
    ]);
    const flags = (items: Record<string, unknown>[]) =>
      items.map((it) => [it.numberId, it.isDefault, it.isInboundEnabled, it.isOutboundEnabled, it.label]);
    const after = (await admin.get(`/assignments?user=${acme.member.id}`)).json.items;
    expect(flags(after)).toEqual(flags(before));
    expect((await admin.get(`/groups/${group}`)).status).toBe(200);
    expect((await app.ask("GET /v2/organizations/users", { key: acme.member.key })).status).toBe(401);
    expect((await undo(id)).json.code).toBe("already_undone");
  });

  test("after 30 days it cannot be undone", async () => {
    const { app } = context;
    const { id } = (await offboard()).json;
    app.clock.now += 30 * dayMs + 1;
    const { status, json } = await undo(id);
    expect([status, json.code]).toEqual([409, "undo_window_expired"]);
    expect((await member()).status).toBe(410);
  });

  test("undo leaves numbers that another user holds by now, and reports them", async () => {
    const { admin, acme } = context;
    const { group } = await settle();
    const { id } = (await offboard()).json;
    await admin.put(holderPath(acme.twilio, acme.other), {});
    await admin.delete(`/groups/${group}`);
    const { json } = await undo(id);
    expect(json.groupIds).toEqual([]);
    expect(json.numbers).toMatchObject([
      { numberId: acme.twilio.id, isRestored: false, why: expect.stringContaining(acme.other.id) },
      { numberId: acme.sinch.id, isRestored: true, why: "" },
    ]);
    expect(await inboundHolder(context, acme.twilio)).toBe(acme.other.id);
    expect(await heldBy(acme.member)).toEqual([acme.sinch.line]);
  });

  test("undo skips released and cooling numbers, with the reason", async () => {
    const { admin, acme } = context;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    await admin.put(holderPath(acme.sinch, acme.member), {});
    const { id } = (await offboard()).json;
    await admin.delete(`/numbers/${acme.twilio.id}`);
    await admin.patch("", { coolingDays: 45 });
    await admin.put(holderPath(acme.sinch, acme.other), {});
    await admin.delete(holderPath(acme.sinch, acme.other));
    const { json } = await undo(id);
    expect(json.numbers).toMatchObject([
      { isRestored: false, why: expect.stringContaining("does not have this number") },
      { isRestored: false, why: expect.stringContaining("cooling down until") },
    ]);
    expect(await heldBy(acme.member)).toEqual([]);
  });

  test("undo is rejected while another user has the e-mail address", async () => {
    const { admin, acme } = context;
    const { id } = (await offboard()).json;
    const taker = await admin.post("/users", { name: "Taker", email: acme.member.email });
    expect((await undo(id)).json.code).toBe("email_taken");
    expect((await member()).status).toBe(410);
    await admin.delete(`/users/${taker.json.id}`);
    expect((await undo(id)).status).toBe(200);
  });

  test("a plan cannot be undone, nor an offboarding of another organization", async () => {
    const { app, count } = context;
    const plan = (await offboard({ dryRun: true })).json;
    const rival = await makeOrganization(app.ask, `rival${count}`, `9${count}`);
    const theirs = nativeClient(app, rival.id);
    const left = await theirs.post(`/users/${rival.member.id}/offboarding`, {});
    const answers = [await undo(plan.id), await undo(left.json.id), await undo("f".repeat(24))];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(answers[1]?.text).toBe(answers[2]?.text);
  });

  test("DELETE and Telnyx's remove create an offboarding that can be undone", async () => {
    const { admin, acme, app } = context;
    await settle();
    await admin.delete(`/users/${acme.member.id}`);
    const path = `/v2/organizations/users/${acme.other.id}/actions/remove`;
    expect((await app.ask(`POST ${path}`, { key: acme.admin.key })).status).toBe(200);
    const { items } = (await admin.get("/offboardings")).json;
    expect(items.map((it: { user: { id: string } }) => it.user.id)).toEqual([acme.member.id, acme.other.id]);
    for (const { id } of items) expect((await undo(id)).status).toBe(200);
    expect(await heldBy(acme.member)).toEqual([acme.twilio.line, acme.sinch.line].sort());
    expect((await admin.get(`/users/${acme.other.id}`)).status).toBe(200);
  });

  test("a user can be offboarded again after an undo, with If-Match for their version", async () => {
    const { id } = (await offboard()).json;
    await undo(id);
    const etag = (await member()).headers.get("etag");
    expect((await offboard({}, ifMatch('"1"'))).status).toBe(412);
    expect((await offboard({}, ifMatch(etag))).status).toBe(200);
  });
});
