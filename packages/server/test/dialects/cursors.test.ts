import { beforeAll, expect, test } from "vitest";
import { startWebhookDelivery } from "../../src/workers/webhooks.ts";
import { addCheckedImport, addJob, addPlatformJob } from "../helpers/add-jobs.ts";
import { superadminKey, useApp } from "../helpers/app.ts";
import type { Answer } from "../helpers/ask.ts";
import { callReport } from "../helpers/call-report.ts";
import { addCarrierSync } from "../helpers/carriers/stored-sync.ts";
import { base } from "../helpers/native.ts";
import { collectOperations, fill, type Operation } from "../helpers/operations.ts";
import { until } from "../helpers/until.ts";
import { quickDelivery } from "../helpers/webhooks.ts";
import { created, makeWorld, type Organization, type World } from "../helpers/world.ts";

/** One list. Its cursors must be invalid for every other list. */
interface List {
  readonly name: string;
  readonly operation: Operation;
  readonly path: string;
}

const app = useApp();
let world: World;
let lists: readonly List[];
let rivals: readonly List[];
beforeAll(async () => {
  world = await makeWorld(app.ask);
  const operations = await collectOperations(app, world);
  await created(app.ask, "/registry/v1/router-keys", { name: "second edge" });
  await created(app.ask, "/registry/v1/superadmin-keys", { name: "second" });
  for (const organization of [world.acme, world.rival]) await populate(organization);
  await failWebhooks();
  app.clock.now += 60 * 60_000;
  for (const key of [world.acme.member.key, world.rival.member.key, superadminKey])
    for (const _ of [1, 2]) await app.ask("POST /registry/v1/sessions", { key });
  for (const state of ["cancelled", "pending"] as const) await endMaintenance(state);
  const paged = operations.filter(({ method, query }) => method === "GET" && query.includes("cursor"));
  lists = paged.flatMap((operation) => listsOf(operation, world.acme));
  rivals = paged
    .filter(({ params }) => "organization" in params || "organizationId" in params)
    .flatMap((operation) => listsOf(operation, world.rival));
});

/** The id of each organization's webhook, whose host does not exist. */
const webhooks = new Map<string, string>();

/** Leaves two deliveries and attempts of every webhook. */
async function failWebhooks(): Promise<void> {
  const delivery = startWebhookDelivery(app, quickDelivery);
  for (const [organization, webhook] of webhooks)
    await until("two deliveries are pending", async () => {
      const { json } = await app.ask(`GET ${base}/${organization}/webhooks/${webhook}/deliveries`);
      return json.items.length >= 2;
    });
  await delivery.stop();
}

/** Leaves a job of the platform in this state, after the one that there was has ended. */
async function endMaintenance(state: "cancelled" | "pending"): Promise<void> {
  const id = await addPlatformJob(app);
  if (state === "cancelled") await app.ask(`POST /registry/v1/jobs/${id}/cancel`);
}

/** An import of two rows, by organization. */
const imports = new Map<string, string>();

/** A plan with two items, by organization. */
const plans = new Map<string, string>();

/** A comparison of an account of the organization and one of the platform, by organization. */
const syncs = new Map<string, Record<string, string>>();

const carrierAccount = { provider: "telnyx", publicUrl: "https://edge.acme.example" };

/** Creates two records of every listed noun. */
async function populate({ id, twilio, sinch, member, other }: Organization): Promise<void> {
  const at = `/registry/v1/organizations/${id}`;
  await app.ask(`PUT ${at}/numbers/${twilio.id}/holders/${other.id}`, { body: { isInboundEnabled: false } });
  for (const name of ["Day", "Night"]) {
    await created(app.ask, `${at}/groups`, { name });
    await created(app.ask, `${at}/saved-views`, { name, screen: "numbers", query: "" });
    await app.ask(`PUT ${at}/numbers/${twilio.id}/holders/${member.id}`, { body: { label: name } });
    const leaver = await created(app.ask, `${at}/users`, { name, email: `${name}@leaver.example` });
    await app.ask(`PATCH ${at}/users/${leaver.id}`, { body: { status: "blocked" } });
    await app.ask(`DELETE ${at}/users/${leaver.id}`);
    const hook = { url: `https://hooks.acme.example/${name}`, isOrdered: false };
    webhooks.set(id, (await created(app.ask, `${at}/webhooks`, hook)).id);
    const account = await created(app.ask, `${at}/carrier-accounts`, { ...carrierAccount, name });
    const shared = { ...carrierAccount, name: `${name} ${id}` };
    const { id: platformAccount } = await created(app.ask, "/registry/v1/carrier-accounts", shared);
    await addCarrierSync(app, account.id, { organizationId: id });
    const ofOrganization = await addCarrierSync(app, account.id, { organizationId: id, items: 2 });
    await addCarrierSync(app, platformAccount);
    const ofPlatform = await addCarrierSync(app, platformAccount, { items: 2 });
    syncs.set(id, {
      ...{ carrierAccount: account.id, carrierSync: ofOrganization.sync },
      ...{ platformCarrierAccount: platformAccount, platformCarrierSync: ofPlatform.sync },
    });
  }
  for (const { id: userId } of [member, other])
    for (const { id: numberId, line } of [twilio, sinch])
      await app.installation.notifications.storeCalls([callReport(id, { userId, numberId, line })]);
  const planned = { action: "unassign", numbers: [twilio.id, sinch.id] };
  plans.set(id, (await created(app.ask, `${at}/plans`, planned)).id);
  imports.set(id, await addCheckedImport(app, id));
  await addCheckedImport(app, id);
  for (const line of [1, 2]) {
    await addJob(app, id);
    const body = { provider: "textgrid", line: `${twilio.line}${line}` };
    const number = await created(app.ask, `${at}/numbers`, body);
    await app.ask(`PUT ${at}/numbers/${number.id}/holders/${member.id}`, { body: { isDefault: false } });
  }
}

