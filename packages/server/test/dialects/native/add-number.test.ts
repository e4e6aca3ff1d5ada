import { describe, expect, test } from "vitest";
import { engineNames } from "../../helpers/engines.ts";
import { nativeClient } from "../../helpers/native.ts";
import { asUser, holderPath, lastSeq, useTestContext } from "../../helpers/test-context.ts";
import { makeOrganization } from "../../helpers/world.ts";

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);

  const newLine = () => ({ provider: "vonage", line: `+1416${String(context.count).padStart(7, "0")}` });
  const kindsSince = async (seq: number): Promise<string[]> =>
    (await context.admin.get(`/events?after=${seq}`)).json.items.map(({ kind }: { kind: string }) => kind);

  test("adds a number with its first holder in one step", async () => {
    const { platform, acme } = context;
    const seq = await lastSeq(context);
    const holder = { isDefault: true, label: "Desk" };
    const body = { ...newLine(), holder: { user: acme.member.id, ...holder } };
    const { status, json } = await platform.post("/numbers", body);
    expect(status).toBe(201);
    expect(json).toMatchObject({ ...newLine(), state: "assigned", holderCount: 1, displaced: [] });
    const flags = { isInboundEnabled: true, isOutboundEnabled: true };
    expect(json.holders).toMatchObject([{ userId: acme.member.id, ...holder, ...flags }]);
    expect(await kindsSince(seq)).toEqual(["number.added", "number.assigned"]);
  });

  test("reports the default that the first holder's assignment displaces", async () => {
    const { admin, platform, acme } = context;
    await admin.put(holderPath(acme.twilio, acme.member), { isDefault: true });
    const body = { ...newLine(), provider: "twilio", holder: { user: acme.member.id, isDefault: true } };
    const { json } = await platform.post("/numbers", body);
    expect(json.displaced).toMatchObject([{ what: "default", line: acme.twilio.line }]);
  });

  test("adds nothing when a rule forbids the assignment", async () => {
    const { admin, platform, acme } = context;
    await admin.patch(`/users/${acme.member.id}`, { status: "disabled" });
    const seq = await lastSeq(context);
    const refusalOf = async (holder: object) =>
      (await platform.post("/numbers", { ...newLine(), holder })).json.code;
    expect(await refusalOf({ userId: acme.member.id })).toBe("user_inactive");
    expect(await refusalOf({ userId: "f".repeat(24) })).toBe("user_not_found");
    const silent = { userId: acme.other.id, isInboundEnabled: false, isOutboundEnabled: false };
    expect(await refusalOf(silent)).toBe("validation_failed");
    expect(await lastSeq(context)).toBe(seq);
    expect((await admin.get(`/numbers/${newLine().line}`)).status).toBe(404);
  });

  test("a number that the organization has with the same facts is returned unchanged", async () => {
    const { platform, acme } = context;
    const body = { ...newLine(), alias: "Desk", holder: { user: acme.member.id, label: "Desk" } };
    const first = await platform.post("/numbers", body);
    const seq = await lastSeq(context);
    for (const again of [body, newLine(), { ...newLine(), holder: { user: acme.member.id } }]) {
      const { status, json, headers } = await platform.post("/numbers", again);
      expect([status, json.id, headers.get("etag")]).toEqual([200, first.json.id, '"1"']);
      expect(json.holders).toEqual(first.json.holders);
    }
    expect(await lastSeq(context)).toBe(seq);
  });

  test("a number that the organization has with other facts is a conflict", async () => {
    const { platform, acme } = context;
    await platform.post("/numbers", { ...newLine(), alias: "Desk", holder: { user: acme.member.id } });
    const seq = await lastSeq(context);
    const others = [
      { alias: "Other" },
      { alias: null },
      { holder: { user: acme.other.id } },
      { holder: { user: acme.member.id, isDefault: true } },
    ];
    for (const other of others) {
      const { status, json } = await platform.post("/numbers", { ...newLine(), ...other });
      expect([status, json.code]).toEqual([409, "number_exists"]);
    }
    expect(await lastSeq(context)).toBe(seq);
  });

  test("another organization's line stays unavailable, and a released one can be added again", async () => {
    const { app, platform, count } = context;
    const other = await makeOrganization(app.ask, `other${count}`, `8${count}`);
    const theirs = nativeClient(app, other.id);
    const first = await platform.post("/numbers", newLine());
    expect((await theirs.post("/numbers", newLine())).json.code).toBe("number_unavailable");
    await platform.delete(`/numbers/${first.json.id}`);
    const again = await platform.post("/numbers", newLine());
    expect([again.status, again.json.state]).toEqual([201, "available"]);
    expect(again.json.id).not.toBe(first.json.id);
  });

  test("an idempotency key returns the first response also when a number was added with it", async () => {
    const headers = { "Idempotency-Key": `add-${engine}-${context.count}` };
    const body = { ...newLine(), holder: { user: context.acme.member.id } };
    const [first, second] = [
      await context.platform.post("/numbers", body, { headers }),
      await context.platform.post("/numbers", body, { headers }),
    ];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.json).toEqual(first.json);
  });

  test("only a superadmin adds a number, with or without a holder", async () => {
    const holder = { user: context.acme.member.id };
    for (const user of [context.acme.admin, context.acme.member])
      expect((await asUser(context, user).post("/numbers", { ...newLine(), holder })).status).toBe(403);
  });
});
