import { verifyWebhook } from "@whoseline/sdk";
import { expect, inject, test } from "vitest";
import type { CarrierMessage } from "../../src/core/telephony/message.ts";
import { openTableReader } from "../helpers/table-reader.ts";
import { holderPath, useTestContext } from "../helpers/test-context.ts";
import { hourMs } from "../helpers/time.ts";
import { until } from "../helpers/until.ts";
import { useWebhooks } from "../helpers/webhooks.ts";
import { makeOrganization } from "../helpers/world.ts";
import { carrierAccount } from "./carrier-account.ts";

const context = useTestContext(inject("engine"));
const hooks = useWebhooks(context);
const text = "Picking up at 5pm";

let sent = 0;
const messageTo = (to: string, fields: Partial<CarrierMessage> = {}): CarrierMessage => {
  sent += 1;
  return { id: `SM${sent}`, to, from: "+14165550199", text, mediaUrls: [], ...fields };
};
const receive = (message = messageTo(context.acme.twilio.line)) =>
  context.app.installation.notifications.receiveMessages({ account: carrierAccount() }, [message]);
const selecting = { kinds: ["message.received"] };

const stored = async () => {
  const reader = openTableReader(context.app.database);
  const where = `organization_id = '${context.acme.id}'`;
  const notifications = await reader.rows("notifications", where);
  const deliveries = await reader.rows("notification_deliveries", where);
  const messages = await reader.rows("received_messages", where);
  const dump = await reader.dump();
  await reader.close();
  return { notifications, deliveries, messages, dump };
};
const nothingStored = () =>
  until("the notification is deleted", async () => (await stored()).notifications.length === 0);
const progress = (id: string) => hooks.progress(id);
const retryNow = async (id: string) => context.admin.post(`/webhooks/${id}/retry`, {});

test("sends a received message to a webhook that selected it, signed, and deletes it", async () => {
  const { twilio, member } = context.acme;
  await context.admin.put(holderPath(twilio, member), {});
  const { secret } = await hooks.create(selecting);
  await receive(messageTo(twilio.line, { id: "SM_a", mediaUrls: ["https://media.example/1"] }));
  const [request] = await hooks.receiver.received(1);
  expect(request?.json).toEqual({
    type: "message.received",
    timestamp: new Date(context.app.clock.now).toISOString(),
    organizationId: context.acme.id,
    data: {
      carrierAccountId: carrierAccount().id,
      messageId: "SM_a",
      numberId: twilio.id,
      userId: member.id,
      provider: "twilio",
      line: twilio.line,
      from: "+14165550199",
      mediaUrls: ["https://media.example/1"],
      text,
      textExpired: false,
    },
  });
  const { headers = {}, body = "" } = request ?? {};
  const { id } = await verifyWebhook({ headers, body, secret, now: context.app.clock.now });
  expect(id).toMatch(/^ntf_[0-9a-f]{24}$/);
  await nothingStored();
  expect((await stored()).deliveries).toEqual([]);
});

test("is no event: neither the feed nor the position of a webhook changes", async () => {
  const { id } = await hooks.create({ kinds: ["message.*"] });
  const before = await context.admin.get("/events?limit=200");
  await receive();
  await hooks.receiver.received(1);
  await nothingStored();
  expect((await context.admin.get("/events?limit=200")).json).toEqual(before.json);
  expect((await progress(id)).pendingNotifications).toBe(0);
});

test("stores nothing when no webhook selected it, also not for one that selects every event", async () => {
  await hooks.create();
  await hooks.create({ kinds: ["number.*", "call.*"] });
  await receive();
  const { notifications, messages, dump } = await stored();
  expect(notifications).toEqual([]);
  expect(messages).toHaveLength(1);
  expect(dump).not.toContain(text);
  expect(hooks.receiver.requests.filter(({ json }) => json.type === "message.received")).toEqual([]);
});

test("stores neither the text nor the sender as plain text", async () => {
  const { id } = await hooks.create(selecting);
  await context.admin.patch(`/webhooks/${id}`, { status: "paused" });
  await receive();
  const { notifications, dump } = await stored();
  expect(notifications).toHaveLength(1);
  expect(dump).not.toContain(text);
  expect(dump).not.toContain("4165550199");
  expect(context.app.logged.join()).not.toContain(text);
  expect(context.app.logged.join()).not.toContain("4165550199");
});

