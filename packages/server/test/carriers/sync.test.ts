import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import type { SimulatedInventory } from "../helpers/carriers/inventory.ts";
import {
  accountsAt,
  type Compared,
  compare,
  createAccountAt,
  runSyncJobs,
} from "../helpers/carriers/sync.ts";
import { createTelnyxInventory } from "../helpers/carriers/telnyx-inventory.ts";
import { createTwilioInventory } from "../helpers/carriers/twilio-inventory.ts";
import { useTestContext } from "../helpers/test-context.ts";
import { created, makeOrganization } from "../helpers/world.ts";

const context = useTestContext(inject("engine"), { waitForCarrier: async () => {} });
let carrier: SimulatedInventory;
let account: string;
/** A line that no other test of the file uses. */
let line: (index: number) => string;

beforeEach(async () => {
  carrier = createTwilioInventory();
  await carrier.simulator.start();
  account = await createAccountAt(context.app, carrier, { organization: context.acme });
  line = (index) => `+1647555${String(context.count * 100 + index).padStart(4, "0")}`;
});
afterEach(() => carrier.simulator.close());

const sync = (key?: string): Promise<Compared> => compare(context.app, account, key);
const ask = (request: string, body?: unknown, key?: string) =>
  context.app.ask(request, { ...(body !== undefined && { body }), ...(key !== undefined && { key }) });
/** Where this account's webhooks must be. */
const url = (channel: string) =>
  `https://edge.acme.example/telephony/twilio/${account.split("/").at(-1)}/${channel}`;
/** A number at the carrier as it must be. */
const addThere = (number: string, fields: object = {}) =>
  carrier.add(number, { voiceUrl: url("voice"), smsUrl: url("sms"), ...fields });
const addHere = (number: string, alias?: string) =>
  context.platform.post("/numbers", { provider: "twilio", line: number, ...(alias && { alias }) });
const kindsOf = ({ items }: Compared) => items.map(({ kind, line: of }) => `${kind} ${of}`);

