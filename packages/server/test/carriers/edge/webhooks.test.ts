import { beforeEach, describe, expect, inject, test } from "vitest";
import { accountsOfOrganization } from "../../../src/core/carrier-accounts/account-owner.ts";
import { updateCarrierAccount } from "../../../src/core/carrier-accounts/carrier-accounts.ts";
import type { CarrierAccount } from "../../../src/model.ts";
import type { Answer } from "../../helpers/ask.ts";
import {
  addCarrierAccount,
  publicUrl,
  twilioCredentials,
  twilioOf,
} from "../../helpers/carriers/carrier-account.ts";
import type { TwilioSimulator } from "../../helpers/carriers/twilio.ts";
import { formText, formType } from "../../helpers/carriers/webhook.ts";
import { platformContext } from "../../helpers/import-files.ts";
import { scrape } from "../../helpers/metrics.ts";
import { sendRaw } from "../../helpers/raw.ts";
import { holderPath, useTestContext } from "../../helpers/test-context.ts";

const context = useTestContext(inject("engine"));

let account: CarrierAccount;
let path: string;
let twilio: TwilioSimulator;
beforeEach(async () => {
  const { app, acme, admin } = context;
  await app.installation.routeIndexSync.built;
  await admin.put(holderPath(acme.twilio, acme.member), {});
  account = await addCarrierAccount(app, acme.id);
  path = `/telephony/twilio/${account.id}`;
  twilio = twilioOf(app, account);
});

const fields = () => ({
  CallSid: "CA1",
  From: "+12125550123",
  To: context.acme.twilio.line,
  CallStatus: "ringing",
});

interface Sent {
  readonly path?: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly signature?: string | null;
  readonly method?: string;
}

/** A request whose signature is right unless another is given. */
function send({
  path: to = `${path}/voice`,
  form = fields(),
  body,
  signature,
  method = "POST",
}: Sent = {}): Promise<Answer> {
  const own = signature === undefined ? twilio.sign(publicUrl + to, form) : signature;
  return sendRaw(context.app.url, {
    method,
    path: to,
    headers: { "content-type": formType, ...(own !== null && { "x-twilio-signature": own }) },
    body: method === "POST" ? (body ?? formText(form)) : undefined,
  });
}

const lookups = async () => {
  const { samples } = await scrape(context.app.ask);
  return samples
    .filter(({ name }) => name === "whoseline_route_lookups_total")
    .reduce((sum, { value }) => sum + value, 0);
};

const refused = { status: 403, text: "Forbidden\n" };

describe("a webhook that is not verified", () => {
  test.each([
    ["without a signature", { signature: null }],
    ["with an empty signature", { signature: "" }],
    ["with a wrong signature", { signature: "RSOYDt4T1cUTdK1PDd93/VVr8B8=" }],
    ["with a changed field", { body: "CallSid=CA1&To=%2B14165550199" }],
    ["with more fields than are read", { body: "f=&".repeat(10_000) }],
    ["with bytes that are no text", { body: Buffer.from([0xff, 0x3d, 0xfe]) }],
    ["with a broken escape", { body: "To=%zz" }],
  ] satisfies [string, Sent][])("is refused %s, in plain text and before any lookup", async (_, sent) => {
    const before = await lookups();
    const answer = await send(sent);
    expect(answer).toMatchObject(refused);
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await lookups()).toBe(before);
  });

  test("is refused like one for an account that does not exist", async () => {
    const before = await lookups();
    const unknown = `/telephony/twilio/${context.acme.id}/voice`;
    expect(await send({ path: unknown })).toMatchObject(refused);
    expect(await send({ path: `/telephony/telnyx/${account.id}/voice` })).toMatchObject(refused);
    expect(await send({ path: `/telephony/nobody/${account.id}/voice` })).toMatchObject(refused);
    expect(await send({ path: `/telephony/__proto__/${account.id}/voice` })).toMatchObject(refused);
    expect(await lookups()).toBe(before);
  });

  test("is refused for an account that is disabled", async () => {
    const { app, acme } = context;
    const owner = accountsOfOrganization(await platformContext(app, acme.id));
    expect(await send()).toMatchObject({ status: 200 });
    await updateCarrierAccount(owner, account.id, { status: "disabled" });
    expect(await send()).toMatchObject(refused);
  });

  test("is answered with 503 when the account has no secret", async () => {
    const { id } = await addCarrierAccount(context.app, context.acme.id, { secrets: {} });
    expect(await send({ path: `/telephony/twilio/${id}/voice` })).toMatchObject({
      status: 503,
      text: "Unavailable\n",
    });
  });

  test("is counted by its reason, without a label of a caller's", async () => {
    const value = async (provider: string, result: string) =>
      (await scrape(context.app.ask)).value("whoseline_carrier_webhooks_total", { provider, result });
    const before = await value("twilio", "wrong");
    await send({ signature: "wrong" });
    expect(await value("twilio", "wrong")).toBe(before + 1);
    const unknown = await value("unknown", "unknownAccount");
    await send({ path: `/telephony/nobody/${account.id}/voice` });
    expect(await value("unknown", "unknownAccount")).toBe(unknown + 1);
  });
});

