import { verifyWebhook } from "@whoseline/sdk";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { describe, expect, inject, test } from "vitest";
import { useTestContext } from "../helpers/test-context.ts";
import { until } from "../helpers/until.ts";
import { useWebhooks } from "../helpers/webhooks.ts";

const context = useTestContext(inject("engine"));
const hooks = useWebhooks(context);
const addGroup = (name: string) => context.admin.post("/groups", { name });
const minuteMs = 60_000;

test("sends every later event in order, and none before", async () => {
  await addGroup("Before");
  const webhook = await hooks.create();
  for (const name of ["Sales", "Support"]) await addGroup(name);
  const requests = await hooks.receiver.received(2);
  expect(requests.map(({ json }) => [json.type, json.data.after.name])).toEqual([
    ["group.created", "Sales"],
    ["group.created", "Support"],
  ]);
  await hooks.delivered(webhook.id);
  expect(await hooks.progress(webhook.id)).toMatchObject({ failures: 0, pending: 0, dead: 0 });
});

test("sends the event of the feed, signed", async () => {
  const { secret } = await hooks.create();
  await addGroup("Sales");
  const [request] = await hooks.receiver.received(1);
  const { json: feed } = await context.admin.get("/events?limit=200");
  const event = feed.items.at(-1);
  expect(request?.json).toEqual({
    type: "group.created",
    timestamp: event.at,
    organizationId: context.acme.id,
    seq: event.seq,
    data: event,
  });
  const { headers = {}, body = "" } = request ?? {};
  expect(headers).toMatchObject({
    "content-type": "application/json",
    "webhook-id": `evt_${context.acme.id}_${event.seq}-${event.hash.slice(0, 16)}`,
  });
  const now = context.app.clock.now;
  expect((await verifyWebhook({ headers, body, secret, now })).payload).toEqual(request?.json);
  await expect(verifyWebhook({ headers, body: `${body} `, secret, now })).rejects.toThrow("signature");
  const timestamp = Number(headers["webhook-timestamp"]);
  const signature = new StandardWebhook(secret).sign(
    headers["webhook-id"] ?? "",
    new Date(timestamp * 1000),
    body,
  );
  expect(headers["webhook-signature"]).toBe(signature);
});

test("signs with both secrets until the former one expires", async () => {
  const { id, secret: former } = await hooks.create();
  const { json: rotated } = await context.admin.post(`/webhooks/${id}/rotate`, { overlapSeconds: 60 });
  await addGroup("During the overlap");
  const during = (await hooks.receiver.received(2)).at(-1);
  const now = context.app.clock.now;
  for (const secret of [former, rotated.secret])
    await verifyWebhook({ headers: during?.headers ?? {}, body: during?.body ?? "", secret, now });
  context.app.clock.now += minuteMs;
  await addGroup("After the overlap");
  const after = (await hooks.receiver.received(3)).at(-1);
  const verify = (secret: string) =>
    verifyWebhook({ headers: after?.headers ?? {}, body: after?.body ?? "", secret, now: now + minuteMs });
  await verify(rotated.secret);
  await expect(verify(former)).rejects.toThrow("signature");
});

test("sends ids only to a thin webhook", async () => {
  await hooks.create({ body: "thin" });
  await addGroup("Sales");
  const [request] = await hooks.receiver.received(1);
  const { seq, data } = request?.json ?? {};
  expect(data).toEqual({ seq, subjectId: expect.any(String), userId: null, numberId: null });
  expect(request?.body).not.toContain("Sales");
});

test("adds the headers of CloudEvents", async () => {
  await hooks.create({ hasCloudEvents: true });
  await addGroup("Sales");
  const [request] = await hooks.receiver.received(1);
  expect(request?.headers).toMatchObject({
    "ce-specversion": "1.0",
    "ce-id": request?.headers["webhook-id"],
    "ce-source": `/registry/v1/organizations/${context.acme.id}`,
    "ce-type": "whoseline.group.created",
    "ce-time": request?.json.timestamp,
    "ce-subject": request?.json.data.subjectId,
  });
});