describe("a comparison", () => {
  test("finds every kind of difference, in the order of lines and kinds", async () => {
    const { acme } = context;
    addThere(acme.twilio.line);
    addThere(line(1));
    for (const index of [2, 3, 4, 5, 6, 7]) await addHere(line(index), "Desk");
    await context.admin.put(`/numbers/${encodeURIComponent(line(7))}/holders/${acme.member.id}`, {});
    addThere(line(3), { name: "Front desk", voiceUrl: "https://old.example.com/v", smsUrl: null });
    addThere(line(4), { name: "Desk", voiceMethod: "GET", status: "suspended" });
    addThere(line(5));
    addThere(line(5));
    addThere(line(6));
    addThere(line(7), { more: { capabilities: { voice: true, sms: false } } });
    addThere("ACME");
    const compared = await sync();
    expect(kindsOf(compared)).toEqual([
      "unreadable null",
      `missingHere ${line(1)}`,
      `missingThere ${line(2)}`,
      `voiceElsewhere ${line(3)}`,
      `smsElsewhere ${line(3)}`,
      `nameDiffers ${line(3)}`,
      `notActiveThere ${line(4)}`,
      `methodDiffers ${line(4)}`,
      `twice ${line(5)}`,
      `capabilityLacking ${line(7)}`,
    ]);
    expect(compared.sync).toMatchObject({ state: "complete", here: 7, there: 9, failure: null });
    expect(compared.items[3]).toMatchObject({
      ...{ found: "https://old.example.com/v", expected: url("voice"), via: "number", sharedBy: 1 },
      request: { method: "POST", body: expect.stringContaining("VoiceUrl=https%3A%2F%2Fedge.acme.example") },
    });
    expect(JSON.stringify(compared.items)).not.toContain("token");
  });

  test("finds nothing when both are the same, and changes nothing", async () => {
    addThere(context.acme.twilio.line);
    const before = (await context.admin.get("/events?limit=1")).json.head;
    expect((await sync()).items).toEqual([]);
    expect((await context.admin.get("/events?limit=1")).json.head).toBe(before);
    expect(carrier.simulator.asked.every((request) => request.startsWith("GET"))).toBe(true);
  });

  test("of an inventory that cannot be read completely fails, and plans nothing", async () => {
    carrier.simulator.intercept = ({ url: { pathname } }) =>
      pathname.includes("IncomingPhoneNumbers") ? { status: 503 } : undefined;
    const { sync: failed, items } = await sync();
    expect(failed).toMatchObject({
      ...{ state: "failed", failure: { reason: "unreachable", detail: "The carrier answered 503." } },
      ...{ readAt: null, counts: {} },
    });
    expect(items).toEqual([]);
    const { json } = await context.admin.get(`/numbers/${context.acme.twilio.id}`);
    expect(json.carrierMissingAt).toBeNull();
  });

  test("reports wrong credentials without repeating the request", async () => {
    carrier.simulator.intercept = () => ({ status: 401, body: { code: 20003 } });
    const { sync: failed } = await sync();
    expect(failed.failure).toEqual({
      reason: "unauthorized",
      detail: "The carrier answered 401 with code 20003.",
    });
    expect(carrier.simulator.requests).toHaveLength(1);
  });

  test("of one account runs once at a time", async () => {
    await ask(`POST ${account}/sync`);
    expect(await ask(`POST ${account}/sync`)).toMatchObject({
      status: 409,
      json: { code: "carrier_sync_running" },
    });
    await sync().catch(() => {});
  });

  test("of a platform without numbers is refused", async () => {
    const jambonz = await created(context.app.ask, accountsAt(context.acme), {
      ...{ provider: "jambonz", name: "Edge", publicUrl: "https://edge.acme.example" },
      ...{ identifiers: { numbersProvider: "twilio" }, secrets: { webhookSecret: "secret" } },
    });
    const refused = await ask(`POST ${accountsAt(context.acme)}/${jambonz.id}/sync`);
    expect(refused).toMatchObject({ status: 409, json: { code: "carrier_has_no_inventory" } });
  });
});

describe("a number that the carrier does not have any more", () => {
  test("is marked wherever it is shown, with an event, until the carrier has it again", async () => {
    const { id } = context.acme.twilio;
    const headBefore = (await context.admin.get("/events?limit=1")).json.head;
    expect(kindsOf(await sync())).toEqual([`missingThere ${context.acme.twilio.line}`]);
    const { json } = await context.admin.get(`/numbers/${id}`);
    expect(json.carrierMissingAt).toBe(new Date(context.app.clock.now).toISOString());
    const [event] = (await context.admin.get(`/events?after=${headBefore}`)).json.items;
    expect(event).toMatchObject({
      ...{ kind: "number.updated", numberId: id, reason: "The carrier does not have this number any more." },
      ...{ before: { carrierMissingAt: null }, after: { carrierMissingAt: json.carrierMissingAt } },
    });
    const { json: list } = await context.admin.get("/numbers?provider=twilio");
    expect(list.items[0].carrierMissingAt).toBe(json.carrierMissingAt);
    const head = (await context.admin.get("/events?limit=1")).json.head;
    await sync();
    expect((await context.admin.get("/events?limit=1")).json.head).toBe(head);
    addThere(context.acme.twilio.line);
    await sync();
    expect((await context.admin.get(`/numbers/${id}`)).json.carrierMissingAt).toBeNull();
  });

  test("is not missing when another account has it, or could have it", async () => {
    const second = createTwilioInventory();
    await second.simulator.start();
    const other = await createAccountAt(context.app, second, { organization: context.acme, name: "Second" });
    expect((await sync()).items).toEqual([]);
    second.add(context.acme.twilio.line);
    await compare(context.app, other);
    expect((await sync()).items).toEqual([]);
    second.numbers.length = 0;
    await compare(context.app, other);
    expect(kindsOf(await sync())).toEqual([`missingThere ${context.acme.twilio.line}`]);
    await second.simulator.close();
  });
});