test("records a repeated message once for 48 hours", async () => {
  await hooks.create(selecting);
  const message = messageTo(context.acme.twilio.line);
  await receive(message);
  await receive({ ...message, text: "Something else" });
  await hooks.receiver.received(1);
  await nothingStored();
  context.app.clock.now += 47 * hourMs;
  await context.app.installation.notifications.deleteOld();
  await receive(message);
  expect((await stored()).notifications).toEqual([]);
  context.app.clock.now += 2 * hourMs;
  await context.app.installation.notifications.deleteOld();
  await receive(message);
  await hooks.receiver.received(2);
});

test("records a message for several lines of the organization once for each", async () => {
  await hooks.create(selecting);
  await context.admin.post("/numbers", { provider: "twilio", line: "+14165559999" });
  const { json } = await context.platform.post("/numbers", {
    provider: "twilio",
    line: `+1416556${String(context.count).padStart(4, "0")}`,
  });
  const message = messageTo(context.acme.twilio.line);
  await receive(message);
  await receive({ ...message, to: json.line });
  const requests = await hooks.receiver.received(2);
  expect(new Set(requests.map(({ json: { data } }) => data.line)).size).toBe(2);
});

test("sends only ids to a thin webhook", async () => {
  await hooks.create({ ...selecting, body: "thin" });
  await receive();
  const [request] = await hooks.receiver.received(1);
  expect(request?.json.data).toEqual({
    carrierAccountId: carrierAccount().id,
    messageId: `SM${sent}`,
    numberId: context.acme.twilio.id,
    userId: null,
  });
});

test("keeps a notification until every webhook has accepted it", async () => {
  const failing = await hooks.create({ ...selecting, url: hooks.receiver.url("/failing") });
  await hooks.create({ ...selecting, url: hooks.receiver.url("/working") });
  hooks.receiver.react = ({ path }) => (path === "/failing" ? 500 : 200);
  await receive();
  await until("one has accepted it", async () => (await stored()).deliveries.length === 1);
  await until("one has failed", async () => (await stored()).deliveries[0]?.failures === 1);
  expect((await stored()).notifications[0]?.text).not.toBeNull();
  hooks.receiver.react = () => 200;
  await retryNow(failing.id);
  await nothingStored();
  const ids = hooks.receiver.requests.map(({ headers }) => headers["webhook-id"]);
  expect(ids.length).toBeGreaterThanOrEqual(3);
  expect(new Set(ids).size).toBe(1);
});

test("sends a notification without its text after 72 hours, and erases the text", async () => {
  const { id } = await hooks.create(selecting);
  await context.admin.patch(`/webhooks/${id}`, { status: "paused" });
  await receive();
  context.app.clock.now += 72 * hourMs - 1;
  expect(await context.app.installation.notifications.eraseExpiredTexts()).toBe(0);
  context.app.clock.now += 1;
  expect(await context.app.installation.notifications.eraseExpiredTexts()).toBe(1);
  expect((await stored()).notifications[0]?.text).toBeNull();
  await context.admin.patch(`/webhooks/${id}`, { status: "enabled" });
  const [request] = await hooks.receiver.received(1);
  expect(request?.json.data).toMatchObject({ text: null, textExpired: true, from: "+14165550199" });
  await nothingStored();
});

test("does not send an expired text that was not erased yet", async () => {
  const { id } = await hooks.create(selecting);
  await context.admin.patch(`/webhooks/${id}`, { status: "paused" });
  await receive();
  context.app.clock.now += 72 * hourMs;
  await context.admin.patch(`/webhooks/${id}`, { status: "enabled" });
  const [request] = await hooks.receiver.received(1);
  expect(request?.json.data).toMatchObject({ text: null, textExpired: true });
});

