import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { accountsOfOrganization } from "../../src/core/carrier-accounts/account-owner.ts";
import {
  type NewCarrierAccountInput,
  updateCarrierAccount,
} from "../../src/core/carrier-accounts/carrier-accounts.ts";
import type { KnownCarrierAccount } from "../../src/core/telephony/carrier-client.ts";
import { isOptOut } from "../../src/core/telephony/opt-out.ts";
import { addCarrierAccount } from "../helpers/carriers/carrier-account.ts";
import { CarrierSimulator, type SimulatedResponse } from "../helpers/carriers/simulator.ts";
import { platformContext } from "../helpers/import-files.ts";
import { openTableReader } from "../helpers/table-reader.ts";
import { holderPath, useTestContext } from "../helpers/test-context.ts";
import { hourMs } from "../helpers/time.ts";
import { until } from "../helpers/until.ts";

const context = useTestContext(inject("engine"));
const phone = "+14165550111";
const sender = "+14165550199";

let simulator: CarrierSimulator;
let response: SimulatedResponse;
let known: KnownCarrierAccount;
let received = 0;
beforeEach(async () => {
  response = { status: 201, body: { sid: "SM1" } };
  simulator = await new CarrierSimulator(() => response).start();
  known = await account({ forwardsMessages: true });
  const { twilio, member } = context.acme;
  await context.admin.put(holderPath(twilio, member), {});
  await reachAt(member, ["client:mona", `tel:${phone}`, "tel:+14165550112"]);
});
afterEach(() => simulator.close());

const reachAt = (user: { id: string }, endpoints: readonly string[]) =>
  context.admin.put(`/users/${user.id}/endpoints`, { endpoints });

/** A new Twilio account of the organization at the simulator. */
async function account(fields: Partial<NewCarrierAccountInput>): Promise<KnownCarrierAccount> {
  const { app, acme } = context;
  const { id } = await addCarrierAccount(app, acme.id, { apiUrl: simulator.url, ...fields });
  return until("the account is known", () => app.installation.carrierAccounts.find(id));
}

async function receive(text: string, from = sender, to = context.acme.twilio.line): Promise<void> {
  received += 1;
  const message = { id: `SM_in_${received}`, to, from, text, mediaUrls: [] };
  await context.app.installation.notifications.receiveMessages(known, [message]);
}
const send = () => context.app.installation.notifications.sendForwards();
const sent = () => simulator.requests.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));

/** Receives the message and sends what is due; returns the texts that the carrier got. */
async function forwarded(text: string, from?: string): Promise<readonly (string | undefined)[]> {
  await receive(text, from);
  await send();
  return sent().map(({ Body }) => Body);
}

test("sends a received message to the first phone of the holder, from the number that received it", async () => {
  await receive("Picking up at 5pm");
  expect(simulator.requests).toEqual([]);
  expect(await send()).toBe(1);
  expect(sent()).toEqual([
    { From: context.acme.twilio.line, To: phone, Body: `Fwd ${sender}: Picking up at 5pm` },
  ]);
  expect(await send()).toBe(0);
});

test("stores no text of a forward as plain text, and none when it is sent", async () => {
  const dump = async () => {
    const reader = openTableReader(context.app.database);
    const [text, rows] = [await reader.dump(), await reader.rows("message_forwards")];
    await reader.close();
    return { text, rows };
  };
  await receive("Picking up at 5pm");
  expect((await dump()).text).not.toContain("Picking up");
  await send();
  const { rows } = await dump();
  expect(rows.filter(({ content }) => content !== null)).toEqual([]);
});

test("forwards nothing when the account does not say so", async () => {
  known = await account({ name: "Silent" });
  expect(await forwarded("Hello")).toEqual([]);
});

test("forwards nothing without a holder or without a phone", async () => {
  await reachAt(context.acme.member, ["client:mona", "sip:mona@pbx.example.com"]);
  expect(await forwarded("Hello")).toEqual([]);
  await receive("Hello", sender, context.acme.sinch.line);
  expect(await send()).toBe(0);
});

test("forwards nothing to a line of any inventory, nor from one", async () => {
  const line = `+1416557${String(context.count).padStart(4, "0")}`;
  const rival = await context.app.ask("POST /registry/v1/organizations", {
    body: { name: `rival${context.count}`, owner: { name: "R", email: `r${context.count}@rival.example` } },
  });
  await context.app.ask(`POST /registry/v1/organizations/${rival.json.organization.id}/numbers`, {
    body: { provider: "telnyx", line },
  });
  expect(await forwarded("Hello", line)).toEqual([]);
  await reachAt(context.acme.member, [`tel:${line}`]);
  expect(await forwarded("Hello")).toEqual([]);
});