describe("applying", () => {
  test("adds numbers without a holder, and takes over names; the next comparison finds neither", async () => {
    addThere(context.acme.twilio.line, { name: "Front desk" });
    addThere(line(1), { name: "Spring campaign" });
    const { path, items } = await sync();
    expect(items.map(({ kind }) => kind).sort()).toEqual(["missingHere", "nameDiffers"]);
    const { json } = await ask(`POST ${path}/apply`, {});
    expect(json).toMatchObject({ hasMore: false, items: [{ error: null }, { error: null }] });
    const added = await context.admin.get(`/numbers/${encodeURIComponent(line(1))}`);
    expect(added.json).toMatchObject({ alias: "Spring campaign", state: "available", provider: "twilio" });
    expect((await context.admin.get(`/numbers/${context.acme.twilio.id}`)).json.alias).toBe("Front desk");
    expect((await ask(`GET ${path}/items?state=open`)).json.items).toEqual([]);
    expect((await sync()).items).toEqual([]);
    expect(carrier.simulator.asked.every((request) => request.startsWith("GET"))).toBe(true);
  });

  test("checks every item again: what has changed since is refused", async () => {
    addThere(context.acme.twilio.line, { name: "Front desk" });
    addThere(line(1));
    const { path } = await sync();
    await addHere(line(1));
    await context.admin.patch(`/numbers/${context.acme.twilio.id}`, { alias: "Hotline" });
    const { json } = await ask(`POST ${path}/apply`, {});
    expect(json.items.map(({ error }: { error: { code: string } }) => error.code).sort()).toEqual([
      "carrier_sync_stale",
      "number_exists",
    ]);
    expect((await context.admin.get(`/numbers/${context.acme.twilio.id}`)).json.alias).toBe("Hotline");
  });

  test("is refused for a comparison that is not the latest, and for one that failed", async () => {
    addThere(line(1));
    const { path } = await sync();
    const { path: latest } = await sync();
    expect(await ask(`POST ${path}/apply`, {})).toMatchObject({
      status: 409,
      json: { code: "carrier_sync_stale" },
    });
    carrier.simulator.intercept = () => ({ status: 401 });
    const failed = await sync();
    expect(await ask(`POST ${failed.path}/apply`, {})).toMatchObject({
      ...{ status: 409, json: { code: "carrier_sync_not_complete" } },
    });
    expect((await ask(`POST ${latest}/apply`, {})).json.items).toHaveLength(1);
  });

  test("does nothing but add and rename: other kinds are refused", async () => {
    const { path, items } = await sync();
    const { json } = await ask(`POST ${path}/apply`, { items: [{ item: items[0].id }] });
    expect(json.items[0].error.code).toBe("carrier_item_not_applicable");
    expect((await context.admin.get(`/numbers/${context.acme.twilio.id}`)).json.releasedAt).toBeNull();
  });

  test("an admin adds no numbers of a server that only claims to be the carrier", async () => {
    addThere(line(1));
    addThere(context.acme.twilio.line, { name: "Front desk" });
    const { key } = context.acme.admin;
    const { path } = await sync(key);
    const { json } = await ask(`POST ${path}/apply`, {}, key);
    const codes = json.items.map(({ error }: { error: { code: string } | null }) => error?.code ?? null);
    expect(codes).toEqual(["insufficient_role", null]);
    expect((await context.admin.get(`/numbers/${encodeURIComponent(line(1))}`)).status).toBe(404);
  });
});

