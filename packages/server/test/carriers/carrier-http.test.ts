import { afterEach, beforeEach, expect, test } from "vitest";
import { carrierClients } from "../../src/carriers/clients.ts";
import { createCarriers } from "../../src/core/telephony/carrier-http.ts";
import { OutboundClient } from "../../src/outbound/outbound-client.ts";
import { accessTo, closeAccesses } from "../helpers/carriers/access.ts";
import { CarrierSimulator, type SimulatedResponse } from "../helpers/carriers/simulator.ts";

let simulator: CarrierSimulator;
let responses: SimulatedResponse[];

beforeEach(async () => {
  responses = [];
  simulator = await new CarrierSimulator(() => responses.shift() ?? { body: { ok: true } }).start();
});
afterEach(async () => {
  await closeAccesses();
  await simulator.close();
});

const access = () => accessTo(simulator, "twilio", {});
const get = (to = access()) => to.http.send({ method: "GET", url: `${simulator.url}/list` });
const post = (to = access()) => to.http.send({ method: "POST", url: `${simulator.url}/list`, body: "a=b" });

test("repeats a read after 429 and 5xx, with growing delays", async () => {
  responses = [{ status: 429 }, { status: 503 }, { status: 500 }];
  const to = access();
  expect(await get(to)).toMatchObject({ status: 200, text: '{"ok":true}' });
  expect(to.waited).toEqual([500, 1000, 2000]);
});

test("returns the last response after five attempts", async () => {
  responses = Array.from({ length: 9 }, () => ({ status: 502 }));
  expect(await get()).toMatchObject({ status: 502 });
  expect(simulator.requests).toHaveLength(5);
});

test.each([
  ["in seconds", { "retry-after": "7" }],
  ["as a date", { "retry-after": new Date(7000).toUTCString() }],
  ["of Telnyx", { "x-ratelimit-reset": "7" }],
])("waits as long as the carrier asks: %s", async (_, headers) => {
  responses = [{ status: 429, headers }];
  const to = accessTo(simulator, "twilio", {}, { now: () => 0, random: () => 0 });
  expect(await get(to)).toMatchObject({ status: 200 });
  expect(to.waited).toEqual([7000]);
});

test("does not wait longer than a minute for a carrier", async () => {
  responses = [{ status: 429, headers: { "retry-after": "61" } }];
  expect(await get()).toMatchObject({ status: 429 });
  expect(simulator.requests).toHaveLength(1);
});

test("repeats a change only when the carrier has not processed it", async () => {
  responses = [{ status: 429 }, { status: 500 }];
  expect(await post()).toMatchObject({ status: 500 });
  expect(simulator.asked).toEqual(["POST /list", "POST /list"]);
});

test("sends one request at a time for an account", async () => {
  const to = access();
  await Promise.all([get(to), get(to), post(to), get(to)]);
  expect(simulator.requests).toHaveLength(4);
  expect(simulator.inFlightMax).toBe(1);
});

test("a failed request does not keep the next one", async () => {
  const to = access();
  const failed = to.http.send({ method: "POST", url: "http://127.0.0.1:1/" });
  await expect(failed).rejects.toMatchObject({ reason: "unreachable" });
  expect(await get(to)).toMatchObject({ status: 200 });
});

test("refuses a host that is not on the public internet", async () => {
  const outbound = new OutboundClient();
  const carriers = createCarriers(carrierClients, { outbound, now: Date.now });
  const { account } = access();
  const { http } = carriers.access(account, {});
  await expect(http.send({ method: "GET", url: `${simulator.url}/list` })).rejects.toMatchObject({
    reason: "unreachable",
    message: "The carrier did not respond: url_not_allowed.",
  });
  expect(simulator.requests).toEqual([]);
  await outbound.close();
});

test("reads a response of 15 MiB, and refuses one of 17 MiB", async () => {
  const of = (megabytes: number) => ({ body: { text: "x".repeat(megabytes * 1024 * 1024) } });
  responses = [of(15), of(17)];
  expect((await get()).text.length).toBeGreaterThan(15 * 1024 * 1024);
  await expect(get()).rejects.toMatchObject({ reason: "incomplete" });
});

test("an aborted signal ends the waiting and the request", async () => {
  responses = [{ status: 429, headers: { "retry-after": "60" } }];
  const outbound = new OutboundClient({ allowedHosts: ["127.0.0.1"] });
  const carriers = createCarriers(carrierClients, { outbound, now: Date.now });
  const stopping = new AbortController();
  const { http } = carriers.access(access().account, {}, { signal: stopping.signal });
  const sent = http.send({ method: "GET", url: `${simulator.url}/list` });
  const ended = expect(sent).rejects.toThrow();
  await expect.poll(() => simulator.requests.length).toBe(1);
  stopping.abort();
  await ended;
  await outbound.close();
});
