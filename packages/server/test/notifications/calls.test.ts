import { expect, inject, test } from "vitest";
import { type CallNotification, CallNotificationQueue } from "../../src/core/telephony/notify-call.ts";
import type { CallReport } from "../../src/model.ts";
import { callReport } from "../helpers/call-report.ts";
import { platformContext } from "../helpers/import-files.ts";
import { openTableReader } from "../helpers/table-reader.ts";
import { asUser, useTestContext } from "../helpers/test-context.ts";
import { dayMs } from "../helpers/time.ts";
import { useWebhooks } from "../helpers/webhooks.ts";

const context = useTestContext(inject("engine"));
const hooks = useWebhooks(context);

const report = (fields: Partial<CallReport> = {}) =>
  callReport(context.acme.id, { at: context.app.clock.now, ...fields });
const store = (...reports: readonly CallReport[]) =>
  context.app.installation.notifications.storeCalls(reports);
const list = async (query = "") => (await context.admin.get(`/calls?${query}`)).json.items;

const notification = (fields: Partial<CallNotification> = {}): CallNotification => {
  const { organizationId, at, carrierAccountId, carrierCallId, provider, direction, line, rule } = report();
  return {
    kind: "call.missed",
    ...{ organizationId, at, carrierAccountId, carrierCallId, provider, direction, line, rule },
    numberId: context.acme.twilio.id,
    userId: context.acme.member.id,
    from: "+14165550199",
    ...fields,
  };
};

test("lists the calls, newest first, with the last four digits of the other number", async () => {
  const { twilio, member } = context.acme;
  await store(report({ carrierCallId: "CA_first" }));
  context.app.clock.now += 1000;
  const held = { numberId: twilio.id, userId: member.id, line: twilio.line };
  await store(
    report({ carrierCallId: "CA_second", ...held, endpoints: ["client:mona"], outcome: "ringing" }),
  );
  const items = await list();
  expect(items.map((it: { carrierReference: string }) => it.carrierReference)).toEqual([
    "CA_second",
    "CA_first",
  ]);
  expect(items[0]).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{24}$/),
    carrierAccountId: report().carrierAccountId,
    provider: "twilio",
    carrierReference: "CA_second",
    direction: "inbound",
    at: new Date(context.app.clock.now).toISOString(),
    lastReportAt: new Date(context.app.clock.now).toISOString(),
    ...held,
    otherDigits: "0199",
    decision: "ring",
    rule: "inboundHolder",
    endpoints: [{ endpoint: "client:mona", outcome: null }],
    outcome: "ringing",
    expiresAt: new Date(context.app.clock.now + 30 * dayMs).toISOString(),
  });
});

test("adds the reports of a call together, also when they are repeated and late", async () => {
  const first = report({ endpoints: ["client:mona"], outcome: "ringing" });
  const at = (seconds: number) => first.at + seconds * 1000;
  const second: CallReport = { ...first, at: at(20), legOutcome: "busy", endpoints: ["tel:+14165550111"] };
  const last: CallReport = {
    ...{ ...first, at: at(40), legOutcome: "noAnswer", endpoints: [] },
    ...{ outcome: "voicemail", decision: "voicemail" },
  };
  await store(first, second);
  await store(last);
  await store(second, first);
  const [call, another] = await list();
  expect(another).toBeUndefined();
  expect(call).toMatchObject({
    at: new Date(at(0)).toISOString(),
    lastReportAt: new Date(at(40)).toISOString(),
    outcome: "voicemail",
    decision: "voicemail",
    endpoints: [
      { endpoint: "client:mona", outcome: "busy" },
      { endpoint: "tel:+14165550111", outcome: "noAnswer" },
    ],
  });
});

test("keeps the decision of a call whose last report has only its end", async () => {
  const first = report({ endpoints: ["client:mona"], outcome: "ringing" });
  await store(first, {
    ...first,
    endpoints: [],
    legOutcome: "answered",
    decision: null,
    outcome: "answered",
  });
  expect((await list())[0]).toMatchObject({
    ...{ decision: "ring", outcome: "answered" },
    endpoints: [{ endpoint: "client:mona", outcome: "answered" }],
  });
});