describe("the paths of the telephone network", () => {
  test("answer OPTIONS with the methods, and other methods with 405", async () => {
    const options = await send({ method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, OPTIONS, POST"]);
    for (const method of ["HEAD", "PUT", "DELETE", "PATCH"]) {
      const answer = await send({ method });
      expect([method, answer.status]).toEqual([method, 405]);
      expect(answer.headers.get("allow")).toBe("GET, OPTIONS, POST");
    }
  });

  test("answer 404 for what is no path of an account", async () => {
    for (const unknown of [
      `${path}/nothing`,
      `${path}/voice/next/x`,
      `${path}/voice/next/100`,
      "/telephony",
      `${path}/secret/sms`,
    ])
      expect([unknown, (await send({ path: unknown })).status]).toEqual([unknown, 404]);
  });

  test("accept bodies of 64 KiB and no larger ones", async () => {
    const form = { ...fields(), Padding: "" };
    const padded = { ...form, Padding: "x".repeat(64 * 1024 - formText(form).length) };
    expect(Buffer.byteLength(formText(padded))).toBe(64 * 1024);
    expect(await send({ form: padded })).toMatchObject({ status: 200 });
    expect(await send({ form: { ...padded, More: "" } })).toMatchObject({
      status: 413,
      text: "Payload too large\n",
    });
  });

  test("accept a signed GET where the carrier documents it, and never one of the other carriers", async () => {
    const query = new URLSearchParams(fields()).toString();
    const to = `${path}/voice?${query}`;
    const get = await sendRaw(context.app.url, {
      method: "GET",
      path: to,
      headers: { "x-twilio-signature": twilio.sign(publicUrl + to, {}) },
    });
    expect(get).toMatchObject({ status: 200 });
    const telnyx = await sendRaw(context.app.url, {
      method: "GET",
      path: `/telephony/sinch/${account.id}/voice`,
    });
    expect([telnyx.status, telnyx.headers.get("allow")]).toEqual([405, "OPTIONS, POST"]);
  });

  test("are measured as operations of the telephone network", async () => {
    await send();
    const metrics = await scrape(context.app.ask);
    expect(
      metrics.value("whoseline_requests_total", {
        dialect: "telephony",
        operation: "carrier_voice",
        status: "200",
      }),
    ).toBeGreaterThan(0);
    expect(
      metrics.value("whoseline_carrier_webhook_duration_seconds_count", { provider: "twilio" }),
    ).toBeGreaterThan(0);
    expect(
      metrics.value("whoseline_carrier_call_steps_total", { provider: "twilio", step: "announce" }),
    ).toBeGreaterThan(0);
  });
});

describe("a call that is answered without the framework", () => {
  const sendBody = async (to: string, signature: string, body: string | ReadableStream) => {
    const headers = { "content-type": formType, "x-twilio-signature": signature, "x-request-id": "test" };
    const duplex = "half" as const;
    const response = await fetch(context.app.url + to, {
      method: "POST",
      headers,
      body,
      duplex,
    } as RequestInit);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const direct = (to: string, signature: string, body: string) => sendBody(to, signature, body);
  /** A chunked body is left to the framework. */
  const viaFramework = (to: string, signature: string, body: string) =>
    sendBody(to, signature, new Blob([body]).stream());
  const comparable = ({ status, headers, text }: Pick<Answer, "status" | "headers" | "text">) => {
    const names = [...headers].filter(([name]) => name !== "date");
    return { status, names, text };
  };

  test.each(["/voice", "/voice/next/1", "/voice/next/tried", "/voice/next/99"])(
    "gets at %s the answer of the framework, with the same headers",
    async (end) => {
      const to = path + end;
      const sent = { ...fields(), DialCallStatus: "busy" };
      for (const [form, signature] of [
        [sent, twilio.sign(publicUrl + to, sent)],
        [sent, "wrong"],
        [{}, twilio.sign(publicUrl + to, {})],
      ] as const) {
        const body = formText(form);
        expect(comparable(await direct(to, signature, body))).toEqual(
          comparable(await viaFramework(to, signature, body)),
        );
      }
    },
  );

  test("is refused like by the framework when the body is too large", async () => {
    const body = "x".repeat(64 * 1024 + 1);
    const to = `${path}/voice`;
    expect(comparable(await direct(to, "x", body))).toEqual(comparable(await viaFramework(to, "x", body)));
  });
});

describe("a verified webhook about a call", () => {
  test.each([
    ["that lacks fields", { From: "+12125550123" }],
    ["to something that is no line", { CallSid: "CA1", From: "+12125550123", To: "sip:x@edge.acme.example" }],
    ["with hostile names", { CallSid: "CA1", To: "__proto__", From: "constructor", __proto__x: "1" }],
    ["with a hostile caller", { CallSid: "CA1", From: '"/><Hangup/>\r\nx: y', To: "+19995550100" }],
  ])("%s is answered with a document", async (_, form) => {
    const answer = await send({ form: form as unknown as Readonly<Record<string, string>> });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toMatch(/^(?:text|application)\/xml/);
    expect(answer.text).toMatch(/^<\?xml .*\n<Response>.*<\/Response>$/s);
  });

  test("gets the same answer when it is repeated, and is recorded once", async () => {
    const { calls } = context.app.installation.telephony;
    await calls.flush();
    const first = await send();
    expect(calls.queued).toBe(1);
    expect((await send()).text).toBe(first.text);
    expect(calls.queued).toBe(1);
  });

  test("that only reports a status is acknowledged", async () => {
    const to = `${path}/status`;
    expect(await send({ path: to })).toMatchObject({
      status: 200,
      text: expect.stringContaining("<Response"),
    });
    expect(await send({ path: to, form: { nothing: "known" } })).toMatchObject({ status: 200 });
  });

  test("logs neither the caller, the called line, the body nor the signature", async () => {
    const { app } = context;
    const from = `+1646555${String(1000 + context.count)}`;
    const form = { ...fields(), From: from, Body: "a secret text" };
    await send({ form });
    await send({ form, signature: "c2VjcmV0IHNpZ25hdHVyZQ==" });
    const log = app.logged.join("");
    for (const text of [
      from,
      context.acme.twilio.line,
      "a secret text",
      "c2VjcmV0IHNpZ25hdHVyZQ==",
      twilioCredentials.authToken,
    ])
      expect(log).not.toContain(text);
  });
});