describe("another organization's number in the same carrier account", () => {
  test("is shown like any number that the organization does not have, and is not available", async () => {
    const rival = await makeOrganization(context.app.ask, `rival${context.count}`, `9${context.count}`);
    addThere(context.acme.twilio.line);
    addThere(rival.twilio.line);
    addThere(line(1));
    const { path, items } = await sync(context.acme.admin.key);
    const [first, second] = items.map(({ id, line: of, ref, position, found, ...rest }) => rest);
    expect(items.map(({ line: of }) => of).sort()).toEqual([rival.twilio.line, line(1)].sort());
    expect(first).toEqual(second);
    expect(first).toMatchObject({ kind: "missingHere", numberId: null, organizationId: null });
    const itemId = items.find(({ line: of }) => of === rival.twilio.line)?.id;
    const { json } = await ask(`POST ${path}/apply`, { items: [{ item: itemId }] });
    expect(json.items[0].error.code).toBe("number_unavailable");
    expect(JSON.stringify(json)).not.toContain(rival.id);
  });
});

describe("setting a webhook at the carrier", () => {
  const webhookOf = async (found: Compared, kind: string) =>
    `${found.path}/items/${found.items.find((it) => it.kind === kind)?.id}/webhook`;

  test("sets one, keeps the former one, and undoes it", async () => {
    const there = addThere(context.acme.twilio.line, {
      voiceUrl: "https://old.example.com/v",
      voiceMethod: "GET",
    });
    const compared = await sync();
    const path = await webhookOf(compared, "voiceElsewhere");
    expect((await ask(`POST ${path}`)).json).toMatchObject({
      state: "applied",
      before: "https://old.example.com/v",
    });
    expect(there).toMatchObject({ voiceUrl: url("voice"), voiceMethod: "POST", smsUrl: url("sms") });
    const sent = carrier.simulator.requests.length;
    expect((await ask(`POST ${path}`)).json.state).toBe("applied");
    expect(carrier.simulator.requests).toHaveLength(sent);
    expect((await ask(`POST ${path}/undo`)).json).toMatchObject({ state: "undone" });
    expect(there).toMatchObject({ voiceUrl: "https://old.example.com/v", voiceMethod: "GET" });
    expect((await ask(`POST ${path}`)).json.state).toBe("applied");
  });

  test("is refused when the carrier has another URL than the comparison found", async () => {
    const there = addThere(context.acme.twilio.line, { voiceUrl: "https://old.example.com/v" });
    const path = await webhookOf(await sync(), "voiceElsewhere");
    there.voiceUrl = "https://third.example.com/v";
    expect((await ask(`POST ${path}`)).json.code).toBe("carrier_sync_stale");
    expect(there.voiceUrl).toBe("https://third.example.com/v");
    there.voiceUrl = "https://old.example.com/v";
    await ask(`POST ${path}`);
    there.voiceUrl = "https://third.example.com/v";
    expect((await ask(`POST ${path}/undo`)).json.code).toBe("carrier_sync_stale");
    expect(there.voiceUrl).toBe("https://third.example.com/v");
  });

  test("is refused for a difference that is no webhook, and reports what the carrier refuses", async () => {
    addThere(context.acme.twilio.line, { voiceUrl: null, name: "Front desk" });
    const compared = await sync();
    expect((await ask(`POST ${await webhookOf(compared, "nameDiffers")}`)).json.code).toBe(
      "carrier_item_not_applicable",
    );
    carrier.simulator.intercept = ({ method }) =>
      method === "POST" ? { status: 400, body: { code: 21402 } } : undefined;
    expect((await ask(`POST ${await webhookOf(compared, "voiceElsewhere")}`)).json).toMatchObject({
      ...{
        code: "carrier_request_failed",
        detail: "The request to the carrier failed. The carrier answered 400 with code 21402.",
      },
    });
  });

  test("of an application reports how many numbers share it", async () => {
    const telnyx = createTelnyxInventory();
    await telnyx.simulator.start();
    const at = await createAccountAt(context.app, telnyx, { organization: context.acme, name: "Telnyx" });
    for (const index of [1, 2, 3]) {
      await context.platform.post("/numbers", { provider: "telnyx", line: line(index) });
      telnyx.add(line(index), { voiceUrl: "https://old.example.com/v", smsUrl: at });
    }
    const { items, path } = await compare(context.app, at);
    const item = items.find(({ kind }) => kind === "voiceElsewhere");
    expect(item).toMatchObject({ via: "application", sharedBy: 3 });
    await ask(`POST ${path}/items/${item.id}/webhook`);
    expect(new Set(telnyx.numbers.map(({ voiceUrl }) => voiceUrl)).size).toBe(1);
    expect(telnyx.numbers[0]?.voiceUrl).toContain("/telephony/telnyx/");
    await telnyx.simulator.close();
  });
});

