import { beforeEach, describe, expect, inject, test } from "vitest";
import type { NewCarrierAccountInput } from "../../../src/core/carrier-accounts/carrier-accounts.ts";
import type { Provider } from "../../../src/model.ts";
import { addCarrierAccount, simulatorOptions } from "../../helpers/carriers/carrier-account.ts";
import { JambonzSimulator } from "../../helpers/carriers/jambonz.ts";
import { SinchSimulator } from "../../helpers/carriers/sinch.ts";
import { VonageSimulator } from "../../helpers/carriers/vonage.ts";
import { holderPath, useTestContext } from "../../helpers/test-context.ts";
import { useWebhooks } from "../../helpers/webhooks.ts";

const context = useTestContext(inject("engine"));
const hooks = useWebhooks(context);
const from = "+12125550123";
const endpoints = ["client:mona", "sip:mona@pbx.acme.example:5061;transport=tls", "tel:+14165550177"];
const nobody = "Nobody is available to take your call. Please try again later.";

beforeEach(async () => {
  const { app, acme } = context;
  await app.installation.routeIndexSync.built;
  const { status } = await context.admin.put(`/users/${acme.member.id}/endpoints`, { endpoints });
  expect(status).toBe(200);
});

/** Adds a number that the organization's member holds. */
async function addLine(provider: Provider): Promise<string> {
  const line = `+1438555${String(context.count).padStart(4, "0")}`;
  const { status, json } = await context.platform.post("/numbers", { provider, line });
  expect(status).toBe(201);
  expect((await context.admin.put(holderPath(json, context.acme.member), {})).status).toBe(200);
  return line;
}

const addAccount = (input: Partial<NewCarrierAccountInput>) =>
  addCarrierAccount(context.app, context.acme.id, { identifiers: {}, ...input });

describe("Sinch", () => {
  const credentials = { applicationKey: "key1", applicationSecret: "c2VjcmV0", smsWebhookSecret: "sms1" };
  const { applicationKey, ...secrets } = credentials;
  const start = async (input: Partial<NewCarrierAccountInput> = {}) => {
    const account = await addAccount({
      provider: "sinch",
      identifiers: { applicationKey },
      secrets,
      ...input,
    });
    return new SinchSimulator(simulatorOptions(context.app, account), credentials);
  };

  test("rings the first endpoint only, because Sinch does not ask again", async () => {
    const to = await addLine("sinch");
    const sinch = await start();
    expect(await sinch.call({ from, to })).toMatchObject({ rang: [["user:mona"]], violations: [] });
  });

  test("refuses a call to an unknown line", async () => {
    const call = await (await start()).call({ from, to: "+14385559999" });
    expect(call).toMatchObject({ rang: [], end: "refused", violations: [] });
  });

  test("delivers a message once, also one that is repeated", async () => {
    const to = await addLine("sinch");
    await hooks.create({ kinds: ["message.received"] });
    const sinch = await start();
    for (let n = 0; n < 2; n += 1)
      expect(await sinch.sendMessage({ from, to, text: "Hé", id: "m1" })).toEqual([200]);
    expect(await sinch.sendMessage({ from, to, text: "Two" })).toEqual([200]);
    const requests = await hooks.receiver.received(2);
    expect(requests.map(({ json }) => json.data.text).sort()).toEqual(["Hé", "Two"]);
  });
});

