import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { accountsOfOrganization } from "../../../src/core/carrier-accounts/account-owner.ts";
import {
  createCarrierAccount,
  deleteCarrierAccount,
  updateCarrierAccount,
} from "../../../src/core/carrier-accounts/carrier-accounts.ts";
import type { InboxPoller, InboxPollerOptions } from "../../../src/core/telephony/inbox-poller.ts";
import type { CarrierAccount, CarrierAccountId } from "../../../src/model.ts";
import { IppanelInbox } from "../../helpers/carriers/ippanel.ts";
import { openTableReader } from "../../helpers/table-reader.ts";
import { useTestContext } from "../../helpers/test-context.ts";
import { typedId } from "../../helpers/typed-id.ts";
import { useWebhooks } from "../../helpers/webhooks.ts";

const context = useTestContext(inject("engine"));
const hooks = useWebhooks(context);
let inbox: IppanelInbox;
let failures: CarrierAccountId[];
beforeEach(async () => {
  inbox = new IppanelInbox();
  await inbox.simulator.start();
  failures = [];
  await hooks.create({ kinds: ["message.received"] });
});
afterEach(async () => {
  for (const { account } of context.app.installation.carrierAccounts.byProvider("ippanel"))
    await deleteCarrierAccount(await owner(), account.id, undefined);
  await inbox.simulator.close();
});

const owner = async () => {
  const { app, acme } = context;
  const principal = await app.installation.authenticateKey(acme.admin.key);
  const call = { dialect: "native", requestId: "test" } as const;
  return accountsOfOrganization(app.installation.as(principal, typedId(acme.id), call));
};
const secretPath = "0123456789abcdef";
const createAccount = async (
  secrets: Record<string, string> = { token: "token1" },
): Promise<CarrierAccount> =>
  createCarrierAccount(await owner(), {
    provider: "ippanel",
    name: "Panel",
    publicUrl: "https://edge.acme.example",
    apiUrl: inbox.url,
    secrets,
  });

const newPoller = (options: InboxPollerOptions = {}): InboxPoller =>
  context.app.installation.createInboxPoller({
    random: () => 1,
    onFailure: (id) => failures.push(id),
    ...options,
  });
const later = (ms = 15_000) => {
  context.app.clock.now += ms;
};
const receive = (text: string) => inbox.receive(context.acme.ippanel.line, text);
const texts = async (count: number) =>
  (await hooks.receiver.received(count)).map(({ json }) => json.data.text);
const inboxRow = async (id: CarrierAccountId) => {
  const reader = openTableReader(context.app.database);
  const [row] = await reader.rows("carrier_inboxes", `account_id = '${id}'`);
  await reader.close();
  return row;
};

test("delivers the messages that arrive after the first read, each once", async () => {
  receive("before the account");
  const { id } = await createAccount();
  const poller = newPoller();
  await poller.pollDue();
  receive("one");
  await poller.pollDue();
  expect(inbox.reads).toHaveLength(1);
  later();
  await poller.pollDue();
  expect(await texts(1)).toEqual(["one"]);
  receive("two");
  // Another process, or this one after a restart.
  later();
  await newPoller().pollDue();
  expect(await texts(2)).toEqual(["one", "two"]);
  expect(hooks.receiver.requests.at(-1)?.json.data).toMatchObject({
    carrierAccountId: id,
    messageId: "123",
    provider: "ippanel",
    line: context.acme.ippanel.line,
    from: "+989122222222",
  });
  expect(failures).toEqual([]);
});

test("reads several pages in one turn, in the order of their arrival", async () => {
  await createAccount();
  const poller = newPoller();
  await poller.pollDue();
  inbox.pageSizeMax = 3;
  const sent = Array.from({ length: 8 }, (_, n) => receive(`text ${n}`).message);
  later();
  await poller.pollDue();
  expect((await texts(8)).sort()).toEqual(sent);
});

test("repeats after a failure, later each time, and reports only the first of several", async () => {
  const { id } = await createAccount();
  const poller = newPoller();
  await poller.pollDue();
  receive("during the outage");
  inbox.token = "another";
  later();
  for (const waitMs of [30_000, 60_000, 120_000]) {
    await poller.pollDue();
    const row = await inboxRow(id);
    expect(Number(row?.next_read_at) - context.app.clock.now).toBe(waitMs);
    const before = inbox.reads.length;
    later(waitMs - 1);
    await poller.pollDue();
    expect(inbox.reads).toHaveLength(before);
    later(1);
  }
  expect(failures).toEqual([id]);
  inbox.token = "token1";
  await poller.pollDue();
  expect(await texts(1)).toEqual(["during the outage"]);
  expect(await inboxRow(id)).toMatchObject({ failures: 0 });
});

test("reads no inbox of a disabled account, without a token, or with a secret path", async () => {
  const account = await createAccount();
  await updateCarrierAccount(await owner(), account.id, { status: "disabled" }, undefined);
  await newPoller().pollDue();
  await deleteCarrierAccount(await owner(), account.id, undefined);
  await createAccount({ token: "token1", pathSecret: secretPath });
  await newPoller().pollDue();
  expect(inbox.reads).toEqual([]);
});

test("lets one of several processes read at a time", async () => {
  await createAccount();
  await newPoller().pollDue();
  receive("one");
  later();
  const others = Array.from({ length: 4 }, () => newPoller());
  await Promise.all(others.map((it) => it.pollDue()));
  expect(await texts(1)).toEqual(["one"]);
  expect(inbox.simulator.inFlightMax).toBe(1);
  expect(failures).toEqual([]);
});

test("forgets the inbox with its account", async () => {
  const { id } = await createAccount();
  await newPoller().pollDue();
  expect(await inboxRow(id)).toMatchObject({ organization_id: context.acme.id, last_message_id: 0 });
  await deleteCarrierAccount(await owner(), id, undefined);
  expect(await inboxRow(id)).toBeUndefined();
});

test("ends the request in flight when it stops, and keeps the place", async () => {
  const { id } = await createAccount();
  const poller = newPoller();
  await poller.pollDue();
  receive("one");
  later();
  let stopped: Promise<void> | undefined;
  inbox.simulator.intercept = () => {
    stopped = poller.stop();
    return undefined;
  };
  await poller.pollDue();
  await stopped;
  inbox.simulator.intercept = () => undefined;
  expect(failures).toEqual([]);
  expect(await inboxRow(id)).toMatchObject({ lease_until: 0, failures: 0 });
  later();
  await newPoller().pollDue();
  expect(await texts(1)).toEqual(["one"]);
});