test("sets a notification aside after nine failures, and sends it again with a retry", async () => {
  const { id } = await hooks.create(selecting);
  hooks.receiver.react = () => 503;
  await receive();
  for (let failures = 1; failures < 9; failures += 1) {
    await hooks.receiver.received(failures);
    const next = await until("the failure is stored", async () => {
      const [delivery] = (await stored()).deliveries;
      return delivery?.failures === failures ? Number(delivery.next_attempt_at) : undefined;
    });
    context.app.clock.now = next;
  }
  await until("it is dead", async () => (await progress(id)).deadNotifications === 1);
  const { json } = await context.admin.get(`/webhooks/${id}/attempts?limit=20`);
  expect(json.items).toHaveLength(9);
  expect(json.items[0]).toMatchObject({ seq: null, number: 9, request: null, response: { status: 503 } });
  expect(hooks.receiver.requests[0]?.headers["webhook-id"]).toBe(`ntf_${json.items[0].notificationId}`);
  hooks.receiver.react = () => 200;
  await retryNow(id);
  await nothingStored();
  expect((await progress(id)).deadNotifications).toBe(0);
});

test("does not wait for an event that holds up an ordered webhook", async () => {
  const { id } = await hooks.create({ kinds: ["group.*", "message.*"] });
  hooks.receiver.react = ({ json }) => (json.type === "group.created" ? 500 : 200);
  await context.admin.post("/groups", { name: "Sales" });
  await until("the event has failed", async () => (await progress(id)).failures === 1);
  await receive();
  await nothingStored();
  // The event keeps its place in the schedule.
  expect((await progress(id)).failures).toBe(1);
});

test("disables the webhook when the receiver answers 410", async () => {
  const { id } = await hooks.create(selecting);
  hooks.receiver.react = () => 410;
  await receive();
  const disabled = async () => (await context.admin.get(`/webhooks/${id}`)).json;
  await until("it is disabled", async () => (await disabled()).status === "disabled");
  expect((await disabled()).disabledReason).toBe("gone");
  expect((await stored()).notifications).toHaveLength(1);
});

test("disables a webhook that only fails for five days", async () => {
  const { id } = await hooks.create(selecting);
  hooks.receiver.react = () => 500;
  await receive();
  const attempts = async () => (await context.admin.get(`/webhooks/${id}/attempts?limit=1`)).json.items;
  await until("it has failed", async () => (await attempts()).length === 1);
  context.app.clock.now += 5 * 24 * hourMs;
  const status = async () => (await context.admin.get(`/webhooks/${id}`)).json.status;
  await until("it is disabled", async () => (await status()) === "disabled");
});

test("deletes what nobody waits for with the webhook, and everything after 30 days", async () => {
  const first = await hooks.create(selecting);
  const second = await hooks.create(selecting);
  for (const { id } of [first, second]) await context.admin.patch(`/webhooks/${id}`, { status: "paused" });
  await receive();
  await context.admin.delete(`/webhooks/${first.id}`);
  expect((await stored()).notifications).toHaveLength(1);
  await context.admin.delete(`/webhooks/${second.id}`);
  expect((await stored()).notifications).toEqual([]);
  const third = await hooks.create(selecting);
  await context.admin.patch(`/webhooks/${third.id}`, { status: "paused" });
  await receive();
  context.app.clock.now += 30 * 24 * hourMs + 1;
  await context.app.installation.notifications.deleteOld();
  const { notifications, deliveries } = await stored();
  expect([notifications, deliveries]).toEqual([[], []]);
});

test("routes a message of the platform's account to the organization of its line, and another organization's never", async () => {
  const rival = await makeOrganization(context.app.ask, `rival${context.count}`, `9${context.count}`);
  await hooks.create(selecting);
  const { installation } = context.app;
  const toRival = messageTo(rival.twilio.line);
  await installation.notifications.receiveMessages(
    { account: carrierAccount({ organizationId: context.acme.id }) },
    [toRival],
  );
  await receive(messageTo("+19995550100"));
  expect((await stored()).messages).toEqual([]);
  await receive();
  const requests = await hooks.receiver.received(1);
  expect(requests.map(({ json }) => json.organizationId)).toEqual([context.acme.id]);
});

test("fails when the message could not be recorded", async () => {
  const account = carrierAccount();
  const message = messageTo(context.acme.twilio.line, { id: "SM\0" });
  await hooks.create(selecting);
  const { store } = context.app;
  const failing = context.app.installation.withStore({
    ...store,
    write: () => Promise.reject(new Error("the disk is full")),
  });
  await expect(failing.notifications.receiveMessages({ account }, [message])).rejects.toThrow(
    "the disk is full",
  );
  await receive(message);
  await hooks.receiver.received(1);
});