test("sends the selected kinds and groups of kinds only", async () => {
  const { id } = await hooks.create({ kinds: ["group.created", "webhook.*"] });
  const { json: group } = await addGroup("Sales");
  await context.admin.delete(`/groups/${group.id}`);
  await context.admin.patch(`/webhooks/${id}`, { alias: "CRM" });
  await addGroup("Support");
  const requests = await hooks.receiver.received(3);
  expect(requests.map(({ json }) => json.type)).toEqual([
    "group.created",
    "webhook.updated",
    "group.created",
  ]);
});

describe("with order", () => {
  test("repeats the head with delays of at most five minutes while something was delivered in the last day", async () => {
    const { id } = await hooks.create();
    await addGroup("First");
    await hooks.receiver.received(1);
    hooks.receiver.react = () => 500;
    for (const name of ["Second", "Third"]) await addGroup(name);
    const delays: number[] = [];
    for (const failures of [1, 2, 3, 4]) {
      const before = context.app.clock.now;
      await hooks.toNextAttempt(id, failures);
      delays.push(context.app.clock.now - before);
    }
    expect(delays).toEqual([5000, 5 * minuteMs, 5 * minuteMs, 5 * minuteMs]);
    hooks.receiver.react = () => 204;
    await hooks.delivered(id);
    const names = hooks.receiver.requests.map(({ json }) => json.data.after.name);
    expect(names).toEqual(["First", ...Array(5).fill("Second"), "Third"]);
    const ids = hooks.receiver.requests.map(({ headers }) => headers["webhook-id"]);
    expect(new Set(ids).size).toBe(3);
  });

  test("sets aside an event that failed nine times when the next one is accepted", async () => {
    const { id } = await hooks.create();
    hooks.receiver.react = ({ json }) => (json.data.after.name === "Poison" ? 422 : 200);
    for (const name of ["Fine", "Poison", "Next"]) await addGroup(name);
    for (let failures = 1; failures < 9; failures += 1) await hooks.toNextAttempt(id, failures);
    await hooks.delivered(id);
    const { json } = await context.admin.get(`/webhooks/${id}/deliveries`);
    const poison = hooks.receiver.requests.find(({ json }) => json.data.after.name === "Poison")?.json.seq;
    expect(json.items).toEqual([
      expect.objectContaining({ seq: poison, status: "dead", failures: 9, nextAttemptAt: null }),
    ]);
    expect((await hooks.progress(id)).dead).toBe(1);
    hooks.receiver.react = () => 200;
    const replayed = await context.admin.post(`/webhooks/${id}/events/${poison}/replay`);
    expect(replayed.json).toMatchObject({ cause: "replay", seq: poison, response: { status: 200 } });
    expect((await hooks.progress(id)).dead).toBe(0);
  });

  test("sets nothing aside while everything fails", async () => {
    const { id } = await hooks.create();
    hooks.receiver.react = () => 503;
    for (const name of ["First", "Second"]) await addGroup(name);
    for (let failures = 1; failures < 11; failures += 1) await hooks.toNextAttempt(id, failures);
    expect(await hooks.progress(id)).toMatchObject({ dead: 0 });
    hooks.receiver.react = () => 200;
    await hooks.delivered(id);
    expect((await hooks.progress(id)).dead).toBe(0);
    const accepted = hooks.receiver.requests.slice(-2).map(({ json }) => json.data.after.name);
    expect(accepted).toEqual(["First", "Second"]);
  });
});

