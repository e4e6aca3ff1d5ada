import { describe, expect, test } from "vitest";
import { engineNames } from "../../helpers/engines.ts";
import { nativeClient } from "../../helpers/native.ts";
import { asUser, holderPath, inboundHolder, lastSeq, useTestContext } from "../../helpers/test-context.ts";
import { dayMs, iso } from "../../helpers/time.ts";
import { created } from "../../helpers/world.ts";

interface Item {
  readonly fate: string;
  readonly code?: string;
  readonly result: { readonly fate: string; readonly code?: string } | null;
  readonly undo: { readonly fate: string; readonly code?: string } | null;
}

const minuteMs = 60_000;
const fates = (items: readonly Item[]) => items.map(({ fate, code }) => code ?? fate);
const results = (items: readonly Item[]) => items.map(({ result }) => result?.code ?? result?.fate);
const undone = (items: readonly Item[]) => items.map(({ undo }) => undo?.code ?? undo?.fate);

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);

  const plan = async (body: object) => (await context.admin.post("/plans", body)).json;
  const apply = async ({ id }: { id: string }, body: object = {}) =>
    (await context.admin.post(`/plans/${id}/apply`, body)).json;
  const undo = async ({ id }: { id: string }, body: object = {}) =>
    (await context.admin.post(`/plans/${id}/undo`, body)).json;
  const number = async ({ id }: { id: string }) => (await context.admin.get(`/numbers/${id}`)).json;
  /** What the number and its assignments have, without versions and times. */
  const stateOf = async (of: { id: string }) => {
    const { state, coolingUntil, reservedFor, holders } = await number(of);
    return {
      state,
      coolingUntil,
      reservedFor,
      holders: holders.map(
        ({ userId, isDefault, isInboundEnabled, isOutboundEnabled, label }: Record<string, unknown>) => ({
          userId,
          isDefault,
          isInboundEnabled,
          isOutboundEnabled,
          label,
        }),
      ),
    };
  };

  test("shows every effect of an assignment and changes nothing", async () => {
    const { acme, admin } = context;
    await admin.put(holderPath(acme.twilio, acme.member), { isDefault: true });
    const before = await lastSeq(context);
    const { status, json } = await admin.post("/plans", {
      action: "assign",
      numbers: [acme.sinch.line, acme.twilio.id],
      toUser: acme.other.id,
      takesInbound: true,
      label: "Front",
    });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      status: "planned",
      sentence: `Assigns 2 numbers to the user ${acme.other.id}.`,
      counts: { planned: { change: 2, same: 0, refused: 0 } },
      nextCursor: null,
    });
    expect(json.items[1].effects).toEqual([
      {
        kind: "assignment.updated",
        userId: acme.member.id,
        userName: acme.member.name,
        numberId: acme.twilio.id,
        line: acme.twilio.line,
        before: { isDefault: true, isInboundEnabled: true, isOutboundEnabled: true, label: null },
        after: { isDefault: true, isInboundEnabled: false, isOutboundEnabled: true, label: null },
      },
      expect.objectContaining({ kind: "number.assigned", userId: acme.other.id, before: null }),
    ]);
    expect(await lastSeq(context)).toBe(before);
    expect((await admin.get(`/plans/${json.id}`)).json).toEqual(json);
  });

  test("applies the plan exactly, returns it when it is applied again, and undoes it", async () => {
    const { acme, admin } = context;
    await admin.patch("", { coolingDays: 30 });
    await admin.put(holderPath(acme.twilio, acme.member), { isDefault: true, label: "Desk" });
    const [held, free] = [await stateOf(acme.twilio), await stateOf(acme.sinch)];
    const body = { action: "assign", numbers: [acme.twilio.id, acme.sinch.id], toUser: acme.other.id };
    const made = await plan({ ...body, takesInbound: true, label: "Front", reason: "Moves in." });
    const applied = await apply(made);
    expect(applied).toMatchObject({
      status: "applied",
      counts: { applied: { change: 2, same: 0, refused: 0 } },
    });
    expect(await inboundHolder(context, acme.twilio)).toBe(acme.other.id);
    const head = await lastSeq(context);
    expect(await apply(made)).toEqual(applied);
    expect(await lastSeq(context)).toBe(head);
    expect(applied.items[1].result).toEqual({ fate: "change", firstSeq: head, lastSeq: head });
    const reverted = await undo(made, { reason: "By mistake." });
    expect(reverted).toMatchObject({ status: "undone", counts: { undone: { change: 2, refused: 0 } } });
    expect([await stateOf(acme.twilio), await stateOf(acme.sinch)]).toEqual([held, free]);
    expect(await undo(made)).toEqual(reverted);
  });

  test("refuses a number that has changed since, and no other", async () => {
    const { acme, admin } = context;
    const made = await plan({
      action: "assign",
      numbers: [acme.twilio.id, acme.sinch.id],
      toUser: acme.other.id,
    });
    await admin.put(holderPath(acme.twilio, acme.member), { isInboundEnabled: false });
    const applied = await apply(made);
    expect(results(applied.items)).toEqual(["changed_since_plan", "change"]);
    expect(await inboundHolder(context, acme.twilio)).toBeUndefined();
    const [{ result }] = applied.items;
    expect(result.detail).toBe(
      "This number or an assignment of it has changed since the plan was made. Create a new plan for it.",
    );
  });

  test("changes nothing in the mode atomic when one number has changed since", async () => {
    const { acme, admin } = context;
    const made = await plan({
      action: "assign",
      numbers: [acme.sinch.id, acme.twilio.id],
      toUser: acme.other.id,
    });
    await admin.put(holderPath(acme.twilio, acme.member), { isInboundEnabled: false });
    const head = await lastSeq(context);
    const { status, json } = await admin.post(`/plans/${made.id}/apply`, { mode: "atomic" });
    expect([status, json.code]).toEqual([409, "plan_refused"]);
    expect(json.detail).toContain("the item with the index 1 is refused");
    expect(await lastSeq(context)).toBe(head);
    expect((await apply(made)).status).toBe("applied");
  });

  test("refuses when the effects would be others, although no record of the number has changed", async () => {
    const { acme, admin } = context;
    const provider = acme.twilio.provider;
    const spare = await created(context.app.ask, `/registry/v1/organizations/${acme.id}/numbers`, {
      provider,
      line: `+1416555${String(9000 + context.count)}`,
    });
    const made = await plan({
      action: "assign",
      numbers: [acme.twilio.id],
      toUser: acme.member.id,
      isDefault: true,
    });
    expect(made.items[0].effects).toHaveLength(1);
    await admin.put(holderPath(spare, acme.member), { isDefault: true });
    expect(results((await apply(made)).items)).toEqual(["changed_since_plan"]);
  });

  test("reports each refused number with the reason", async () => {
    const { acme, admin } = context;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    const made = await plan({
      action: "assign",
      numbers: [acme.twilio.id, "+19995550199", acme.sinch.id, acme.sinch.line],
      toUser: acme.other.id,
    });
    expect(fates(made.items)).toEqual(["number_held", "number_not_found", "change", "validation_failed"]);
    expect(made.items[1]).toMatchObject({ named: "+19995550199", number: null });
    expect(made.sentence).toBe(`Assigns 1 number to the user ${acme.other.id}. 3 numbers are refused.`);
    expect(results((await apply(made)).items)).toEqual([
      "number_held",
      "number_not_found",
      "change",
      "validation_failed",
    ]);
  });

  test("plans every number that matches a filter when the plan is made", async () => {
    const { acme, admin } = context;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    await admin.put(holderPath(acme.sinch, acme.member), {});
    const made = await plan({
      action: "transfer",
      filter: { user: acme.member.id },
      toUser: acme.other.id,
      fromUser: acme.member.id,
    });
    expect(made.items.map((item: { number: { id: string } }) => item.number.id).sort()).toEqual(
      [acme.twilio.id, acme.sinch.id].sort(),
    );
    expect(made.counts.planned.change).toBe(2);
    await apply(made);
    expect(await inboundHolder(context, acme.twilio)).toBe(acme.other.id);
    await undo(made);
    expect(await inboundHolder(context, acme.twilio)).toBe(acme.member.id);
  });

  test("unassigns, labels, reserves and releases, and undoes all but the release", async () => {
    const { acme, admin } = context;
    await admin.patch("", { coolingDays: 3 });
    await admin.put(holderPath(acme.twilio, acme.member), { label: "Desk" });
    const before = await stateOf(acme.twilio);
    const until = iso(context.app.clock.now + dayMs);
    const numbers = [acme.twilio.id];
    for (const body of [
      { action: "label", label: "Front" },
      { action: "unassign" },
      { action: "reserve", reservedFor: { user: acme.other.id, until } },
    ]) {
      const made = await plan({ ...body, numbers });
      expect(made.counts.planned, body.action).toEqual({ change: 1, same: 0, refused: 0 });
      expect(results((await apply(made)).items), body.action).toEqual(["change"]);
      expect(results((await apply(await plan({ ...body, numbers }))).items), body.action).toEqual(["same"]);
      expect(undone((await undo(made)).items), body.action).toEqual(["change"]);
      expect(await stateOf(acme.twilio), body.action).toEqual(before);
    }
    const made = await plan({ action: "release", numbers: [acme.sinch.id, acme.twilio.id] });
    expect(fates(made.items)).toEqual(["change", "number_in_use"]);
    expect(made.sentence).toBe(
      "Releases 1 number to the carrier, which cannot be undone. 1 number is refused.",
    );
    await apply(made);
    expect((await number(acme.sinch)).state).toBe("released");
    expect(undone((await undo(made)).items)).toEqual(["not_undoable", undefined]);
  });

  test("does not restore a reservation whose e-mail address was erased", async () => {
    const { acme, admin, platform, app } = context;
    const email = `leaver${context.count}@acme.example`;
    const { id } = (await admin.post("/users", { name: "Leaver", email })).json;
    const reservedFor = { email, until: iso(app.clock.now + dayMs) };
    expect((await admin.patch(`/numbers/${acme.twilio.id}`, { reservedFor })).status).toBe(200);
    const made = await plan({ action: "reserve", numbers: [acme.twilio.line], reservedFor: null });
    await apply(made);
    await admin.post(`/users/${id}/offboarding`, {});
    expect((await platform.post(`/users/${id}/erasure`, {})).status).toBe(200);
    await undo(made);
    expect((await number(acme.twilio)).reservedFor).toBeNull();
  });

  test("refuses to undo a number that has changed since, and no other", async () => {
    const { acme, admin } = context;
    const made = await plan({
      action: "assign",
      numbers: [acme.twilio.id, acme.sinch.id],
      toUser: acme.other.id,
    });
    await apply(made);
    await admin.put(holderPath(acme.twilio, acme.other), { label: "Later" });
    expect(undone((await undo(made)).items)).toEqual(["changed_since_plan", "change"]);
    expect(await inboundHolder(context, acme.twilio)).toBe(acme.other.id);
    expect(await inboundHolder(context, acme.sinch)).toBeUndefined();
  });

  test("removes a user with an item for each number, and restores the user", async () => {
    const { acme, admin } = context;
    await admin.put(holderPath(acme.twilio, acme.member), { label: "Desk" });
    await admin.put(holderPath(acme.sinch, acme.member), {});
    const destinations = [{ number: acme.twilio.id, toUser: acme.other.id }];
    const made = await plan({ action: "offboard", user: acme.member.id, destinations });
    expect(made.sentence).toBe(`Removes the user ${acme.member.id}, who holds 2 numbers.`);
    const kinds = made.items.map((item: { effects: { kind: string }[] }) =>
      item.effects.map(({ kind }) => kind),
    );
    expect(kinds).toEqual([
      ["apiKey.revoked", "user.removed"],
      ["number.unassigned", "number.assigned"],
      ["number.unassigned"],
    ]);
    const applied = await apply(made);
    expect(applied).toMatchObject({ status: "applied", mode: "atomic", counts: { applied: { change: 3 } } });
    expect((await admin.get(`/users/${acme.member.id}`)).json.code).toBe("user_removed");
    expect((await admin.get(`/offboardings/${applied.offboardingId}`)).json.status).toBe("applied");
    expect(undone((await undo(made)).items)).toEqual(["change", "change", "change"]);
    expect(await inboundHolder(context, acme.twilio)).toBe(acme.member.id);
  });

  test("does not remove a user when anything in the plan has changed since", async () => {
    const { acme, admin } = context;
    const made = await plan({ action: "offboard", user: acme.member.id });
    await admin.put(holderPath(acme.sinch, acme.member), {});
    const { status, json } = await admin.post(`/plans/${made.id}/apply`, {});
    expect([status, json.code]).toEqual([412, "plan_stale"]);
  });

  test("is missing for every other credential until it is applied", async () => {
    const { acme, app } = context;
    const made = await plan({ action: "unassign", numbers: [acme.twilio.id] });
    const { json } = await context.admin.post("/api-keys", { user: acme.admin.id, name: "another" });
    const another = nativeClient(app, acme.id, json.key);
    for (const caller of [another, context.platform]) {
      expect((await caller.get(`/plans/${made.id}`)).status).toBe(404);
      expect((await caller.get(`/plans/${made.id}/items`)).status).toBe(404);
      expect((await caller.post(`/plans/${made.id}/apply`, {})).json.code).toBe("plan_not_found");
      expect((await caller.post(`/plans/${made.id}/undo`, {})).json.code).toBe("plan_not_applied");
    }
    await apply(made);
    expect((await another.get(`/plans/${made.id}`)).json.status).toBe("applied");
    expect((await another.post(`/plans/${made.id}/undo`, {})).json.status).toBe("undone");
  });

  test("cannot be made by a member, nor with a read-only key", async () => {
    const { acme, app, admin } = context;
    const body = { action: "unassign", numbers: [acme.twilio.id] };
    const { json } = await admin.post("/api-keys", {
      user: acme.admin.id,
      name: "reader",
      scopes: ["readOnly"],
    });
    for (const caller of [asUser(context, acme.member), nativeClient(app, acme.id, json.key)])
      expect((await caller.post("/plans", body)).status).toBe(403);
  });

  test("expires after ten minutes", async () => {
    const { acme, admin, app } = context;
    const made = await plan({ action: "unassign", numbers: [acme.twilio.id] });
    app.clock.now += 10 * minuteMs - 1;
    expect((await admin.get(`/plans/${made.id}`)).json.status).toBe("planned");
    app.clock.now += 1;
    expect((await admin.get(`/plans/${made.id}`)).json.status).toBe("expired");
    expect((await admin.post(`/plans/${made.id}/apply`, {})).json.code).toBe("plan_expired");
  });

  test("can be undone for 30 days", async () => {
    const { acme, admin, app } = context;
    const made = await plan({ action: "assign", numbers: [acme.twilio.id], toUser: acme.other.id });
    await apply(made);
    app.clock.now += 30 * dayMs + 1;
    expect((await admin.post(`/plans/${made.id}/undo`, {})).json.code).toBe("undo_window_expired");
  });

  test("lists the items page by page, also of one fate", async () => {
    const { acme, admin } = context;
    const made = await plan({ action: "unassign", numbers: [acme.twilio.id, "+19995550199", acme.sinch.id] });
    const first = (await admin.get(`/plans/${made.id}/items?limit=2`)).json;
    expect(fates(first.items)).toEqual(["same", "number_not_found"]);
    const rest = (await admin.get(`/plans/${made.id}/items?limit=2&cursor=${first.nextCursor}`)).json;
    expect([fates(rest.items), rest.nextCursor]).toEqual([["same"], null]);
    const refused = (await admin.get(`/plans/${made.id}/items?fate=refused`)).json;
    expect(fates(refused.items)).toEqual(["number_not_found"]);
  });

  test("names the fields that the action requires or does not have", async () => {
    const { acme } = context;
    const errorsOf = async (body: object) =>
      (await plan(body)).errors.map(({ pointer, detail }: { pointer: string; detail: string }) => [
        pointer,
        detail,
      ]);
    expect(await errorsOf({ action: "assign", numbers: [acme.twilio.id] })).toEqual([
      ["#/toUser", "toUser is required with the action assign."],
    ]);
    expect(await errorsOf({ action: "release", numbers: [acme.twilio.id], filter: {}, label: "x" })).toEqual([
      ["#/label", "label cannot be combined with the action release."],
      ["#/numbers", "numbers or filter is required, and not both."],
    ]);
    const defaults = { action: "assign", toUser: acme.other.id, isDefault: true };
    expect(await errorsOf({ ...defaults, numbers: [acme.twilio.id, acme.sinch.id] })).toEqual([
      ["#/isDefault", expect.stringContaining("can be true only for one number")],
    ]);
  });

  test("returns the stored answer for a repeated idempotency key", async () => {
    const { acme, app } = context;
    const headers = { "idempotency-key": "plan-1" };
    const send = () =>
      app.ask(`POST /registry/v1/organizations/${acme.id}/plans`, {
        key: acme.admin.key,
        headers,
        body: { action: "unassign", numbers: [acme.twilio.id] },
      });
    const first = await send();
    expect((await send()).json).toEqual(first.json);
  });

  test("keeps no personal text of a plan after a user is erased", async () => {
    const { acme, admin, platform } = context;
    const numbers = [acme.twilio.id];
    const applied = await plan({
      action: "assign",
      numbers,
      toUser: acme.member.id,
      label: "Secret",
      reason: "Secret",
    });
    await apply(applied);
    const open = await plan({ action: "label", numbers, label: "Secret" });
    await admin.delete(`/users/${acme.member.id}`);
    await platform.post(`/users/${acme.member.id}/erasure`, {});
    expect(JSON.stringify((await admin.get(`/plans/${applied.id}`)).json)).not.toContain("Secret");
    expect((await admin.get(`/plans/${open.id}`)).status).toBe(404);
  });
});
