import { beforeEach, describe, expect, inject, test } from "vitest";
import type { NewCarrierAccountInput } from "../../../src/core/carrier-accounts/carrier-accounts.ts";
import { addCarrierAccount, twilioOf } from "../../helpers/carriers/carrier-account.ts";
import { holderPath, useTestContext } from "../../helpers/test-context.ts";

const context = useTestContext(inject("engine"));
const from = "+12125550123";
const forwardTo = "+14169998877";

/** A number of a country. */
let line: string;
let number: { readonly id: string };
beforeEach(async () => {
  await context.app.installation.routeIndexSync.built;
  line = `+1416557${String(1000 + context.count)}`;
  number = (await context.platform.post("/numbers", { provider: "twilio", line })).json;
});

const add = (input: Partial<NewCarrierAccountInput> = {}) =>
  addCarrierAccount(context.app, context.acme.id, input);

async function call(
  input: Partial<NewCarrierAccountInput>,
  to = line,
  outcomeOf = () => "noAnswer" as const,
) {
  return twilioOf(context.app, await add(input)).call({ from, to, outcomeOf });
}

const hold = async (endpoints: readonly string[], isInboundEnabled = true) => {
  const { acme, admin } = context;
  await admin.put(holderPath(number, acme.member), { isInboundEnabled });
  await admin.put(`/users/${acme.member.id}/endpoints`, { endpoints });
};
const announce = (text: string) => ({ action: "announce" as const, texts: { "en-US": text } });

describe("a call that nobody answers", () => {
  test("is announced by the policy of its reason, or by that of the account", async () => {
    const policies = {
      unanswered: announce("any"),
      unansweredByReason: {
        noAnswer: announce("no answer"),
        noEndpoint: announce("no endpoint"),
        inboundOff: announce("off"),
      },
    };
    expect((await call(policies)).heard).toEqual(["any"]);
    await hold([]);
    expect((await call(policies)).heard).toEqual(["no endpoint"]);
    await hold(["client:mona"]);
    expect(await call(policies)).toMatchObject({ rang: [["client:mona"]], heard: ["no answer"] });
    await hold(["client:mona"], false);
    expect((await call(policies)).heard).toEqual(["off"]);
  });

  test("to a number of nobody is rejected, unless that reason has another policy", async () => {
    expect(await call({}, "+14169990000")).toMatchObject({ heard: [], end: "refused" });
    const unansweredByReason = { notOurs: announce("unknown number") };
    expect((await call({ unansweredByReason }, "+14169990000")).heard).toEqual(["unknown number"]);
  });

  test("is announced in the language of the called number's country", async () => {
    const languages = { language: "de-DE", languageByCountry: { CA: "fr-CA" } };
    const texts = { "de-DE": "deutsch", "fr-FR": "français" };
    expect((await call({ ...languages, unanswered: { action: "announce", texts } })).heard).toEqual([
      "français",
    ]);
    expect((await call({ ...languages, unanswered: { action: "announce" } })).heard[0]).toMatch(/^Personne/);
    expect((await call({ language: "de-DE", unanswered: { action: "announce", texts } })).heard).toEqual([
      "deutsch",
    ]);
    const unknown = await call({ language: "ja-JP", unanswered: { action: "announce" } });
    expect(unknown.heard[0]).toMatch(/^Nobody is available/);
    expect(unknown.violations).toEqual([]);
  });

  test("leaves a message, which ends the call", async () => {
    const report = await call({ unanswered: { action: "voicemail" } });
    expect(report).toMatchObject({ hasLeftMessage: true, end: "completed", violations: [] });
    expect(report.heard[0]).toContain("leave a message");
  });

  test("is forwarded once, and then announced", async () => {
    const policy = { unanswered: { action: "forward" as const, forwardTo } };
    const missed = await call(policy);
    expect(missed).toMatchObject({ rang: [[`tel:${forwardTo}`]], end: "completed" });
    expect(missed.heard).toHaveLength(1);
    const answered = await call(policy, line, () => "answered" as never);
    expect(answered).toMatchObject({ rang: [[`tel:${forwardTo}`]], end: "answered", heard: [] });
  });

  test("is not forwarded to a number that was added to an inventory since", async () => {
    const own = `+1416999${String(1000 + context.count)}`;
    const account = await add({ unanswered: { action: "forward", forwardTo: own } });
    const created = await context.platform.post("/numbers", { provider: "sinch", line: own });
    expect(created.status).toBe(201);
    const report = await twilioOf(context.app, account).call({ from, to: line });
    expect(report.rang).toEqual([]);
    expect(report.heard).toHaveLength(1);
  });

  test("is not forwarded to the line that was called", async () => {
    const report = await call({ unanswered: { action: "forward", forwardTo } }, forwardTo);
    expect(report.rang).toEqual([]);
  });
});

