import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { describe, expect, onTestFinished, test } from "vitest";
import { TwilioSimulator } from "../../helpers/carriers/twilio.ts";

const publicUrl = "https://edge.example.com";
const path = "/telephony/twilio/a1";
const account = { accountSid: "AC5f7b1c2e8a1d4e0012c3b4a55f7b1c2e", authToken: "12345" };
const incoming = { from: "+14165550199", to: "+14165550100" };

/** Answers with the document of a path, and fails where there is none. */
async function open(documents: Readonly<Record<string, string>>, fallbackUrl?: string) {
  const asked: { path: string; fields: URLSearchParams; isSigned: boolean }[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const fields = new URLSearchParams(body);
    const signature = String(request.headers["x-twilio-signature"]);
    const url = `${publicUrl}${request.url}`;
    const isSigned = validateRequest(account.authToken, signature, url, Object.fromEntries(fields));
    const at = request.url?.slice(path.length) ?? "";
    asked.push({ path: at, fields, isSigned });
    const document = documents[at];
    response.writeHead(document === undefined ? 500 : 200, { "content-type": "text/xml" }).end(document);
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  onTestFinished(() => void server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const more = fallbackUrl === undefined ? {} : { fallbackUrl };
  return { simulator: new TwilioSimulator({ ...account, origin, publicUrl, path, ...more }), asked };
}

const url = (rest: string) => `${publicUrl}${path}${rest}`;

test("the vendor's library accepts what the simulator signs", () => {
  const simulator = new TwilioSimulator({ ...account, origin: "", publicUrl, path });
  const names = fc.stringMatching(/^[A-Za-z]{1,10}$/).filter((name) => !(name in {}));
  fc.assert(
    fc.property(fc.dictionary(names, fc.string({ unit: "grapheme" })), (fields) => {
      const signature = simulator.sign(url("/voice"), fields);
      expect(validateRequest(account.authToken, signature, url("/voice"), fields)).toBe(true);
      expect(validateRequest("other", signature, url("/voice"), fields)).toBe(false);
    }),
  );
});

describe("documents of the vendor's builder", () => {
  const first = new VoiceResponse();
  first.say({ language: "fr-CA" }, "Bonjour & bienvenue");
  const dial = first.dial({
    action: url("/voice/next/1"),
    method: "POST",
    timeout: 20,
    answerOnBridge: true,
  });
  dial.client("lena");
  dial.sip("sip:lena@pbx.example.com");
  dial.number("+14165550123");
  const second = new VoiceResponse();
  second.record({ action: url("/voice/recorded"), maxLength: 120, playBeep: true });
  const third = new VoiceResponse();
  third.hangup();
  const documents = {
    "/voice": first.toString(),
    "/voice/next/1": second.toString(),
    "/voice/recorded": third.toString(),
  };

  test("are followed over their callbacks", async () => {
    const { simulator, asked } = await open(documents);
    const report = await simulator.call({ ...incoming, hangsUp: true });
    expect(report).toMatchObject({
      rang: [["client:lena", "sip:lena@pbx.example.com", "tel:+14165550123"]],
      heard: ["Bonjour & bienvenue"],
      hasLeftMessage: true,
      end: "completed",
      violations: [],
    });
    expect(asked.map((it) => it.path)).toEqual(Object.keys(documents));
    expect(asked.every(({ isSigned }) => isSigned)).toBe(true);
    expect(asked[1]?.fields.get("DialCallStatus")).toBe("no-answer");
    expect(asked[2]?.fields.get("Digits")).toBe("hangup");
  });

  test("reject", async () => {
    const rejected = new VoiceResponse();
    rejected.reject({ reason: "busy" });
    const { simulator } = await open({ "/voice": rejected.toString() });
    expect(await simulator.call(incoming)).toMatchObject({ end: "refused", violations: [] });
  });

  test("go on after a leg without an action, also when it was answered", async () => {
    const document = new VoiceResponse();
    document.dial().number("+14165550123");
    document.dial().number("+14165550124");
    const { simulator } = await open({ "/voice": document.toString() });
    const report = await simulator.call({ ...incoming, outcomeOf: () => "answered" });
    expect(report.rang).toEqual([["tel:+14165550123"], ["tel:+14165550124"]]);
  });
});

describe("without a document", () => {
  test("the fallback URL is asked once, with the reason", async () => {
    const document = new VoiceResponse();
    document.say("The fallback.");
    const { simulator, asked } = await open({ "/other": document.toString() }, url("/other"));
    expect(await simulator.call(incoming)).toMatchObject({ heard: ["The fallback."], end: "completed" });
    expect(asked.map((it) => it.path)).toEqual(["/voice", "/other"]);
    expect(asked[1]?.fields.get("ErrorUrl")).toBe(url("/voice"));
    expect(await simulator.sendMessage({ ...incoming, text: "Hi" })).toEqual([500, 200]);
  });

  test.each([undefined, "<Response><Say>", "no document"])(
    "such as %j, the caller gets an error",
    async (document) => {
      const { simulator } = await open(document === undefined ? {} : { "/voice": document });
      expect(await simulator.call(incoming)).toMatchObject({ heard: [], end: "carrierError" });
      expect(await simulator.sendMessage({ ...incoming, text: "Hi" })).toEqual([500]);
    },
  );
});
