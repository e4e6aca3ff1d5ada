import type {
  CarrierAccount,
  CarrierSync,
  Import,
  Offboarding,
  PhoneNumberDetails,
  Plan,
  Result,
  User,
  Webhook,
  Whoseline,
} from "../../../sdk/src/index.ts";
import {
  publicUrl,
  twilioCredentials as twilio,
} from "../../../server/test/helpers/carriers/carrier-account.ts";
import { TwilioSimulator } from "../../../server/test/helpers/carriers/twilio.ts";
import { createTwilioInventory } from "../../../server/test/helpers/carriers/twilio-inventory.ts";

export interface Signer {
  readonly user: User;
  readonly key: string;
  readonly keyId: string;
}

type LoggedCall = Result<"listCalls">["items"][number];

export interface ConsoleWorld {
  readonly owner: Signer;
  readonly member: Signer;
  readonly auditor: Signer;
  readonly ana: User;
  readonly ben: User;
  /** Ana's, with a label and an earlier holder. */
  readonly sales: PhoneNumberDetails;
  /** Nobody's. */
  readonly free: PhoneNumberDetails;
  /** Of a new number, an existing one and two that are refused. It is not applied. */
  readonly imported: Import;
  /** Of a label. It is applied: others than its maker can read it. */
  readonly plan: Plan;
  /** Of a user who held no number. */
  readonly offboarding: Offboarding;
  /** The host of its URL does not exist: an attempt to send event 1 has failed. */
  readonly webhook: Webhook;
  /** At Twilio, with a call log. */
  readonly carrierAccount: CarrierAccount;
  /** Of a caller to Ana's number; in the log of the account. */
  readonly call: LoggedCall;
  /** Of another account, whose carrier has another name and webhook for Ana's number, and a number more. */
  readonly sync: CarrierSync;
}

const importedRows = [
  "provider,line,holder,alias",
  "twilio,+14165550190,,Reception",
  "twilio,+14165550103,,",
  "twilio,1.41656E+10,,",
  "twilio,+14165550104,nobody@acme.example,",
];

/** The organization `acme`: an owner, four users, four numbers, and a few changes in the history. */
export async function makeConsoleWorld(api: Whoseline, url: string): Promise<ConsoleWorld> {
  const { owner } = await api.organizations.create({
    name: "Acme",
    slug: "acme",
    owner: { email: "olga@acme.example", name: "Olga Ivanova", username: "olga" },
  });
  const add = (name: string, username: string, role: "member" | "auditor" = "member") =>
    api.users.create({
      name,
      username,
      role,
      email: `${username}@acme.example`,
      endpoints: [`client:${username}`],
    });
  const ana = await add("Ana Souza", "ana");
  const ben = await add("Ben Carter", "ben");
  const member = await add("Mia Chen", "mia");
  const auditor = await add("Ravi Rao", "ravi", "auditor");
  for (const line of ["+14165550102", "+14165550103", "+14165550104", "+442079460018"])
    await api.numbers.add({ provider: line.startsWith("+44") ? "sinch" : "twilio", line });
  await api.assignments.assign({ number: "+14165550102", user: "@ben" });
  await api.assignments.transfer({
    number: "+14165550102",
    fromUser: "@ben",
    toUser: "@ana",
    label: "Sales desk",
    reason: "Ana starts.",
  });
  await api.assignments.assign({ number: "+442079460018", user: "@mia", isDefault: true });
  const keyOf = async (user: User): Promise<Signer> => {
    const { key = "", id } = await api.apiKeys.create({ user: user.id, name: `${user.name}, laptop` });
    return { user, key, keyId: id };
  };
  const webhook = await api.webhooks.create({ url: "https://receiver.example" });
  await api.webhooks.replayEvent({ webhook: webhook.id, seq: 1 });
  const plan = await api.plans.create({ action: "label", numbers: ["+442079460018"], label: "Desk" });
  const former = await add("Noor Haddad", "noor");
  const carrierAccount = await api.carrierAccounts.create({
    provider: "twilio",
    name: "Twilio, Toronto",
    ...{
      publicUrl,
      identifiers: { accountSid: twilio.accountSid },
      secrets: { authToken: twilio.authToken },
    },
    unansweredByReason: { cooling: { action: "reject" } },
    keepsCalls: true,
  });
  return {
    ...{
      webhook,
      carrierAccount,
      call: await callNumber(api, url, carrierAccount.id),
      sync: await compareInventory(api),
    },
    plan: await api.plans.apply({ plan: plan.id }),
    offboarding: await api.users.offboard({ user: former.id }),
    owner: await keyOf(owner),
    member: await keyOf(member),
    auditor: await keyOf(auditor),
    ana,
    ben,
    sales: await api.numbers.get({ number: "+14165550102" }),
    free: await api.numbers.get({ number: "+14165550103" }),
    imported: await api.imports.create({
      kind: "numbers",
      reason: "The list of the carrier",
      file: importedRows.join("\n"),
    }),
  };
}

/** Calls Ana's number, whose first endpoint answers, and waits until the call is in the log. */
async function callNumber(api: Whoseline, origin: string, account: string): Promise<LoggedCall> {
  const path = `/telephony/twilio/${account}`;
  const carrier = new TwilioSimulator({ origin, publicUrl, path, ...twilio });
  await carrier.call({ from: "+14165550199", to: "+14165550102", outcomeOf: () => "answered" });
  for (;;) {
    const [call] = await api.calls.list().toArray();
    if (call?.outcome === "answered") return call;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Compares the inventory with a simulated carrier, which is closed afterwards. */
async function compareInventory(api: Whoseline): Promise<CarrierSync> {
  const carrier = createTwilioInventory();
  const { simulator, credentials } = carrier;
  carrier.add("+14165550102", { name: "Front desk", voiceUrl: "https://old.example.com/voice" });
  carrier.add("+14165550160");
  const { accountSid = "", authToken = "" } = credentials;
  await simulator.start();
  try {
    const { id: carrierAccount } = await api.carrierAccounts.create({
      ...{ provider: "twilio", name: "Twilio, Montreal", publicUrl, apiUrl: simulator.url },
      ...{ identifiers: { accountSid }, secrets: { authToken } },
    });
    const { id: carrierSync } = await api.carrierAccounts.sync({ carrierAccount });
    for (;;) {
      const sync = await api.carrierAccounts.getSync({ carrierAccount, carrierSync });
      if (sync.state !== "running") return sync;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    await simulator.close();
  }
}
