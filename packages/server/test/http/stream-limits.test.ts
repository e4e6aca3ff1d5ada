import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { StreamSlots } from "../../src/http/stream-slots.ts";
import { superadminKey, useApp } from "../helpers/app.ts";
import { errorResponseViolations } from "../helpers/error-responses.ts";
import { type EventStream, openStream } from "../helpers/sse.ts";
import { until } from "../helpers/until.ts";
import { RawConnection, requestHead } from "../helpers/wire.ts";
import { created, makeOrganization, type Organization } from "../helpers/world.ts";

const app = useApp({ engine: "sqlite", scope: "test", settings: { WHOSELINE_STREAM_LIMITS: "2/3/4" } });
let acme: Organization;
let rival: Organization;
let streams: EventStream[] = [];
beforeEach(async () => {
  acme = await makeOrganization(app.ask, "acme", "1");
  rival = await makeOrganization(app.ask, "rival", "2");
});
afterEach(async () => {
  for (const stream of streams) await stream.close();
  streams = [];
});

const pathOf = ({ id }: Organization) => `/registry/v1/organizations/${id}/events/stream`;
async function open(organization: Organization, key: string): Promise<EventStream> {
  const stream = await openStream(app.url + pathOf(organization), key);
  streams.push(stream);
  return stream;
}
const ask = (organization: Organization, key: string) => app.ask(`GET ${pathOf(organization)}`, { key });
async function expectRefused(organization: Organization, key: string, limit: RegExp): Promise<void> {
  const answer = await ask(organization, key);
  expect([answer.status, answer.json.code]).toEqual([429, "too_many_streams"]);
  expect(answer.json.detail).toMatch(limit);
  expect(answer.headers.get("retry-after")).toBe("10");
  expect(errorResponseViolations("native", answer)).toEqual([]);
}
const createKey = async (user: { id: string }): Promise<string> =>
  (await created(app.ask, `/registry/v1/organizations/${acme.id}/api-keys`, { user: user.id, name: "x" }))
    .key;

test("limits the streams of a credential, and another tenant still gets one", async () => {
  for (let count = 0; count < 2; count++) await open(acme, acme.admin.key);
  await expectRefused(acme, acme.admin.key, /2 open event streams of this credential/);
  await open(rival, rival.admin.key);
  expect((await app.ask("GET /healthz")).status).toBe(200);
});

test("limits the streams of an organization over all credentials", async () => {
  const key = await createKey(acme.owner);
  for (let count = 0; count < 2; count++) await open(acme, acme.admin.key);
  await open(acme, key);
  await expectRefused(acme, key, /3 open event streams of this organization/);
  await expectRefused(acme, superadminKey, /3 open event streams of this organization/);
  await open(rival, rival.admin.key);
});

test("limits the streams of the server, those of all organizations included", async () => {
  for (let count = 0; count < 2; count++) await open(acme, acme.admin.key);
  await open(rival, rival.admin.key);
  streams.push(await openStream(`${app.url}/registry/v1/events/stream`, superadminKey));
  await expectRefused(rival, rival.admin.key, /4 open event streams of this server/);
});

test("frees the slots of streams that end, and counts no HEAD", async () => {
  for (let count = 0; count < 5; count++)
    expect((await app.ask(`HEAD ${pathOf(acme)}`, { key: acme.admin.key })).status).toBe(200);
  const [first] = [await open(acme, acme.admin.key), await open(acme, acme.admin.key)];
  await expectRefused(acme, acme.admin.key, /credential/);
  await first.close();
  await until("a slot is free", async () => (await ask(acme, acme.admin.key)).status === 200);
});

test("frees the slots of streams that were pipelined when their connection ended", async () => {
  const connection = new RawConnection(app.url);
  const authorization = `Bearer ${acme.admin.key}`;
  const take = vi.spyOn(StreamSlots.prototype, "take");
  connection.send(requestHead(`GET ${pathOf(acme)}`, { authorization }).repeat(2));
  // A request that asks whether they are counted could itself get one of the slots.
  await until("both are counted", () => take.mock.results.length === 2);
  vi.restoreAllMocks();
  await expectRefused(acme, acme.admin.key, /credential/);
  connection.socket.destroy();
  await until("the slots are free", async () => (await ask(acme, acme.admin.key)).status === 200);
});

test("the readers of a feed share its polls", async () => {
  const key = await createKey(acme.owner);
  const readers = [await open(acme, acme.admin.key), await open(acme, acme.admin.key), await open(acme, key)];
  const { head } = (await app.ask(`GET /registry/v1/organizations/${acme.id}/events?limit=1`)).json;
  for (const reader of readers) for (let seq = 0; seq < head; seq++) await reader.next();
  const timers = vi.spyOn(globalThis, "setTimeout");
  const polls = () => timers.mock.calls.filter(([, ms]) => ms === 500).length;
  await until("the feed is polled four times", () => polls() >= 4);
  // A poll per reader would have added twelve.
  expect(polls()).toBeLessThan(6);
  vi.restoreAllMocks();
  await app.ask(`PATCH /registry/v1/organizations/${acme.id}`, { body: { coolingDays: 3 } });
  for (const reader of readers) expect((await reader.next())?.event).toBe("organization.updated");
});

test("counts each stream once, however often its end is reported", () => {
  const slots = new StreamSlots({ perCredential: 1, perOrganization: 1, total: 1 });
  const release = slots.take("key", "acme");
  expect(() => slots.take("key", "acme")).toThrow("1 open event streams of this credential");
  release();
  release();
  slots.take("other", "acme");
  expect(() => slots.take("key", "acme")).toThrow("this organization");
  expect(() => slots.take("key", "rival")).toThrow("this server");
});