describe("a call that a client starts", () => {
  const to = "+14165559000";
  const client = async (input: Partial<NewCarrierAccountInput>, called = to, name = `mona${context.count}`) =>
    twilioOf(context.app, await add(input)).call({
      from: `client:${name}`,
      to: called,
      outcomeOf: () => "answered",
    });
  const refused = { rang: [], heard: ["This call cannot be connected."] };

  test("shows the user's number, within its country and those that the account permits", async () => {
    await hold([`client:mona${context.count}`]);
    expect(await client({})).toMatchObject({ rang: [[`tel:${to}`]], callerIds: [line], end: "answered" });
    expect(await client({}, "+442079460999")).toMatchObject(refused);
    const permitted = await client({ dialOutCountries: ["GB"] }, "+442079460999");
    expect(permitted).toMatchObject({ rang: [["tel:+442079460999"]], callerIds: [line] });
    expect(await client({}, "112")).toMatchObject(refused);
    expect(await client({}, "sip:x@edge.acme.example")).toMatchObject(refused);
  });

  test("is refused to a client of nobody, of several users, of a disabled user, and without an outbound number", async () => {
    const { acme, admin } = context;
    const endpoint = `client:mona${context.count}`;
    expect(await client({})).toMatchObject(refused);
    await hold([endpoint]);
    expect(await client({}, to, `mona${context.count}x`)).toMatchObject(refused);
    await admin.put(`/users/${acme.other.id}/endpoints`, { endpoints: [endpoint] });
    expect(await client({})).toMatchObject(refused);
    await admin.put(`/users/${acme.other.id}/endpoints`, { endpoints: [] });
    expect(await client({})).toMatchObject({ callerIds: [line] });
    await admin.put(holderPath(number, acme.member), { isOutboundEnabled: false });
    expect(await client({})).toMatchObject(refused);
    await admin.put(holderPath(number, acme.member), { isOutboundEnabled: true });
    await admin.patch(`/users/${acme.member.id}`, { status: "disabled" });
    expect(await client({})).toMatchObject(refused);
  });

  test("is refused when another organization's user has the client", async () => {
    await hold([`client:mona${context.count}`]);
    const made = await context.app.ask("POST /registry/v1/organizations", {
      body: {
        name: `Rival ${context.count}`,
        owner: { name: "Olga", email: `olga@rival${context.count}.example` },
      },
    });
    const account = await addCarrierAccount(context.app, made.json.organization.id);
    const report = await twilioOf(context.app, account).call({ from: `client:mona${context.count}`, to });
    expect(report).toMatchObject(refused);
  });

  test("is in the log of calls with the user, and with the end of the call", async () => {
    await hold([`client:mona${context.count}`]);
    await client({});
    await context.app.installation.telephony.calls.flush();
    const { json } = await context.admin.get("/calls");
    expect(json.items).toMatchObject([
      {
        direction: "outbound",
        decision: "dialOut",
        outcome: "answered",
        line,
        userId: context.acme.member.id,
        otherDigits: "9000",
      },
    ]);
  });
});