/** A route can serve several lists: one per user or number, and assignments at different instants. */
function listsOf(operation: Operation, { id, member, other, twilio, sinch }: Organization): List[] {
  const { name, template, params, query } = operation;
  const pathOf = (user: string, number: string) =>
    fill(template, {
      ...params,
      ...syncs.get(id),
      organization: id,
      organizationId: id,
      user,
      number,
      plan: plans.get(id) ?? "",
      import: imports.get(id) ?? "",
      webhook: webhooks.get(id) ?? "",
    });
  const paths = new Set([pathOf(member.id, twilio.id), pathOf(other.id, sinch.id)]);
  const queries = query.includes("asOf") ? ["?", "?asOf=2026-03-03T14:00:01Z&"] : ["?"];
  return [...paths].flatMap((path) =>
    queries.map((it) => ({ name: `${name} ${path}${it}`, operation, path: path + it })),
  );
}

const ask = ({ path }: List, query: string): Promise<Answer> =>
  app.ask(`GET ${path}${query}`, { key: superadminKey });
const isStream = ({ operation }: List) => operation.template.endsWith("/stream");

/** The cursor of the first page; undefined if the list has one page. */
async function cursorOf(list: List): Promise<string | undefined> {
  const { status, json, text } = await ask(list, "limit=1");
  expect(status, `${list.name}: ${text}`).toBe(200);
  return json.cursor ?? json.nextCursor ?? undefined;
}

async function cursorsOf(all: readonly List[]): Promise<Map<List, string>> {
  const cursors = new Map<List, string>();
  for (const list of all.filter((it) => !isStream(it))) {
    const cursor = await cursorOf(list);
    if (cursor !== undefined) cursors.set(list, cursor);
  }
  return cursors;
}

async function expectRefused(list: List, cursor: string, whose: string): Promise<void> {
  const { status, text } = await ask(list, `cursor=${encodeURIComponent(cursor)}`);
  expect([status, text], `${list.name} with ${whose}`).toEqual([
    list.operation.dialect === "tether" ? 400 : 422,
    expect.stringContaining(
      list.operation.dialect === "tether"
        ? "The cursor is not one this list has given. Start again without it."
        : "The cursor is invalid for this list. Start again without a cursor.",
    ),
  ]);
}

test("every route with a cursor issues one and accepts it", async () => {
  const cursors = await cursorsOf(lists);
  const operations = (all: Iterable<List>) => new Set([...all].map(({ operation }) => operation.name));
  expect(operations(cursors.keys())).toEqual(operations(lists.filter((it) => !isStream(it))));
  expect(cursors.size).toBeGreaterThan(12);
  for (const [list, cursor] of cursors)
    expect((await ask(list, `cursor=${encodeURIComponent(cursor)}`)).status, list.name).toBe(200);
});

test("a cursor of one list is rejected by every other", async () => {
  for (const [from, cursor] of await cursorsOf(lists))
    for (const list of lists) {
      const isOwn = list === from || list.operation.template === `${from.operation.template}/stream`;
      if (!isOwn) await expectRefused(list, cursor, `a cursor of ${from.name}`);
    }
});

test("a cursor of another organization is rejected, also of the same list", async () => {
  const foreign = await cursorsOf(rivals);
  expect(foreign.size).toBeGreaterThan(9);
  for (const [from, cursor] of foreign)
    for (const list of lists) await expectRefused(list, cursor, `the rival's ${from.name}`);
});

const filters: Readonly<Record<string, readonly string[]>> = {
  "native listUsers": ["q=m", "q=acme", "status=active"],
  "native listNumbers": ["q=1416", "provider=textgrid", "state=assigned"],
  "native listAssignments": ["provider=textgrid", "user=USER"],
  "tether get_organizations_phone_numbers": ["provider=textgrid", "userId=USER"],
};
test.each(Object.entries(filters))(
  "a cursor of %s with one filter is rejected with another",
  async (name, queries) => {
    const operation = lists.find((it) => it.operation.name === name && it.path.endsWith("?"));
    if (operation === undefined) throw new Error(`there is no ${name}`);
    const filtered = ["", ...queries].map((query) => ({
      ...operation,
      name: `${name} ${query}`,
      path: `${operation.path}${query.replace("USER", world.acme.member.id)}&`,
    }));
    const cursors = await cursorsOf(filtered);
    expect(cursors.size).toBe(filtered.length);
    for (const [from, cursor] of cursors)
      for (const list of filtered)
        if (list === from) expect((await ask(list, `cursor=${encodeURIComponent(cursor)}`)).status).toBe(200);
        else await expectRefused(list, cursor, `a cursor of ${from.name}`);
  },
);

test("a modified cursor is rejected", async () => {
  for (const [list, cursor] of await cursorsOf(lists)) {
    const [encoded = "", mac = ""] = cursor.split(".");
    const another = (text: string) => (text.startsWith("a") ? "b" : "a") + text.slice(1);
    const forged = [
      `${another(encoded)}.${mac}`,
      `${encoded}.${another(mac)}`,
      `${encoded}.${mac.slice(0, -1)}`,
      `${cursor}0`,
      encoded,
      `${encoded}.`,
      `.${mac}`,
    ];
    for (const it of forged) await expectRefused(list, it, it);
  }
});