describe("without order", () => {
  test("sends later events while one is repeated, and sets that one aside after nine failures", async () => {
    const { id } = await hooks.create({ isOrdered: false });
    hooks.receiver.react = ({ json }) => (json.data.after.name === "Poison" ? 500 : 200);
    for (const name of ["Poison", "Fine"]) await addGroup(name);
    await hooks.receiver.received(2);
    const pending = () =>
      until(
        "it is pending",
        async () => (await context.admin.get(`/webhooks/${id}/deliveries`)).json.items[0],
      );
    const delays: number[] = [];
    for (let failures = 1; failures < 9; failures += 1) {
      const { nextAttemptAt } = await until(`${failures} failures`, async () => {
        const found = await pending();
        return found.failures === failures ? found : undefined;
      });
      delays.push(Date.parse(nextAttemptAt) - context.app.clock.now);
      context.app.clock.now = Date.parse(nextAttemptAt);
    }
    const hourMs = 60 * minuteMs;
    expect(delays).toEqual([
      5000,
      5 * minuteMs,
      30 * minuteMs,
      2 * hourMs,
      5 * hourMs,
      10 * hourMs,
      14 * hourMs,
      20 * hourMs,
    ]);
    await until("it is dead", async () => (await pending()).status === "dead");
    expect(await pending()).toMatchObject({ failures: 9, nextAttemptAt: null });
  });
});

test("obeys Retry-After", async () => {
  const { id } = await hooks.create();
  hooks.receiver.react = () => (_, response) => response.writeHead(503, { "retry-after": "77" }).end();
  await addGroup("Sales");
  const before = context.app.clock.now;
  await hooks.toNextAttempt(id, 1);
  expect(context.app.clock.now - before).toBe(77_000);
});

test("disables a webhook whose receiver answers 410, and continues when it is enabled", async () => {
  const { id } = await hooks.create();
  hooks.receiver.react = () => 410;
  await addGroup("Sales");
  const isDisabled = async () => (await context.admin.get(`/webhooks/${id}`)).json.status === "disabled";
  await until("it is disabled", isDisabled);
  expect((await context.admin.get(`/webhooks/${id}`)).json).toMatchObject({ disabledReason: "gone" });
  const { json: feed } = await context.admin.get("/events?limit=200&kind=webhook.disabled");
  expect(feed.items).toMatchObject([
    {
      subjectId: id,
      actorId: "0".repeat(24),
      credentialId: "webhook-delivery",
      after: { disabledReason: "gone" },
    },
  ]);
  hooks.receiver.react = () => 200;
  await context.admin.patch(`/webhooks/${id}`, { status: "enabled" });
  await hooks.delivered(id);
  const types = hooks.receiver.requests.map(({ json }) => json.type);
  expect(types).toEqual(["group.created", "group.created", "webhook.disabled", "webhook.updated"]);
});

test("disables a webhook after five days of nothing but failures", async () => {
  const { id } = await hooks.create();
  await addGroup("Delivered");
  await hooks.receiver.received(1);
  await hooks.delivered(id);
  hooks.receiver.react = () => 500;
  await addGroup("Sales");
  const start = context.app.clock.now;
  const dayMs = 24 * 60 * minuteMs;
  for (let day = 0; day < 5; day += 1) {
    await until("an attempt has failed", async () => (await hooks.progress(id)).nextAttemptAt !== null);
    const { failures } = await hooks.progress(id);
    expect((await context.admin.get(`/webhooks/${id}`)).json.status).toBe("enabled");
    context.app.clock.now = start + (day + 1) * dayMs;
    await until("another attempt has failed", async () => (await hooks.progress(id)).failures > failures);
  }
  await until(
    "it is disabled",
    async () => (await context.admin.get(`/webhooks/${id}`)).json.status === "disabled",
  );
  expect((await context.admin.get(`/webhooks/${id}`)).json).toMatchObject({ disabledReason: "failing" });
  expect(context.app.logged.join()).toContain("webhook disabled");
});

test("sends nothing while it is paused, and everything afterwards", async () => {
  const { id } = await hooks.create();
  await context.admin.patch(`/webhooks/${id}`, { status: "paused" });
  await addGroup("Paused");
  const other = await hooks.create({ url: hooks.receiver.url("/other") });
  await addGroup("Sent to the other");
  await hooks.delivered(other.id);
  expect(
    hooks.receiver.requests.filter(({ path }) => path === "/hook").map(({ json }) => json.type),
  ).not.toContain("group.created");
  await context.admin.patch(`/webhooks/${id}`, { status: "enabled" });
  await hooks.delivered(id);
  const names = hooks.receiver.requests
    .filter(({ path, json }) => path === "/hook" && json.type === "group.created")
    .map(({ json }) => json.data.after.name);
  expect(names).toEqual(["Paused", "Sent to the other"]);
});

