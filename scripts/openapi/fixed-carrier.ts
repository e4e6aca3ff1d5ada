import type {
  OutboundExchange,
  OutboundExchangeResult,
} from "../../packages/server/src/core/kernel/outbound.ts";

const numbers = [
  {
    sid: "PN2a0747eba6abf96b7e3c3ff0b4530f6e",
    phone_number: "+14165550102",
    friendly_name: "Front desk",
    voice_url: "https://old.example.com/voice",
    voice_method: "POST",
    sms_url: "https://old.example.com/sms",
    sms_method: "POST",
    capabilities: { voice: true, sms: true },
    status: "in-use",
  },
  {
    sid: "PN6c1d2f0a9b8e47d3a5c4b3a291807f6e",
    phone_number: "+14165550177",
    friendly_name: "Spring campaign",
    voice_url: "",
    voice_method: "POST",
    sms_url: "",
    sms_method: "POST",
    capabilities: { voice: true, sms: true },
    status: "in-use",
  },
];

const members: readonly (readonly [path: RegExp, member: string, rows: readonly object[]])[] = [
  [/\/IncomingPhoneNumbers\.json$/, "incoming_phone_numbers", numbers],
  [/\/Applications\.json$/, "applications", []],
  [/\/v1\/Services$/, "services", []],
];

/** Twilio with an account of two numbers, whose webhooks can be set. */
export async function answerAsCarrier({
  method,
  url,
  body,
}: OutboundExchange): Promise<OutboundExchangeResult> {
  const { pathname } = new URL(url);
  const number = numbers.find(({ sid }) => pathname.endsWith(`/${sid}.json`));
  const { VoiceUrl, VoiceMethod } = Object.fromEntries(new URLSearchParams(body));
  if (method === "POST" && number !== undefined)
    Object.assign(number, { voice_url: VoiceUrl, voice_method: VoiceMethod });
  const [, member, rows] = members.find(([path]) => path.test(pathname)) ?? [];
  const answer = member === undefined ? {} : { [member]: rows, next_page_uri: null };
  return { status: 200, headers: {}, text: JSON.stringify(answer) };
}
