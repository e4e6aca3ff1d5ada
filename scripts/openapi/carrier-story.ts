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
export async function tellCarrierStory({ native, platform, key, organization }: CarrierStory): Promise<void> {
  await tellAccountStory("CarrierAccount", {
    account: "carrierAccount",
    call: (operation, more) =>
      native.call(operation, { key, ...more, params: { organization, ...more.params } }),
  });
  await tellAccountStory("PlatformCarrierAccount", {
    account: "platformCarrierAccount",
    call: (operation, more) => native.call(operation, { key: platform, ...more }),
  });
}

interface Request {
  readonly params?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: object;
}

async function tellAccountStory(
  noun: string,
  {
    account,
    call,
  }: { account: string; call: (operation: string, more: Request) => ReturnType<Recorder["call"]> },
): Promise<void> {
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
  await call(`delete${noun}`, { params, headers: { "If-Match": '"3"' } });
}