test("filters by user, number, line, direction, outcome and time", async () => {
  const { twilio, sinch, member, other } = context.acme;
  const start = context.app.clock.now;
  await store(
    report({ carrierCallId: "a", userId: member.id, numberId: twilio.id, line: twilio.line }),
    report({ carrierCallId: "b", userId: other.id, line: sinch.line, outcome: "rejected", at: start + 1000 }),
    report({ carrierCallId: "c", direction: "outbound", outcome: "unanswered", at: start + 2000 }),
  );
  const ids = async (query: string) =>
    (await list(query)).map((it: { carrierReference: string }) => it.carrierReference).join("");
  const instant = (ms: number) => encodeURIComponent(new Date(start + ms).toISOString());
  expect(await ids(`user=${member.id}`)).toBe("a");
  expect(await ids(`user=@${other.username}`)).toBe("b");
  expect(await ids(`number=${twilio.id}`)).toBe("a");
  expect(await ids(`number=${encodeURIComponent(sinch.line)}`)).toBe("b");
  expect(await ids("direction=outbound")).toBe("c");
  expect(await ids("outcome=rejected")).toBe("b");
  expect(await ids(`since=${instant(1000)}`)).toBe("cb");
  expect(await ids(`until=${instant(1000)}`)).toBe("a");
  expect(await ids(`since=${instant(1000)}&until=${instant(2000)}`)).toBe("b");
});

test("shows a member only their own calls", async () => {
  const { member, other } = context.acme;
  await store(report({ userId: member.id }), report({ userId: other.id }));
  const mona = asUser(context, member);
  expect((await mona.get("/calls")).status).toBe(403);
  expect((await mona.get(`/calls?user=${other.id}`)).status).toBe(403);
  const { json } = await mona.get(`/calls?user=${member.id}`);
  expect(json.items.map(({ userId }: { userId: string }) => userId)).toEqual([member.id]);
});

test("deletes a call after the days that its account keeps calls", async () => {
  await store(report({ carrierCallId: "short", retentionDays: 2 }), report({ carrierCallId: "long" }));
  context.app.clock.now += 2 * dayMs + 1;
  await context.app.installation.notifications.deleteOld();
  expect((await list()).map((it: { carrierReference: string }) => it.carrierReference)).toEqual(["long"]);
});

test("the erasure of a user removes them and their endpoints from the calls", async () => {
  const { json: user } = await context.admin.post("/users", {
    name: "Lea",
    email: `lea${context.count}@a.example`,
  });
  await store(report({ userId: user.id, endpoints: ["sip:lea.private@pbx.example"] }));
  await context.admin.delete(`/users/${user.id}`);
  const { status } = await context.platform.post(`/users/${user.id}/erasure`, {});
  expect(status).toBe(200);
  expect((await list())[0]).toMatchObject({ userId: null, endpoints: [] });
  const reader = openTableReader(context.app.database);
  expect(await reader.dump()).not.toContain("lea.private");
  await reader.close();
});

test("a call that changes its holder keeps the endpoints of the last holder only", async () => {
  const { member, other } = context.acme;
  const first = report({ userId: member.id, endpoints: ["sip:first@pbx.example"], outcome: "ringing" });
  const second = { ...first, at: first.at + 1000, userId: other.id, endpoints: ["client:second"] };
  const last: CallReport = { ...second, at: first.at + 2000, endpoints: [], legOutcome: "busy" };
  await store(first, second, last, first);
  expect((await list())[0]).toMatchObject({
    userId: other.id,
    endpoints: [{ endpoint: "client:second", outcome: "busy" }],
  });
});

test("sends a notification about a call once, after it was queued", async () => {
  await hooks.create({ kinds: ["call.*"] });
  const { services } = await platformContext(context.app, context.acme.id);
  const queue = new CallNotificationQueue(services, { delayMs: 0 });
  const missed = notification();
  queue.notify(missed);
  queue.notify(missed);
  queue.notify({
    ...notification({ ...missed, kind: "call.voicemail", from: null }),
    recording: { url: "https://api.twilio.com/recordings/RE1", seconds: 12 },
  });
  await queue.close();
  const requests = await hooks.receiver.received(2);
  const data = Object.fromEntries(requests.map(({ json }) => [json.type, json.data]));
  const common = {
    carrierAccountId: missed.carrierAccountId,
    callId: missed.carrierCallId,
    numberId: context.acme.twilio.id,
    userId: context.acme.member.id,
    ...{ provider: "twilio", direction: "inbound", line: missed.line, rule: "inboundHolder" },
  };
  expect(data).toEqual({
    "call.missed": { ...common, from: "+14165550199", isWithheld: false },
    "call.voicemail": {
      ...{ ...common, from: null, isWithheld: true },
      recording: { url: "https://api.twilio.com/recordings/RE1", seconds: 12 },
    },
  });
  const reader = openTableReader(context.app.database);
  const messages = await reader.rows("received_messages", `organization_id = '${context.acme.id}'`);
  await reader.close();
  expect(messages).toHaveLength(2);
});