test("forwards nothing that comes from the phone, or that was forwarded before", async () => {
  expect(await forwarded("On my way", phone)).toEqual([]);
  const [text = ""] = await forwarded("Hello");
  // The phone's own forwarding, with and without changes, and over another number.
  await forwarded(text, "+14165550177");
  await forwarded(`  ${text}!`, "+14165550177");
  expect(await forwarded(`fwd ${sender}: Hello`)).toHaveLength(1);
});

test.each([
  ...["STOP", "stop.", " Stop All ", "UNSUBSCRIBE", "OptOut", "Arrêt", "HELP"],
  ...["لغو", "لغو۱۱", "لغو ١١", "انصراف", "«لغو»"],
])("does not forward %s", async (word) => {
  expect(isOptOut(word)).toBe(true);
  expect(await forwarded(word)).toEqual([]);
});

test("forwards a text that only contains such a word", () => {
  for (const text of ["Please stop by at 5", "لغو قرار فردا", "The end of the road", "110"])
    expect(isOptOut(text)).toBe(false);
});

test("forwards as many of a number within an hour as the account permits", async () => {
  known = await account({ name: "Limited", forwardsMessages: true, forwardedMessagesPerHour: 2 });
  for (const text of ["one", "two", "three"]) await receive(text);
  await send();
  expect(sent().map(({ Body }) => Body)).toEqual([`Fwd ${sender}: one`, `Fwd ${sender}: two`]);
  context.app.clock.now += hourMs;
  expect(await forwarded("four")).toHaveLength(3);
});

test("sends a forward again only when the carrier has surely not accepted it", async () => {
  response = { status: 500, body: {} };
  await receive("lost");
  await send();
  context.app.clock.now += hourMs;
  expect(await send()).toBe(0);
  expect(simulator.requests).toHaveLength(1);
});

test("sends a forward later when the carrier's limit is reached", async () => {
  simulator.intercept = () => ({ status: 429, headers: { "retry-after": "3600" }, body: { code: 20429 } });
  await receive("later");
  expect(await send()).toBe(1);
  expect(await send()).toBe(0);
  simulator.intercept = () => undefined;
  simulator.requests.length = 0;
  context.app.clock.now += 60_000;
  expect(await send()).toBe(1);
  expect(sent().map(({ Body }) => Body)).toEqual([`Fwd ${sender}: later`]);
});

test("does not send again what was being sent when the process ended", async () => {
  await receive("in flight");
  // What a process does before it sends.
  await context.app.store.platform.notifications.claimForwards(context.app.clock.now, 10);
  context.app.clock.now += hourMs;
  expect(await send()).toBe(0);
});

test("sends what a stopping process has claimed but not begun to send after the next start", async () => {
  const stopping = new AbortController();
  await receive("in flight");
  await receive("not begun");
  simulator.intercept = () => {
    stopping.abort();
    return undefined;
  };
  await context.app.installation.notifications.sendForwards(stopping.signal);
  simulator.intercept = () => undefined;
  simulator.requests.length = 0;
  expect(await send()).toBe(1);
  expect(sent().map(({ Body }) => Body)).toEqual([`Fwd ${sender}: not begun`]);
});

test("abandons a forward when the account is disabled", async () => {
  await receive("too late");
  const owner = accountsOfOrganization(await platformContext(context.app, context.acme.id));
  await updateCarrierAccount(owner, known.account.id, { status: "disabled" });
  const { carrierAccounts } = owner.context.services;
  const isDisabled = () => carrierAccounts.find(known.account.id)?.account.status === "disabled";
  await until("the account is known to be disabled", isDisabled);
  await send();
  expect(simulator.requests).toEqual([]);
});

test("repeated messages are forwarded once, and long ones are cut", async () => {
  const message = {
    id: "SM_same",
    to: context.acme.twilio.line,
    from: "x".repeat(99),
    text: "ä".repeat(2000),
  };
  for (const mediaUrls of [[], []])
    await context.app.installation.notifications.receiveMessages(known, [{ ...message, mediaUrls }]);
  await send();
  const [only, another] = sent();
  expect(another).toBeUndefined();
  expect(only?.Body).toHaveLength(1600);
  expect(only?.Body?.startsWith(`Fwd ${"x".repeat(20)}: ää`)).toBe(true);
});
