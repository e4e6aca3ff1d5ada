import { beforeEach, expect, inject, test } from "vitest";
import type { OrganizationId } from "../../../src/model.ts";
import type { Answer } from "../../helpers/ask.ts";
import { addCarrierAccount, publicUrl } from "../../helpers/carriers/carrier-account.ts";
import { TwilioSimulator } from "../../helpers/carriers/twilio.ts";
import { formText, formType } from "../../helpers/carriers/webhook.ts";
import { sendRaw } from "../../helpers/raw.ts";
import { holderPath, useTestContext } from "../../helpers/test-context.ts";

const context = useTestContext(inject("engine"));
const inbound = "/api/webhook/calls/twilio/inbound";

let accountSid: string;
beforeEach(async () => {
  const { app, acme, admin } = context;
  await app.installation.routeIndexSync.built;
  await admin.put(holderPath(acme.twilio, acme.member), {});
  accountSid = `AC${String(context.count).padStart(32, "0")}`;
});

const add = (
  authToken: string,
  organizationId: OrganizationId | null = context.acme.id,
  recordsCalls = false,
) =>
  addCarrierAccount(context.app, organizationId, {
    identifiers: { accountSid },
    secrets: { authToken },
    recordsCalls,
  });

const call = () => ({
  AccountSid: accountSid,
  CallSid: "CA5f7b",
  CallStatus: "ringing",
  From: "+14165550100",
  To: context.acme.twilio.line,
});

function send(path: string, form: Readonly<Record<string, string>>, authToken: string): Promise<Answer> {
  const { url } = context.app;
  const twilio = new TwilioSimulator({ origin: url, publicUrl, path: "", accountSid, authToken });
  const headers = { "content-type": formType, "x-twilio-signature": twilio.sign(publicUrl + path, form) };
  return sendRaw(url, { method: "POST", path, headers, body: formText(form) });
}

test("rings the holder as the client that Tether documents, and not their own endpoints", async () => {
  const { acme, admin } = context;
  const account = await add("secret");
  await admin.put(`/users/${acme.member.id}/endpoints`, { endpoints: ["tel:+14165550177"] });
  const { status, text } = await send(inbound, call(), "secret");
  expect(status).toBe(200);
  expect(text).toMatch(new RegExp(`<Client [^>]*>client_${acme.member.id}</Client>`));
  expect(text).not.toContain("record=");
  const next = /action="([^"]+)"/.exec(text)?.[1] ?? "";
  expect(next).toBe(`${publicUrl}/telephony/twilio/${account.id}/voice/next/tried`);
  const missed = await send(
    next.slice(publicUrl.length),
    { ...call(), DialCallStatus: "no-answer" },
    "secret",
  );
  expect(missed.text).toContain("Nobody is available");
});

test("records the call only when the account does", async () => {
  await add("secret", context.acme.id, true);
  expect((await send(inbound, call(), "secret")).text).toContain('record="record-from-answer"');
});

test("tries the secrets of every account with the AccountSid, and uses the one that has the line", async () => {
  const { app, platform } = context;
  const created = await app.ask("POST /registry/v1/organizations", {
    body: {
      name: `Rival ${context.count}`,
      owner: { name: "Olga", email: `olga@rival${context.count}.example` },
    },
  });
  const rival = created.json.organization.id;
  await add("of another", rival);
  await add("secret", rival);
  const own = await add("secret");
  const { text } = await send(inbound, call(), "secret");
  expect(text).toContain(`/telephony/twilio/${own.id}/`);
  expect((await platform.get("/numbers")).status).toBe(200);
});

test("refuses a wrong signature, another AccountSid and a body without one", async () => {
  await add("secret");
  expect((await send(inbound, call(), "wrong")).status).toBe(403);
  expect((await send(inbound, { ...call(), AccountSid: "AC0" }, "secret")).status).toBe(403);
  const { AccountSid: _, ...unnamed } = call();
  expect((await send(inbound, unnamed, "wrong")).status).toBe(403);
  expect((await send(inbound, { ...call(), __proto__: "x" } as never, "wrong")).status).toBe(403);
});

test("a request that names no account is tried with the secrets of all", async () => {
  await add(`secret of ${context.count}`);
  const { AccountSid: _, ...unnamed } = call();
  expect((await send(inbound, unnamed, `secret of ${context.count}`)).status).toBe(200);
});

test("received messages are answered with an empty document", async () => {
  await add("secret");
  const form = {
    AccountSid: accountSid,
    MessageSid: "SM5f7b",
    From: "+14165550100",
    To: call().To,
    Body: "Hello",
  };
  const { status, text } = await send("/api/webhook/twilio/sms", form, "secret");
  expect([status, text]).toEqual([200, '<?xml version="1.0" encoding="UTF-8"?>\n<Response></Response>']);
});

test("leaves the other paths and methods to the Tether dialect", async () => {
  const { status, json } = await context.app.ask("GET /api/webhook");
  expect([status, json.error]).toEqual([404, "Route not found"]);
});
