import { generateKeyPairSync } from "node:crypto";
import { beforeEach, describe, expect, inject, test } from "vitest";
import type { NewCarrierAccountInput } from "../../../src/core/carrier-accounts/carrier-accounts.ts";
import { BandwidthSimulator } from "../../helpers/carriers/bandwidth.ts";
import { addCarrierAccount, publicUrl, simulatorOptions } from "../../helpers/carriers/carrier-account.ts";
import type { XmlSimulatorOptions } from "../../helpers/carriers/follow-xml.ts";
import { PlivoSimulator } from "../../helpers/carriers/plivo.ts";
import type { CallReport, IncomingCall } from "../../helpers/carriers/simulated-call.ts";
import { TelnyxSimulator } from "../../helpers/carriers/telnyx.ts";
import { TextGridSimulator } from "../../helpers/carriers/textgrid.ts";
import { holderPath, useTestContext } from "../../helpers/test-context.ts";
import { useWebhooks } from "../../helpers/webhooks.ts";

interface Simulator {
  call(incoming: IncomingCall): Promise<CallReport>;
  sendMessage(message: { from: string; to: string & readonly string[]; text: string }): Promise<number[]>;
}

const context = useTestContext(inject("engine"));
const hooks = useWebhooks(context);
const from = "+12125550123";
const endpoints = ["client:mona", "sip:mona@pbx.acme.example:5061;transport=tls", "tel:+14165550177"];
const nobody = "Nobody is available to take your call. Please try again later.";
const keys = generateKeyPairSync("ed25519");
const { publicKey } = new TelnyxSimulator({ origin: "", publicUrl, path: "", keys });

const carriers = {
  telnyx: {
    identifiers: { publicKey, sipSubdomain: "acme" },
    secrets: {},
    rings: ["sip:mona@acme.sip.telnyx.com", ...endpoints.slice(1)],
    simulate: (options: XmlSimulatorOptions) => new TelnyxSimulator({ ...options, keys }),
  },
  plivo: {
    identifiers: { authId: "MAXXXXXXXXXXXXXXXXXX" },
    secrets: { authToken: "plivo-token" },
    rings: ["sip:mona@phone.plivo.com", ...endpoints.slice(1)],
    simulate: (options: XmlSimulatorOptions) => new PlivoSimulator({ ...options, authToken: "plivo-token" }),
  },
  bandwidth: {
    identifiers: { accountId: "9900000", webhookUser: "user" },
    secrets: { webhookPassword: "pass:word" },
    rings: endpoints.slice(1),
    simulate: (options: XmlSimulatorOptions) =>
      new BandwidthSimulator({ ...options, user: "user", password: "pass:word" }),
  },
  textgrid: {
    identifiers: { accountSid: "k3IdEjalZGVfMfyP0ndSGg==" },
    secrets: { webhookSecret: "whsec_test" },
    rings: endpoints.slice(2),
    simulate: (options: XmlSimulatorOptions) =>
      new TextGridSimulator({ ...options, webhookSecret: "whsec_test" }),
  },
} as const;
type XmlCarrierName = keyof typeof carriers;

beforeEach(async () => {
  const { app, acme } = context;
  await app.installation.routeIndexSync.built;
  const { status } = await context.admin.put(`/users/${acme.member.id}/endpoints`, { endpoints });
  expect(status).toBe(200);
});

/** Adds an account and a number that the organization's member holds. */
async function start(provider: XmlCarrierName, input: Partial<NewCarrierAccountInput> = {}) {
  const { identifiers, secrets, simulate } = carriers[provider];
  const { app, acme } = context;
  const to = `+1438555${String(context.count).padStart(4, "0")}`;
  const number = await context.platform.post("/numbers", { provider, line: to });
  expect(number.status).toBe(201);
  expect((await context.admin.put(holderPath(number.json, acme.member), {})).status).toBe(200);
  const account = await addCarrierAccount(app, acme.id, { provider, identifiers, secrets, ...input });
  return { to, account, simulator: simulate(simulatorOptions(app, account)) as unknown as Simulator };
}

describe.each(["telnyx", "plivo", "bandwidth"] as const)("%s", (provider) => {
  const { rings } = carriers[provider];

  test("rings all at once when the account does", async () => {
    const { simulator, to } = await start(provider, { ringMode: "simultaneous" });
    expect(await simulator.call({ from, to })).toMatchObject({
      rang: [rings],
      heard: [nobody],
      violations: [],
    });
  });

  test.each([true, false])("records a message when the caller hangs up: %s", async (hangsUp) => {
    const unanswered = { action: "voicemail", texts: { "en-US": "Leave a message." } } as const;
    const { simulator, to } = await start(provider, { unanswered });
    await hooks.create({ kinds: ["call.voicemail"] });
    const report = await simulator.call({ from, to, hangsUp });
    expect(report).toMatchObject({ heard: ["Leave a message."], hasLeftMessage: true, violations: [] });
    const { calls, notifications } = context.app.installation.telephony;
    await Promise.all([calls.flush(), notifications.flush()]);
    const { json } = await context.admin.get("/calls");
    expect(json.items).toMatchObject([{ line: to, outcome: "voicemail" }]);
    const [request] = await hooks.receiver.received(1);
    expect(request?.json.data).toMatchObject({ line: to, recording: { url: expect.any(String) } });
  });
});

test("textgrid rings the first telephone, and announces to a caller of a line without a holder", async () => {
  const { simulator, to } = await start("textgrid");
  expect(await simulator.call({ from, to })).toMatchObject({
    rang: [[endpoints[2]]],
    heard: [],
    violations: [],
  });
  const number = await context.platform.post("/numbers", { provider: "textgrid", line: "+14385559998" });
  expect(number.status).toBe(201);
  const report = await simulator.call({ from, to: "+14385559998" });
  expect(report).toMatchObject({ rang: [], heard: [nobody], violations: [] });
});

test.each(["telnyx", "plivo", "bandwidth", "textgrid"] as const)(
  "%s delivers a message",
  async (provider) => {
    await hooks.create({ kinds: ["message.received"] });
    const { simulator, to } = await start(provider);
    const list = (provider === "telnyx" || provider === "bandwidth" ? [to] : to) as string &
      readonly string[];
    expect(await simulator.sendMessage({ from, to: list, text: "Café & 👍" })).toEqual([200]);
    const [request] = await hooks.receiver.received(1);
    expect(request?.json.data).toMatchObject({ text: "Café & 👍" });
  },
);