test("replays the events after a position with their ids", async () => {
  const { id } = await hooks.create();
  for (const name of ["Sales", "Support"]) await addGroup(name);
  const first = [...(await hooks.receiver.received(2))];
  await hooks.delivered(id);
  const after = first[0]?.json.seq - 1;
  expect((await context.admin.post(`/webhooks/${id}/replay`, { after })).status).toBe(200);
  const all = await hooks.receiver.received(4);
  const idsOf = (requests: typeof first) => requests.map(({ headers }) => headers["webhook-id"]);
  expect(idsOf(all.slice(2))).toEqual(idsOf(first));
  const { json } = await context.admin.post(`/webhooks/${id}/replay`, { after: 999_999 });
  expect(json.code).toBe("position_ahead");
});

test("retries at once on request", async () => {
  const { id } = await hooks.create();
  hooks.receiver.react = () => 500;
  await addGroup("Sales");
  await until("it has failed", async () => (await hooks.progress(id)).failures === 1);
  hooks.receiver.react = () => 200;
  expect((await context.admin.post(`/webhooks/${id}/retry`)).status).toBe(200);
  await hooks.delivered(id);
  expect(hooks.receiver.requests).toHaveLength(2);
});

test("sends a test to a paused webhook, and lists the attempts, newest first", async () => {
  const { id, url } = await hooks.create();
  await addGroup("Sales");
  await hooks.delivered(id);
  await context.admin.patch(`/webhooks/${id}`, { status: "paused" });
  hooks.receiver.react = () => (_, response) => response.writeHead(418).end("short and stout");
  const tested = await context.admin.post(`/webhooks/${id}/test`);
  expect(tested.json).toMatchObject({
    cause: "test",
    seq: null,
    url,
    response: { status: 418, body: "short and stout" },
    failure: null,
  });
  expect(hooks.receiver.requests.at(-1)?.json).toMatchObject({
    type: "webhook.test",
    data: { webhookId: id },
  });
  const { json } = await context.admin.get(`/webhooks/${id}/attempts?limit=1`);
  expect(json.items).toMatchObject([{ serial: 2, cause: "test", request: null }]);
  const { json: rest } = await context.admin.get(
    `/webhooks/${id}/attempts?limit=1&cursor=${json.nextCursor}`,
  );
  const [sent] = hooks.receiver.requests;
  expect(rest).toMatchObject({
    items: [
      {
        serial: 1,
        cause: "delivery",
        seq: sent?.json.seq,
        number: 1,
        request: { body: sent?.body, headers: { "webhook-id": sent?.headers["webhook-id"] } },
        response: { status: 200, body: "" },
        failure: null,
      },
    ],
    nextCursor: null,
  });
  expect(await hooks.progress(id)).toMatchObject({ failures: 0 });
});

test("keeps two kibibytes of a response", async () => {
  const { id } = await hooks.create();
  hooks.receiver.react = () => (_, response) => response.writeHead(200).end("x".repeat(100_000));
  const { json } = await context.admin.post(`/webhooks/${id}/test`);
  expect(json.response.body).toBe("x".repeat(2048));
});

test("does not follow redirects", async () => {
  const { id } = await hooks.create();
  const location = hooks.receiver.url("/elsewhere");
  hooks.receiver.react = () => (_, response) => response.writeHead(307, { location }).end();
  const { json } = await context.admin.post(`/webhooks/${id}/test`);
  expect([json.response.status, hooks.receiver.requests.length]).toEqual([307, 1]);
});

test("sends no event of another organization", async () => {
  await hooks.create();
  const { json } = await context.platform.get("");
  await context.app.ask("POST /registry/v1/organizations", {
    body: { name: "Other", owner: { name: "Other", email: "other@other.example" } },
  });
  await addGroup("Sales");
  await hooks.receiver.received(1);
  expect(hooks.receiver.requests.every((request) => request.json.organizationId === json.id)).toBe(true);
});
