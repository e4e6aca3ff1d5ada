import { describe, expect, test } from "vitest";
import { engineNames } from "../../helpers/engines.ts";
import { holderPath, inboundHolder, lastSeq, useTestContext } from "../../helpers/test-context.ts";
import { dayMs } from "../../helpers/time.ts";

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);
  const undo = (seq: number | string, body: object = {}) => context.admin.post(`/events/${seq}/undo`, body);
  const give = (user: { id: string }, flags: object = {}) =>
    context.admin.put(holderPath(context.acme.twilio, user), flags);
  const take = (user: { id: string }) => context.admin.delete(holderPath(context.acme.twilio, user));
  const held = async (): Promise<Record<string, unknown>[]> =>
    (await context.admin.get(`/assignments?number=${context.acme.twilio.id}`)).json.items;
  const refused = async (seq: number) => {
    const before = await lastSeq(context);
    const { status, json } = await undo(seq);
    expect(await lastSeq(context)).toBe(before);
    return [status, json.code];
  };

  test("undoing an unassign restores the assignment and its flags", async () => {
    const { acme, admin } = context;
    const flags = { isDefault: true, isOutboundEnabled: false, label: "Desk" };
    await give(acme.member, flags);
    await take(acme.member);
    const seq = await lastSeq(context);
    const answer = await undo(seq, { reason: "Wrong line." });
    expect([answer.status, answer.json.seq, answer.json.kind]).toEqual([200, seq, "number.unassigned"]);
    expect(await held()).toMatchObject([{ ...flags, userId: acme.member.id, isInboundEnabled: true }]);
    const { items } = (await admin.get(`/events?after=${seq}`)).json;
    expect(items).toMatchObject([{ kind: "number.assigned", undoes: seq, reason: "Wrong line." }]);
  });

  test("undoing an assign ends the assignment", async () => {
    await give(context.acme.member);
    const seq = await lastSeq(context);
    expect((await undo(seq)).status).toBe(200);
    expect(await held()).toEqual([]);
  });

  test("undoing a change restores flags and label", async () => {
    const { acme } = context;
    await give(acme.member, { label: "Desk" });
    await give(acme.member, { label: "Front", isInboundEnabled: false, isDefault: true });
    await undo(await lastSeq(context));
    expect(await held()).toMatchObject([{ label: "Desk", isInboundEnabled: true, isDefault: false }]);
  });

  test("undo restores the former holder of a cooling number", async () => {
    const { acme, app, admin } = context;
    await admin.patch("", { coolingDays: 45 });
    await give(acme.member);
    const seq = (await lastSeq(context)) + 1;
    await take(acme.member);
    app.clock.now += dayMs;
    expect((await undo(seq)).status).toBe(200);
    expect(await inboundHolder(context, acme.twilio)).toBe(acme.member.id);
  });

  test("undo is rejected with the reason after a conflicting change", async () => {
    const { acme, admin } = context;
    await give(acme.member);
    const given = await lastSeq(context);
    await give(acme.member, { label: "x" });
    const labelled = await lastSeq(context);
    expect(await refused(given)).toEqual([409, "undo_conflict"]);
    await take(acme.member);
    const taken = await lastSeq(context);
    expect(await refused(labelled)).toEqual([409, "undo_conflict"]);
    await give(acme.other);
    expect(await refused(taken)).toEqual([409, "number_held"]);
    await take(acme.other);
    await give(acme.member, { label: "his own since" });
    expect(await refused(taken)).toEqual([409, "undo_conflict"]);
    expect(await held()).toMatchObject([{ label: "his own since" }]);
    await take(acme.member);
    const last = await lastSeq(context);
    await admin.delete(`/users/${acme.member.id}`);
    expect((await refused(last))[0]).toBe(404);
    const { items } = (await admin.get("/offboardings")).json;
    await admin.post(`/offboardings/${items[0].id}/undo`);
    await admin.delete(`/numbers/${acme.twilio.id}`);
    expect(await refused(last)).toEqual([404, "number_not_found"]);
  });

  test("undo does not take the default from a number that has it by now", async () => {
    const { acme, admin, platform } = context;
    const line = `+1647555${String(context.count).padStart(4, "0")}`;
    const second = (await platform.post("/numbers", { provider: "twilio", line })).json;
    await give(acme.member, { isDefault: true });
    const lost = (await lastSeq(context)) + 1;
    await admin.put(holderPath(second, acme.member), { isDefault: true });
    expect(await refused(lost)).toEqual([409, "undo_conflict"]);
  });

  test("an undo cannot be undone, and no event is undone twice", async () => {
    const { acme } = context;
    await give(acme.member);
    await take(acme.member);
    const seq = await lastSeq(context);
    await undo(seq);
    expect(await refused(seq)).toEqual([409, "already_undone"]);
    expect(await refused(seq + 1)).toEqual([409, "undo_of_undo"]);
  });

  test("one of many concurrent undos succeeds", async () => {
    await give(context.acme.member);
    const seq = await lastSeq(context);
    const answers = await Promise.all(Array.from({ length: 8 }, () => undo(seq)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)]);
  });

  test("other kinds of events cannot be undone, and the error lists those that can", async () => {
    const { admin } = context;
    const { items } = (await admin.get("/events")).json;
    const kinds = new Set<string>();
    for (const { seq, kind } of items) {
      expect(await refused(seq)).toEqual([409, "not_undoable"]);
      kinds.add(kind);
    }
    expect([...kinds].sort()).toEqual([
      "apiKey.created",
      "number.added",
      "organization.created",
      "user.created",
    ]);
  });

  test("returns 404 for an event that does not exist", async () => {
    const answer = await undo("999999");
    expect([answer.status, answer.json.code]).toEqual([404, "event_not_found"]);
  });

  test.each(["0", "-1", "1.5", "x", "99999999999999999999"])("returns 422 for event %s", async (seq) => {
    const answer = await undo(seq);
    expect([answer.status, answer.json.code]).toEqual([422, "validation_failed"]);
  });
});
