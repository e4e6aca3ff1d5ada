import fc from "fast-check";
import { dialTarget } from "../../../src/carriers/contract/endpoint.ts";
import type { CallStep, CarrierCall, DialTarget } from "../../../src/core/telephony/call.ts";

export const call: CarrierCall = {
  id: "CA5f7b1c2e8a1d4e0012c3b4a55f7b1c2e",
  to: "+14165550100",
  from: "+14165550199",
  isWithheld: false,
};

export const nextUrl = "https://edge.example.com/telephony/twilio/5f7b1c2e8a1d4e0012c3b4a5/voice/next/1";
export const recordedUrl = nextUrl.replace("next/1", "recorded");
export const statusUrl = nextUrl.replace("voice/next/1", "status");

export function ring(
  targets: readonly [DialTarget, ...DialTarget[]],
  others: Partial<CallStep & { kind: "ring" }> = {},
): CallStep & { kind: "ring" } {
  return {
    kind: "ring",
    targets,
    seconds: 20,
    callerId: null,
    isRecorded: false,
    nextUrl,
    statusUrl,
    ...others,
  };
}

export const voicemail = (language = "en-US"): CallStep => ({
  kind: "voicemail",
  text: "Speak.",
  language,
  secondsMax: 120,
  recordedUrl,
});

/** What is in the root of a document. */
export const content = (xml: string): string =>
  xml.replace(/^<\?xml [^\n]*\n<Response>/, "").replace(/<\/Response>$/, "");

export const lena: DialTarget = { kind: "client", name: "lena" };
export const desk: DialTarget = { kind: "sip", uri: "sip:lena@pbx.example.com:5061;transport=tls" };
export const mobile: DialTarget = { kind: "phone", line: "+14165550123" };

const phone = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.stringMatching(/^\d{6,14}$/))
  .map(([first, rest]) => `+${first}${rest}`);

/** What a user can have as an endpoint. */
const endpoints = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_.@+-]{1,121}$/).map((name) => `client:${name}`),
  fc
    .tuple(fc.stringMatching(/^[!-?A-~]{1,40}$/), fc.stringMatching(/^[a-z]{1,20}(?:;[!-?A-~]{1,40})?$/))
    .map(([user, host]) => `sip:${user}@${host}`),
  phone.map((line) => `tel:${line}`),
);

/** Text of people, with markup, control characters and halves of surrogate pairs. */
export const hostileText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({
    unit: fc.integer({ min: 0, max: 0xffff }).map((it) => String.fromCharCode(it)),
    maxLength: 200,
  }),
  fc.constantFrom(
    `</Say><Dial>+19005550100</Dial><Say>`,
    `"/><Redirect>https://evil.example</Redirect>`,
    "<![CDATA[x]]>",
    "]]>",
    "<!-- -->",
    `<?xml version="1.0"?>`,
    "<!DOCTYPE a [<!ENTITY b 'c'>]>&b;",
    "a\u0000b\u000bc\u001f",
    "\ud83d",
    "\udc4d\ud83d",
    "\uffff\ufffe",
    " ",
    "é".repeat(70_000),
  ),
);

const callerId = fc.option(phone);
const language = fc.constantFrom("en-US", "fr-CA", "fa-IR", "de-CH", "xx", "", "zh-Hant-TW");

/** Steps with targets of some kinds. */
export const callSteps = (kinds: readonly DialTarget["kind"][]): fc.Arbitrary<CallStep> =>
  callStepsVia((endpoint) => [dialTarget(endpoint)].find((target) => target && kinds.includes(target.kind)));

/** Steps whose targets are endpoints that the carrier can reach. */
export function callStepsVia(targetOf: (endpoint: string) => DialTarget | undefined): fc.Arbitrary<CallStep> {
  const targets = fc
    .array(endpoints, { minLength: 1, maxLength: 12 })
    .map((all) => all.map(targetOf).filter((target) => target !== undefined))
    .filter((all): all is [DialTarget, ...DialTarget[]] => all.length > 0);
  const seconds = fc.integer({ min: 1, max: 700 });
  return fc.oneof(
    fc.record({ targets, seconds, callerId, isRecorded: fc.boolean() }).map((it) => ring(it.targets, it)),
    fc.record({
      kind: fc.constant("forward" as const),
      line: phone,
      seconds,
      callerId,
      nextUrl: fc.constant(nextUrl),
    }),
    fc.record({ kind: fc.constant("announce" as const), text: hostileText, language }),
    fc.record({
      kind: fc.constant("voicemail" as const),
      text: hostileText,
      language,
      secondsMax: fc.integer({ min: 1, max: 600 }),
      recordedUrl: fc.constant(recordedUrl),
    }),
    fc.constantFrom<CallStep>({ kind: "reject" }, { kind: "hangUp" }),
  );
}

/** Callers, of whom no carrier guarantees anything. */
export const carrierCalls: fc.Arbitrary<CarrierCall> = fc.record({
  id: hostileText,
  to: fc.oneof(phone, fc.constant("sip:+14165550100@sip.example.com"), hostileText),
  from: hostileText,
  isWithheld: fc.boolean(),
});
