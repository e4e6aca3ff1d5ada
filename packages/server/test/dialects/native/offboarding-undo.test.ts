import { describe, expect, test } from "vitest";
import { engineNames } from "../../helpers/engines.ts";
import { holderPath, inboundHolder, useTestContext } from "../../helpers/test-context.ts";
import { dayMs, iso } from "../../helpers/time.ts";

interface Outcome {
  readonly isRestored: boolean | null;
  readonly why: string;
}

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);

  const offboard = (body: object) => context.admin.post(`/users/${context.acme.member.id}/offboarding`, body);
  const undo = async (id: string, body: object = {}) =>
    (await context.admin.post(`/offboardings/${id}/undo`, body)).json;
  const restorationOf = async (id: string) =>
    (await context.admin.get(`/offboardings/${id}`)).json.restoration;
  /** The user, both directions and the label of each holder of the number. */
  const holders = async ({ id }: { id: string }) =>
    (await context.admin.get(`/assignments?number=${id}`)).json.items.map((it: Record<string, unknown>) => [
      it.userId,
      it.isInboundEnabled,
      it.isOutboundEnabled,
      it.label,
    ]);
  const transferred = async (flags: object = {}, more: object = {}) => {
    const { acme, admin } = context;
    await admin.put(holderPath(acme.twilio, acme.member), { label: "Desk", isDefault: true, ...flags });
    const numbers = [{ number: acme.twilio.id, toUser: acme.other.id }];
    return (await offboard({ numbers, ...more })).json;
  };
  const outcomes = (items: readonly Outcome[]) => items.map(({ isRestored, why }) => [isRestored, why]);

  test("a number that the offboarding assigned to another user is taken back", async () => {
    const { acme, admin } = context;
    const { id } = await transferred();
    expect(await inboundHolder(context, acme.twilio)).toBe(acme.other.id);
    const { numbers } = await undo(id);
    expect(outcomes(numbers)).toEqual([[true, ""]]);
    expect(await holders(acme.twilio)).toEqual([[acme.member.id, true, true, "Desk"]]);
    const { items } = (await admin.get(`/assignments?number=${acme.twilio.id}`)).json;
    expect(items[0].isDefault).toBe(true);
  });

  test("a user who held the number before has the directions of before, and keeps label and default", async () => {
    const { acme, admin } = context;
    await admin.put(holderPath(acme.twilio, acme.other), {
      isInboundEnabled: false,
      label: "Second desk",
      isDefault: true,
    });
    const { id } = await transferred({ isOutboundEnabled: false });
    expect(await holders(acme.twilio)).toEqual([[acme.other.id, true, true, "Second desk"]]);
    await undo(id);
    expect(await holders(acme.twilio)).toEqual([
      [acme.other.id, false, true, "Second desk"],
      [acme.member.id, true, false, "Desk"],
    ]);
    const { items } = (await admin.get(`/assignments?user=${acme.other.id}`)).json;
    expect(items[0].isDefault).toBe(true);
  });

  test("a user who had both directions before keeps the number, whatever changed since", async () => {
    const { acme, admin } = context;
    await admin.put(holderPath(acme.twilio, acme.other), {});
    const { id } = await transferred({ isInboundEnabled: false });
    await admin.put(holderPath(acme.twilio, acme.other), { label: "Front" });
    expect(outcomes((await undo(id)).numbers)).toEqual([[true, ""]]);
    expect(await holders(acme.twilio)).toEqual([
      [acme.other.id, true, true, "Front"],
      [acme.member.id, false, true, "Desk"],
    ]);
  });

  test.each(["label", "isDefault", "isOutboundEnabled"])(
    "a change of %s since leaves the number with the other user, and the offboarding reports why",
    async (flag) => {
      const { acme, admin } = context;
      const { id } = await transferred();
      const changes = { label: "Mine", isDefault: true, isOutboundEnabled: false };
      const flags = { [flag]: changes[flag as keyof typeof changes] };
      await admin.put(holderPath(acme.twilio, acme.other), flags);
      const before = await holders(acme.twilio);
      const { numbers } = await undo(id);
      const why = `The assignment of user ${acme.other.id} has changed since the offboarding, so they keep the number.`;
      expect(outcomes(numbers)).toEqual([[false, why]]);
      expect(await holders(acme.twilio)).toEqual(before);
      expect((await restorationOf(id)).numbers).toEqual(numbers);
    },
  );

  test("a number that the other user lost is restored while it is free", async () => {
    const { acme, admin } = context;
    const { id } = await transferred();
    await admin.delete(holderPath(acme.twilio, acme.other));
    expect(outcomes((await undo(id)).numbers)).toEqual([[true, ""]]);
    expect(await holders(acme.twilio)).toEqual([[acme.member.id, true, true, "Desk"]]);
  });

  test("a number that the other user lost and was assigned again is not taken back", async () => {
    const { acme, admin } = context;
    const { id } = await transferred();
    await admin.delete(holderPath(acme.twilio, acme.other));
    await admin.put(holderPath(acme.twilio, acme.other), { label: "Desk" });
    const { numbers } = await undo(id);
    expect(outcomes(numbers)).toEqual([[false, expect.stringContaining(acme.other.id)]]);
    expect(await inboundHolder(context, acme.twilio)).toBe(acme.other.id);
  });

  test("with a cooling period a number is taken back only with a reason", async () => {
    const { acme, admin, app } = context;
    await admin.patch("", { coolingDays: 45 });
    const first = await transferred({}, { reason: "Last day." });
    const { numbers } = await undo(first.id);
    const until = iso(app.clock.now + 45 * dayMs);
    expect(outcomes(numbers)).toEqual([[false, expect.stringContaining(until)]]);
    expect(await holders(acme.twilio)).toEqual([[acme.other.id, true, true, "Desk"]]);

    await admin.post(`/numbers/${acme.twilio.id}/transfer`, {
      fromUser: acme.other.id,
      toUser: acme.member.id,
      reason: "Back.",
    });
    const second = await transferred({}, { reason: "Last day." });
    expect(outcomes((await undo(second.id, { reason: "Stays." })).numbers)).toEqual([[true, ""]]);
    expect(await holders(acme.twilio)).toEqual([[acme.member.id, true, true, "Desk"]]);
    expect((await admin.get(`/numbers/${acme.twilio.id}`)).json.coolingUntil).toBeNull();
  });

  test("a number that is reserved for somebody else since stays with the other user", async () => {
    const { acme, admin, app } = context;
    const { id } = await transferred();
    const until = iso(app.clock.now + dayMs);
    await admin.patch(`/numbers/${acme.twilio.id}`, { reservedFor: { user: acme.owner.id, until } });
    expect(outcomes((await undo(id)).numbers)).toEqual([[false, expect.stringContaining("reserved")]]);
    expect(await holders(acme.twilio)).toEqual([[acme.other.id, true, true, "Desk"]]);
  });

  test("a plan reports what an undo would restore, and the offboarding what it has restored", async () => {
    const { acme, admin } = context;
    const groups: string[] = [];
    for (const name of ["Sales", "Support"]) {
      const { id } = (await admin.post("/groups", { name })).json;
      await admin.put(`/groups/${id}/members/${acme.member.id}`);
      groups.push(id);
    }
    await admin.put(holderPath(acme.twilio, acme.member), {});
    await admin.put(holderPath(acme.sinch, acme.member), {});
    const numbers = [{ number: acme.twilio.id, toUser: acme.other.id }];
    const plan = (await offboard({ dryRun: true, numbers })).json;
    const lost = {
      apiKeys: [
        { apiKeyId: plan.apiKeyIds[0], isRestored: false, why: "The key stays revoked. Create another one." },
      ],
      access: ["tokens", "identity", "invitation"].map((what) => ({
        what,
        isRestored: false,
        why: expect.stringMatching(/\.$/),
      })),
    };
    expect(plan.restoration).toEqual({
      numbers: [
        {
          numberId: acme.twilio.id,
          line: acme.twilio.line,
          isRestored: null,
          why: expect.stringContaining(acme.other.id),
        },
        {
          numberId: acme.sinch.id,
          line: acme.sinch.line,
          isRestored: null,
          why: expect.stringContaining("unless"),
        },
      ],
      groups: groups.map((groupId) => ({
        groupId,
        isRestored: null,
        why: "Restored unless the group is deleted before.",
      })),
      ...lost,
    });
    const applied = (await offboard({ token: plan.token })).json;
    expect(applied.restoration).toEqual(plan.restoration);
    await admin.delete(`/groups/${groups[0]}`);
    await admin.delete(`/numbers/${acme.sinch.id}`);
    const undone = await undo(plan.id, { reason: "Stays." });
    expect(undone.groupIds).toEqual([groups[1]]);
    expect(undone.offboarding.restoration).toEqual({
      numbers: [
        { numberId: acme.twilio.id, line: acme.twilio.line, isRestored: true, why: "" },
        {
          numberId: acme.sinch.id,
          line: acme.sinch.line,
          isRestored: false,
          why: expect.stringMatching(/./),
        },
      ],
      groups: [
        { groupId: groups[0], isRestored: false, why: "The group was deleted." },
        { groupId: groups[1], isRestored: true, why: "" },
      ],
      ...lost,
    });
    const stored = (await admin.get(`/offboardings/${plan.id}`)).json;
    expect(stored).toEqual(undone.offboarding);
    expect((await admin.get("/offboardings")).json.items).toEqual([stored]);
  });

  test("the plan for a disabled user reports that no number is restored", async () => {
    const { acme, admin } = context;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    await admin.patch(`/users/${acme.member.id}`, { status: "disabled" });
    const numbers = [{ number: acme.twilio.id, toUser: acme.other.id }];
    const applied = (await offboard({ numbers })).json;
    const why = "The user was not active when they were removed.";
    expect(outcomes(applied.restoration.numbers)).toEqual([[false, why]]);
    expect(outcomes((await undo(applied.id)).numbers)).toEqual([[false, why]]);
    expect(await inboundHolder(context, acme.twilio)).toBe(acme.other.id);
  });
});
