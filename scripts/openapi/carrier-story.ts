import type { Recorder } from "./recorder.ts";

export interface CarrierStory {
  readonly native: Recorder;
  /** Of a superadmin. */
  readonly platform: string;
  /** Of an admin of the organization. */
  readonly key: string;
  readonly organization: string;
}

/** Calls every operation of carrier accounts: of the organization, and of the platform. */
export async function tellCarrierStory(
  { native, platform, key, organization }: CarrierStory,
  jobs: AccountStory["jobs"],
): Promise<void> {
  await tellAccountStory("CarrierAccount", {
    jobs,
    account: "carrierAccount",
    call: (operation, more) =>
      native.call(operation, { key, ...more, params: { organization, ...more.params } }),
  });
  await tellAccountStory("PlatformCarrierAccount", {
    jobs,
    account: "platformCarrierAccount",
    call: (operation, more) => native.call(operation, { key: platform, ...more }),
  });
}

interface Request {
  readonly params?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: object;
}

type Call = (operation: string, more: Request) => ReturnType<Recorder["call"]>;

interface AccountStory {
  readonly account: string;
  readonly call: Call;
  readonly jobs: { run(): Promise<void> };
}

async function tellAccountStory(noun: string, { account, call, jobs }: AccountStory): Promise<void> {
  const made = await call(`create${noun}`, {
    body: {
      provider: "twilio",
      name: "Twilio",
      publicUrl: "https://edge.acme.example",
      identifiers: { accountSid: "AC5ef872f6da5a21de157d80997a64bd33" },
      secrets: { authToken: "example-auth-token" },
      ringSeconds: 25,
      unanswered: { action: "voicemail", texts: { "en-US": "Please leave a message." } },
    },
  });
  const params = { [account]: made.id };
  await call(`list${noun}s`, {});
  await call(`get${noun}`, { params });
  await call(`update${noun}`, {
    params,
    headers: { "If-Match": '"1"' },
    body: { ringMode: "simultaneous", dialOutCountries: ["US"] },
  });
  await call(`rotate${noun}Secrets`, {
    params,
    body: { secrets: { authToken: "next-auth-token" }, overlapSeconds: 3600 },
  });
  await call(`get${noun}Setup`, { params });
  await call(`test${noun}`, { params });
  await compareInventories(noun, { params, call, jobs });
  await call(`delete${noun}`, { params, headers: { "If-Match": '"3"' } });
}

/** Compares the inventory with the carrier's, takes a name over, and sets a webhook. */
async function compareInventories(
  noun: string,
  {
    params: account,
    call,
    jobs,
  }: Omit<AccountStory, "account"> & { readonly params: Record<string, string> },
): Promise<void> {
  const { id } = await call(`start${noun}Sync`, { params: account });
  await jobs.run();
  const prefix = noun === "CarrierAccount" ? "carrier" : "platformCarrier";
  const params = { ...account, [`${prefix}Sync`]: id };
  await call(`list${noun}Syncs`, { params: account });
  await call(`get${noun}Sync`, { params });
  const { items } = await call(`list${noun}SyncItems`, { params });
  const itemOf = (kind: string) => (items.find((it: { kind: string }) => it.kind === kind) ?? items[0]).id;
  await call(`apply${noun}Sync`, { params, body: { items: [{ item: itemOf("nameDiffers") }] } });
  const item = { ...params, [`${prefix}SyncItem`]: itemOf("voiceElsewhere") };
  await call(`set${noun}Webhook`, { params: item });
  await call(`undo${noun}Webhook`, { params: item });
}
