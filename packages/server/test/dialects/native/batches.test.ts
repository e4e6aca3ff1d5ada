import { describe, expect, test } from "vitest";
import { engineNames } from "../../helpers/engines.ts";
import { nativeClient } from "../../helpers/native.ts";
import { asUser, lastSeq, useTestContext } from "../../helpers/test-context.ts";
import { makeOrganization } from "../../helpers/world.ts";

interface Item {
  readonly fate: string;
  readonly id?: string;
  readonly code?: string;
}

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);

  const line = (last: number) =>
    `+1416${String(context.count).padStart(3, "0")}${String(last).padStart(4, "0")}`;
  const number = (last: number, more: object = {}) => ({ provider: "vonage", line: line(last), ...more });
  const sendNumbers = async (
    items: readonly unknown[],
    more: object = {},
    headers: Record<string, string> = {},
  ) => context.platform.post("/numbers:batch", { items, ...more }, { headers });
  const sendUsers = async (items: readonly unknown[], more: object = {}) =>
    context.admin.post("/users:batch", { items, ...more });
  const fatesOf = ({ json }: { json: { items: Item[] } }) => json.items.map(({ fate, code }) => code ?? fate);
  const person = (name: string, more: object = {}) => ({
    email: `${name}@batch${context.count}.example`,
    name,
    ...more,
  });

  describe("a batch of numbers", () => {
    test("reports the fate of each item, and a refused one does not undo the others", async () => {
      const { app, acme, admin, count } = context;
      const rival = await makeOrganization(app.ask, `rival${count}`, `7${count}`);
      await admin.patch(`/users/${acme.other.id}`, { status: "disabled" });
      const answer = await sendNumbers([
        number(1, { holder: { user: acme.member.email, isDefault: true } }),
        { provider: "twilio", line: acme.twilio.line },
        { provider: "sinch", line: acme.sinch.line, alias: "Front" },
        { provider: "twilio", line: rival.twilio.line },
        number(2, { holder: { user: acme.other.id } }),
        { provider: "vonage", line: "14165550102" },
        { provider: "unknown", line: line(3), color: "red" },
        number(4),
      ]);
      expect(answer.status).toBe(200);
      expect(fatesOf(answer)).toEqual([
        "create",
        "same",
        "change",
        "number_unavailable",
        "user_inactive",
        "validation_failed",
        "validation_failed",
        "create",
      ]);
      expect(answer.json.counts).toEqual({ create: 2, change: 1, same: 1, refused: 4 });
      const pointers = answer.json.items.map(({ errors = [] }: { errors?: { pointer: string }[] }) =>
        errors.map(({ pointer }) => pointer),
      );
      expect(pointers.slice(5, 7)).toEqual([["#/items/5/line"], ["#/items/6/color", "#/items/6/provider"]]);
      expect(answer.text).not.toContain(rival.id);
      expect((await admin.get(`/numbers/${line(1)}`)).json.holders).toMatchObject([
        { userId: acme.member.id },
      ]);
      expect((await admin.get(`/numbers/${line(2)}`)).status).toBe(404);
      expect((await admin.get(`/numbers/${acme.sinch.id}`)).json.alias).toBe("Front");
    });

    test("changes nothing when it is repeated", async () => {
      const { acme } = context;
      const items = [number(1, { alias: "Desk", holder: { user: acme.member.id } }), number(2)];
      const first = await sendNumbers(items);
      const seq = await lastSeq(context);
      const second = await sendNumbers(items);
      expect(fatesOf(second)).toEqual(["same", "same"]);
      expect(second.json.items.map(({ id }: Item) => id)).toEqual(first.json.items.map(({ id }: Item) => id));
      expect(await lastSeq(context)).toBe(seq);
    });

    test("as a dry run returns the same fates and changes nothing", async () => {
      const { acme, admin } = context;
      const twice = { user: acme.member.id, isInboundEnabled: true };
      const items = [
        number(1, { holder: { user: "f".repeat(24) } }),
        number(1),
        number(1, { alias: "Desk" }),
        { provider: "twilio", line: acme.twilio.line, holder: twice },
        { provider: "twilio", line: acme.twilio.line, holder: { ...twice, user: acme.other.id } },
      ];
      const seq = await lastSeq(context);
      const planned = await sendNumbers(items, { dryRun: true });
      expect(fatesOf(planned)).toEqual(["user_not_found", "create", "change", "change", "number_held"]);
      expect(planned.json.items[1].id).toBe(undefined);
      expect(await lastSeq(context)).toBe(seq);
      expect((await admin.get(`/numbers/${line(1)}`)).status).toBe(404);
      const done = await sendNumbers(items);
      expect(fatesOf(done)).toEqual(fatesOf(planned));
      expect(done.json.counts).toEqual(planned.json.counts);
    });

    test("its events are numbered without gaps, and refused items have none", async () => {
      const seq = await lastSeq(context);
      const nobody = { user: "f".repeat(24) };
      await sendNumbers([number(1), number(2, { holder: nobody }), number(3)]);
      const { items } = (await context.admin.get(`/events?after=${seq}`)).json;
      expect(items.map((event: { seq: number; kind: string }) => [event.seq, event.kind])).toEqual([
        [seq + 1, "number.added"],
        [seq + 2, "number.added"],
      ]);
    });

    test("an idempotency key covers the batch, also its refusals", async () => {
      const { acme, admin } = context;
      const items = [number(1, { holder: { user: acme.member.id } }), number(2)];
      await admin.patch(`/users/${acme.member.id}`, { status: "disabled" });
      const headers = { "Idempotency-Key": `batch-${engine}-${context.count}` };
      const first = await sendNumbers(items, {}, headers);
      await admin.patch(`/users/${acme.member.id}`, { status: "active" });
      expect((await sendNumbers(items, {}, headers)).json).toEqual(first.json);
      expect(fatesOf(first)).toEqual(["user_inactive", "create"]);
      const other = await sendNumbers([number(3)], {}, headers);
      expect(other.json.code).toBe("idempotency_key_reused");
      expect(fatesOf(await sendNumbers(items))).toEqual(["create", "same"]);
    });

    test("has 1 to 200 items", async () => {
      for (const items of [[], Array.from({ length: 201 }, (_, index) => number(index))])
        expect((await sendNumbers(items)).json.errors).toMatchObject([{ pointer: "#/items" }]);
      const all = await sendNumbers(Array.from({ length: 200 }, (_, index) => number(index)));
      expect(all.json.counts).toEqual({ create: 200, change: 0, same: 0, refused: 0 });
    });

    test("is for superadmins only", async () => {
      const answer = await context.admin.post("/numbers:batch", { items: [number(1)] });
      expect([answer.status, answer.json.code]).toEqual([403, "insufficient_role"]);
    });

    test("reports what an assignment displaces and what looks wrong with a line", async () => {
      const { acme } = context;
      const holder = { user: acme.member.id, isDefault: true };
      const { json } = await sendNumbers([
        number(1, { holder }),
        { ...number(2, { holder }), line: "+440012345" },
      ]);
      expect(json.items[1].displaced).toMatchObject([{ what: "default", line: line(1) }]);
      expect(json.items.map((item: { warnings: string[] }) => item.warnings.length)).toEqual([0, 1]);
    });
  });

  describe("a batch of users", () => {
    test("creates, changes and refuses users one by one", async () => {
      const { acme, admin } = context;
      const answer = await sendUsers([
        person("ana", { username: `ana${context.count}` }),
        person("ben", { username: `ana${context.count}` }),
        { email: acme.member.email.toUpperCase(), name: "New name" },
        { email: acme.owner.email, name: "Renamed" },
        { email: "no address", name: "Nobody" },
        { kind: "service", name: "Sync" },
        { kind: "service", name: "Sync", username: `sync${context.count}`, role: "auditor" },
      ]);
      expect(fatesOf(answer)).toEqual([
        "create",
        "username_taken",
        "change",
        "owner_only",
        "validation_failed",
        "validation_failed",
        "create",
      ]);
      expect(answer.json.items[5].errors).toMatchObject([{ pointer: "#/items/5/username" }]);
      expect((await admin.get(`/users/${acme.member.id}`)).json).toMatchObject({
        name: "New name",
        email: acme.member.email,
      });
      expect((await admin.get(`/users/${answer.json.items[0].id}`)).json.role).toBe("member");
    });

    test("changes nothing when it is repeated, and omitted fields keep their values", async () => {
      const items = [
        person("ana", { role: "admin", externalId: "a-1" }),
        { kind: "service", name: "Sync", username: `sync${context.count}` },
      ];
      await sendUsers(items);
      const seq = await lastSeq(context);
      expect(fatesOf(await sendUsers(items))).toEqual(["same", "same"]);
      expect(fatesOf(await sendUsers([person("ana")]))).toEqual(["same"]);
      expect(await lastSeq(context)).toBe(seq);
    });

    test("as a dry run changes nothing", async () => {
      const seq = await lastSeq(context);
      const items = [person("ana"), person("ana", { name: "Other" })];
      expect(fatesOf(await sendUsers(items, { dryRun: true }))).toEqual(["create", "change"]);
      expect(await lastSeq(context)).toBe(seq);
    });

    test("an admin cannot choose ids, and an id must be that of the user with the address", async () => {
      const { acme } = context;
      const id = `${"a".repeat(22)}${String(context.count).padStart(2, "0")}`;
      expect(fatesOf(await sendUsers([person("ana", { id })]))).toEqual(["id_not_allowed"]);
      const { platform } = context;
      const sent = await platform.post("/users:batch", {
        items: [
          person("ana", { id }),
          person("ana", { id }),
          { id, email: acme.member.email, name: "Other" },
        ],
      });
      expect(fatesOf(sent)).toEqual(["create", "same", "email_taken"]);
    });

    test("is for admins only", async () => {
      const { acme } = context;
      const answer = await asUser(context, acme.member).post("/users:batch", { items: [person("ana")] });
      expect(answer.status).toBe(403);
      const other = nativeClient(context.app, "f".repeat(24));
      expect((await other.post("/users:batch", { items: [person("ana")] })).status).toBe(404);
    });
  });
});