describe("Vonage", () => {
  const credentials = {
    ...{ apiKey: "a1b2c3d", applicationId: "app1", signatureSecret: "0123456789abcdef0123456789abcdef" },
    smsSignatureSecret: "sms1",
  };
  const { signatureSecret, smsSignatureSecret, ...identifiers } = credentials;
  const start = async (
    input: Partial<NewCarrierAccountInput> = {},
    answerMethod: "GET" | "POST" = "POST",
  ): Promise<VonageSimulator> => {
    const account = await addAccount({
      provider: "vonage",
      identifiers: { ...identifiers, smsSignatureMethod: "sha256" },
      secrets: { signatureSecret, smsSignatureSecret },
      ...input,
    });
    return new VonageSimulator({ ...simulatorOptions(context.app, account), answerMethod }, credentials);
  };
  const rung = [["user:mona"], ["sip:mona@pbx.acme.example:5061;transport=tls"], ["14165550177"]];

  test.each(["GET", "POST"] as const)("rings in order after %s, and then announces", async (method) => {
    const to = await addLine("vonage");
    const vonage = await start({}, method);
    expect(await vonage.call({ from, to })).toMatchObject({ rang: rung, heard: [nobody], violations: [] });
  });

  test("rings one endpoint after the other also when the account rings at once", async () => {
    const to = await addLine("vonage");
    const vonage = await start({ ringMode: "simultaneous" });
    expect(await vonage.call({ from, to })).toMatchObject({ rang: rung, heard: [nobody], violations: [] });
  });

  test("stops at the endpoint that answers", async () => {
    const to = await addLine("vonage");
    const vonage = await start();
    const outcomeOf = (endpoint: string) => (endpoint.startsWith("sip:") ? "answered" : "busy");
    const call = await vonage.call({ from, to, outcomeOf });
    expect(call).toMatchObject({ rang: rung.slice(0, 2), end: "answered", violations: [] });
  });

  test("records a message for the called number, although the event of it has no number", async () => {
    const to = await addLine("vonage");
    const unanswered = { action: "voicemail", texts: { "en-US": "Leave a message." } } as const;
    const vonage = await start({ unanswered });
    const call = await vonage.call({ from, to });
    expect(call).toMatchObject({ rang: rung, hasLeftMessage: true, violations: [] });
    await context.app.installation.telephony.calls.flush();
    const { json } = await context.admin.get("/calls");
    expect(json.items).toMatchObject([{ line: to, outcome: "voicemail" }]);
  });

  test("delivers messages of GET and POST", async () => {
    const to = await addLine("vonage");
    await hooks.create({ kinds: ["message.received"] });
    const vonage = await start();
    for (const method of ["GET", "POST"] as const)
      expect(await vonage.sendMessage({ from, to, text: `by ${method}` }, { method })).toEqual([204]);
    const requests = await hooks.receiver.received(2);
    expect(requests.map(({ json }) => json.data.text).sort()).toEqual(["by GET", "by POST"]);
  });
});

describe("jambonz", () => {
  const start = async (input: Partial<NewCarrierAccountInput> = {}) => {
    const account = await addAccount({
      provider: "jambonz",
      identifiers: { numbersProvider: "telnyx", sipRealm: "acme.sip.example" },
      secrets: { webhookSecret: "secret1" },
      ...input,
    });
    return new JambonzSimulator(simulatorOptions(context.app, account), "secret1");
  };

  test("rings the holder of a number of the provider that the account names", async () => {
    const to = await addLine("telnyx");
    const call = await (await start()).call({ from, to });
    const rang = [
      ["mona@acme.sip.example"],
      ["sip:mona@pbx.acme.example:5061;transport=tls"],
      ["+14165550177"],
    ];
    expect(call).toMatchObject({ rang, heard: [nobody], violations: [] });
  });

  test("finds no number of another provider", async () => {
    const to = await addLine("bandwidth");
    expect(await (await start()).call({ from, to })).toMatchObject({ rang: [], end: "refused" });
  });

  test("rings at once when the account does", async () => {
    const to = await addLine("telnyx");
    const jambonz = await start({ ringMode: "simultaneous" });
    const call = await jambonz.call({
      from,
      to,
      outcomeOf: (it) => (it === "+14165550177" ? "answered" : "busy"),
    });
    expect(call.rang).toHaveLength(1);
    expect(call).toMatchObject({ answeredBy: "+14165550177", end: "answered", violations: [] });
  });
});

describe("IPPanel", () => {
  const pathSecret = "0123456789abcdef0123456789abcdef";

  test("receives messages at the secret path, and nothing at another one", async () => {
    await hooks.create({ kinds: ["message.received"] });
    const { id } = await addAccount({ provider: "ippanel", secrets: { pathSecret } });
    const query = new URLSearchParams({
      ...{ to: context.acme.ippanel.line, from: "+989122222222", text: "سلام", id: "7" },
    });
    const send = async (secret: string) =>
      (await fetch(`${context.app.url}/telephony/ippanel/${id}/${secret}/sms?${query}`)).status;
    expect(await send(pathSecret.replace("f", "e"))).toBe(403);
    expect([await send(pathSecret), await send(pathSecret)]).toEqual([200, 200]);
    const [request] = await hooks.receiver.received(1);
    expect(request?.json.data).toMatchObject({ text: "سلام", from: "+989122222222", messageId: "7" });
    expect(context.app.logged.filter((line) => line.includes(pathSecret))).toEqual([]);
  });
});
