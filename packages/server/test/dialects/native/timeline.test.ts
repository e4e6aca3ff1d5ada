import { describe, expect, test } from "vitest";
import { engineNames } from "../../helpers/engines.ts";
import { listAll } from "../../helpers/native.ts";
import { asUser, holderPath, lastSeq, useTestContext } from "../../helpers/test-context.ts";
import { hourMs, iso, testStart } from "../../helpers/time.ts";
import { makeOrganization } from "../../helpers/world.ts";

interface Interval {
  readonly userId: string;
  readonly since: string;
  readonly until: string | null;
  readonly began: { readonly how: string };
  readonly ended: { readonly how: string } | null;
}

/** The user, the start and the end of each interval. */
const summary = (intervals: readonly Interval[]) =>
  intervals.map(({ userId, began, ended }) => [userId, began.how, ended?.how ?? null]);

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);
  const timelineOf = async (number: { id: string }): Promise<Interval[]> =>
    (await context.admin.get(`/numbers/${number.id}/timeline`)).json.items;

  test("a timeline shows who held a number, from when until when, by whom and why", async () => {
    const { admin, acme, app } = context;
    const path = holderPath(acme.twilio, acme.member);
    await admin.put(path, { label: "Desk", reason: "Starts today." });
    app.clock.now += hourMs;
    await admin.put(path, { isOutboundEnabled: false });
    app.clock.now += hourMs;
    await admin.delete(`${path}?reason=Moved.`);
    const { json } = await admin.get(`/numbers/${encodeURIComponent(acme.twilio.line)}/timeline`);
    const by = { userId: acme.admin.id, userName: acme.admin.name };
    const common = {
      userId: acme.member.id,
      userName: acme.member.name,
      numberId: acme.twilio.id,
      line: acme.twilio.line,
      provider: "twilio",
      assignmentId: expect.stringMatching(/^[0-9a-f]{24}$/),
      isDefault: false,
      isInboundEnabled: true,
      label: "Desk",
    };
    const boundary = { by, dialect: "native", seq: expect.any(Number) };
    const changed = { ...boundary, how: "changed", at: iso(testStart + hourMs), reason: null };
    expect(json).toEqual({
      items: [
        {
          ...common,
          isOutboundEnabled: true,
          since: iso(testStart),
          until: iso(testStart + hourMs),
          began: { ...boundary, how: "assigned", at: iso(testStart), reason: "Starts today." },
          ended: changed,
        },
        {
          ...common,
          isOutboundEnabled: false,
          since: iso(testStart + hourMs),
          until: iso(testStart + 2 * hourMs),
          began: changed,
          ended: { ...boundary, how: "unassigned", at: iso(testStart + 2 * hourMs), reason: "Moved." },
        },
      ],
      nextCursor: null,
    });
    expect((await admin.get(`/users/${acme.member.id}/timeline`)).json).toEqual(json);
  });

  test("a transfer ends one interval and begins another", async () => {
    const { admin, acme } = context;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    const body = { fromUser: acme.member.id, toUser: acme.owner.id };
    expect((await admin.post(`/numbers/${acme.twilio.id}/transfer`, body)).status).toBe(200);
    expect(summary(await timelineOf(acme.twilio))).toEqual([
      [acme.member.id, "assigned", "transferred"],
      [acme.owner.id, "transferred", null],
    ]);
  });

  test("an unassign and an assign by two requests with one request id are no transfer", async () => {
    const { admin, acme, app } = context;
    const options = { headers: { "X-Request-Id": "the-same-request-id" } };
    await admin.put(holderPath(acme.twilio, acme.member), {}, options);
    app.clock.now += 1;
    await admin.delete(holderPath(acme.twilio, acme.member), options);
    app.clock.now += 1;
    await admin.put(holderPath(acme.twilio, acme.owner), {}, options);
    expect(summary(await timelineOf(acme.twilio))).toEqual([
      [acme.member.id, "assigned", "unassigned"],
      [acme.owner.id, "assigned", null],
    ]);
  });

  test("an undo is shown at both ends", async () => {
    const { admin, acme } = context;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    await admin.delete(holderPath(acme.twilio, acme.member));
    await admin.post(`/events/${await lastSeq(context)}/undo`, {});
    await admin.put(holderPath(acme.sinch, acme.member), {});
    await admin.post(`/events/${await lastSeq(context)}/undo`, {});
    expect(summary(await timelineOf(acme.twilio))).toEqual([
      [acme.member.id, "assigned", "unassigned"],
      [acme.member.id, "restored", null],
    ]);
    expect(summary(await timelineOf(acme.sinch))).toEqual([[acme.member.id, "assigned", "undone"]]);
  });

  test("an offboarding that transfers a number, and its undo", async () => {
    const { admin, acme } = context;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    await admin.put(holderPath(acme.sinch, acme.member), {});
    const numbers = [{ number: acme.twilio.id, toUser: acme.owner.id }];
    const { json } = await admin.post(`/users/${acme.member.id}/offboarding`, { numbers });
    expect((await admin.post(`/offboardings/${json.id}/undo`, {})).status).toBe(200);
    expect(summary(await timelineOf(acme.twilio))).toEqual([
      [acme.member.id, "assigned", "userRemoved"],
      [acme.owner.id, "transferred", "undone"],
      [acme.member.id, "restored", null],
    ]);
    expect(summary(await timelineOf(acme.sinch))).toEqual([
      [acme.member.id, "assigned", "userRemoved"],
      [acme.member.id, "restored", null],
    ]);
  });

  test("the name of a superadmin is not shown to the organization", async () => {
    const { platform, acme } = context;
    await platform.put(holderPath(acme.twilio, acme.member), {});
    const [interval] = await timelineOf(acme.twilio);
    expect(interval).toMatchObject({ began: { by: { userName: null } } });
  });

  test("a timeline is paged, and a member reads only their own", async () => {
    const { admin, acme, app } = context;
    for (let turn = 0; turn < 3; turn++) {
      await admin.put(holderPath(acme.twilio, acme.member), {});
      await admin.delete(holderPath(acme.twilio, acme.member));
    }
    const base = `/registry/v1/organizations/${acme.id}/users`;
    const paged = await listAll(app.ask, `${base}/${acme.member.id}/timeline`, 2, acme.member.key);
    expect(paged).toHaveLength(3);
    const member = asUser(context, acme.member);
    expect((await member.get(`/users/${acme.owner.id}/timeline`)).status).toBe(403);
    expect((await member.get(`/numbers/${acme.twilio.id}/timeline`)).status).toBe(403);
  });

  test("asOf can be combined with every filter, and returns since when anything is known", async () => {
    const { admin, acme, app } = context;
    app.clock.now += hourMs;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    await admin.put(holderPath(acme.sinch, acme.owner), {});
    app.clock.now += hourMs;
    await admin.delete(holderPath(acme.twilio, acme.member));
    const then = encodeURIComponent(iso(testStart + hourMs));
    const ids = async (query: string) =>
      (await admin.get(`/assignments?asOf=${then}&${query}`)).json.items.map(
        (it: { numberId: string }) => it.numberId,
      );
    expect(await ids(`user=${acme.member.id}`)).toEqual([acme.twilio.id]);
    expect(await ids(`user=${acme.owner.id}&provider=sinch`)).toEqual([acme.sinch.id]);
    expect(await ids("provider=twilio")).toEqual([acme.twilio.id]);
    expect(await ids(`number=${acme.twilio.id}`)).toEqual([acme.twilio.id]);
    expect(await ids(`number=${encodeURIComponent(acme.sinch.line)}&user=${acme.member.id}`)).toEqual([]);
    const early = await admin.get(`/assignments?asOf=${encodeURIComponent(iso(testStart - 1))}`);
    expect(early.json).toEqual({ items: [], nextCursor: null, knownSince: iso(testStart) });
    expect((await admin.get("/assignments")).json).not.toHaveProperty("knownSince");
  });

  test("a number is shown with its holders, the inbound holder first", async () => {
    const { admin, acme, app } = context;
    const outbound = { isInboundEnabled: false, label: "Second desk" };
    await admin.put(holderPath(acme.twilio, acme.owner), outbound);
    app.clock.now += hourMs;
    await admin.put(holderPath(acme.twilio, acme.member), { isDefault: true });
    const path = `/numbers/${acme.twilio.id}`;
    const { json } = await admin.get(path);
    const since = iso(testStart + hourMs);
    const { id, name, email } = acme.member;
    expect(json).toMatchObject({
      state: "assigned",
      holderCount: 2,
      holders: [
        {
          userId: id,
          userName: name,
          userEmail: email,
          isDefault: true,
          isInboundEnabled: true,
          label: null,
          since,
        },
        { userId: acme.owner.id, isInboundEnabled: false, label: "Second desk", since: iso(testStart) },
      ],
    });
    const { items } = (await admin.get("/numbers")).json;
    expect(items.find((it: { id: string }) => it.id === acme.twilio.id)).toEqual(json);
    expect(items.find((it: { id: string }) => it.id === acme.sinch.id)).toMatchObject({
      holders: [],
      holderCount: 0,
    });
    const holders = await listAll(
      app.ask,
      `/registry/v1/organizations/${acme.id}${path}/holders`,
      1,
      acme.admin.key,
    );
    expect(holders).toEqual([json.holders[1], json.holders[0]]);
  });

  test("another organization's number has neither holders nor a timeline", async () => {
    const { admin, app } = context;
    const other = await makeOrganization(app.ask, `other${context.count}`, `8${context.count}`);
    for (const part of ["holders", "timeline"]) {
      const foreign = await admin.get(`/numbers/${other.twilio.id}/${part}`);
      const absent = await admin.get(`/numbers/${"0".repeat(24)}/${part}`);
      expect([foreign.status, foreign.json.detail]).toEqual([404, absent.json.detail]);
    }
  });
});