describe("an account of the platform", () => {
  test("adds each number to an organization, and compares the numbers of all", async () => {
    const shared = createTwilioInventory();
    await shared.simulator.start();
    const rival = await makeOrganization(context.app.ask, `shared${context.count}`, `8${context.count}`);
    const at = await createAccountAt(context.app, shared, { name: `Shared ${context.count}` });
    const id = at.split("/").at(-1);
    const webhooks = {
      voiceUrl: `https://edge.acme.example/telephony/twilio/${id}/voice`,
      smsUrl: `https://edge.acme.example/telephony/twilio/${id}/sms`,
    };
    shared.add(rival.twilio.line, webhooks);
    for (const index of [51, 52]) shared.add(line(index), webhooks);
    const { path, items } = await compare(context.app, at);
    const missing = items.filter(({ kind }) => kind === "missingHere");
    expect(missing.map(({ line: of }) => of)).toEqual([line(51), line(52)]);
    const without = await ask(`POST ${path}/apply`, { kinds: ["missingHere"] });
    expect(without.json.items[0].error.code).toBe("carrier_item_not_applicable");
    const { json } = await ask(`POST ${path}/apply`, {
      items: [
        { item: missing[0].id, organization: rival.id },
        { item: missing[1].id, organization: context.acme.id },
      ],
    });
    expect(json.items.map(({ error }: { error: null }) => error)).toEqual([null, null]);
    expect((await context.admin.get(`/numbers/${encodeURIComponent(line(52))}`)).status).toBe(200);
    expect((await context.admin.get(`/numbers/${encodeURIComponent(line(51))}`)).status).toBe(404);
    expect((await ask(`GET ${path}`, undefined, context.acme.admin.key)).status).toBe(403);
    await ask(`DELETE ${at}`);
    await shared.simulator.close();
  });
});

describe("the schedule", () => {
  test("starts a comparison when its hours have passed, which notifies of differences", async () => {
    const { app } = context;
    const { json: webhook } = await context.admin.post("/webhooks", {
      ...{ url: "https://crm.acme.example/hook", kinds: ["sync.drifted"] },
    });
    await app.ask(`PATCH ${account}`, { body: { syncHours: 6 } });
    await app.installation.scheduleCarrierSyncs();
    expect(await app.installation.scheduleCarrierSyncs()).toBe(0);
    await runSyncJobs(app);
    const { json } = await ask(`GET ${account}/syncs`);
    expect(json.items[0]).toMatchObject({ state: "complete", createdBy: null, counts: { missingThere: 1 } });
    const { json: deliveries } = await context.admin.get(`/webhooks/${webhook.id}`);
    expect(JSON.stringify(deliveries)).toContain("sync.drifted");
    app.clock.now += 6 * 60 * 60 * 1000;
    expect(await app.installation.scheduleCarrierSyncs()).toBeGreaterThan(0);
    await runSyncJobs(app);
    expect((await ask(`GET ${account}/syncs`)).json.items).toHaveLength(2);
  });

  test("keeps the last ten comparisons", async () => {
    for (let count = 0; count < 12; count += 1) await sync();
    expect((await ask(`GET ${account}/syncs`)).json.items).toHaveLength(10);
  });
});
