import { beforeEach, describe, expect, test } from "vitest";
import type { Answer } from "../../helpers/app.ts";
import { engineNames } from "../../helpers/engines.ts";
import { ifMatch, ifNoneMatch } from "../../helpers/native.ts";
import { holderPath, lastSeq, useTestContext } from "../../helpers/test-context.ts";

/** Every versioned record, with a write that accepts If-Match. */
interface Guarded {
  readonly read: () => Promise<Answer>;
  readonly change: (more: object) => Promise<Answer>;
}

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);
  let things: Record<string, Guarded>;
  beforeEach(async () => {
    const { admin, acme } = context;
    const held = holderPath(acme.twilio, acme.member);
    const user = `/users/${acme.other.id}`;
    const number = `/numbers/${acme.sinch.id}`;
    await admin.put(held, {});
    const group = `/groups/${(await admin.post("/groups", { name: "Sales" })).json.id}`;
    things = {
      organization: {
        read: () => admin.get(""),
        change: (more) => admin.patch("", { coolingDays: 3 }, more),
      },
      user: { read: () => admin.get(user), change: (more) => admin.patch(user, { name: "x" }, more) },
      leaver: { read: () => admin.get(user), change: (more) => admin.delete(user, more) },
      offboarded: {
        read: () => admin.get(user),
        change: (more) => admin.post(`${user}/offboarding`, {}, more),
      },
      number: { read: () => admin.get(number), change: (more) => admin.patch(number, { alias: "x" }, more) },
      "released number": { read: () => admin.get(number), change: (more) => admin.delete(number, more) },
      assignment: {
        read: () => admin.put(held, {}),
        change: (more) => admin.put(held, { label: "x" }, more),
      },
      unassigned: { read: () => admin.put(held, {}), change: (more) => admin.delete(held, more) },
      transferred: {
        read: () => admin.put(held, {}),
        change: (more) =>
          admin.post(
            `/numbers/${acme.twilio.id}/transfer`,
            { fromUser: acme.member.id, toUser: acme.other.id },
            more,
          ),
      },
      group: { read: () => admin.get(group), change: (more) => admin.delete(group, more) },
    };
  });

  const names = ["organization", "user", "leaver", "offboarded", "number", "released number"];
  test.each([...names, "assignment", "unassigned", "transferred", "group"])(
    "a write to the %s returns 412 when If-Match is stale",
    async (name) => {
      const { read, change } = things[name] as Guarded;
      const etag = (await read()).headers.get("etag");
      expect(etag).toMatch(/^"\d+(-[\w-]{22})?"$/);
      const before = await lastSeq(context);
      for (const other of ['"0"', '"99"', '"999999999999999"', '"x"', '"98", ,"99"']) {
        const refused = await change(ifMatch(other));
        expect([other, refused.status, refused.json.code]).toEqual([other, 412, "version_stale"]);
      }
      for (const weak of [`W/${etag}`, `W/${etag}, "99"`]) {
        const refused = await change(ifMatch(weak));
        expect([refused.status, refused.json.code]).toEqual([412, "weak_etag"]);
        expect(refused.json.detail).toContain("A proxy");
      }
      for (const malformed of ["3", "", '"1', '"1", *', 'w/"1"', "1, 2"]) {
        expect((await change(ifMatch(malformed))).status).toBe(422);
        expect((await change(ifNoneMatch(malformed))).status).toBe(422);
      }
      for (const excluded of ["*", etag, `W/${etag}`, `"99", ${etag}`]) {
        const refused = await change(ifNoneMatch(excluded));
        expect([excluded, refused.status, refused.json.code]).toEqual([excluded, 412, "record_exists"]);
      }
      expect(await lastSeq(context)).toBe(before);
      expect((await change(ifMatch(`"99", W/"98",${etag}`))).status).toBe(200);
    },
  );
});
