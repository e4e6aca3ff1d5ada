import {
  type Answer,
  formOf,
  numberIn,
  page,
  SimulatedInventory,
  type SimulatedNumber,
  simulate,
} from "./inventory.ts";
import { basic } from "./simulator.ts";

const sid = "AC00000000000000000000000000000001";

const toNumber = (it: SimulatedNumber) => ({
  ...{ sid: it.id, account_sid: sid, phone_number: it.number, friendly_name: it.name || it.number },
  ...{ voice_url: it.voiceUrl ?? "", voice_method: it.voiceMethod },
  ...{ sms_url: it.smsUrl ?? "", sms_method: "POST", status: it.status ?? "in-use" },
  ...{ voice_application_sid: "", sms_application_sid: "", trunk_sid: null },
  capabilities: { voice: true, sms: true, mms: false, fax: false },
  ...{ date_created: "Sat, 01 Aug 2026 10:00:00 +0000", date_updated: "Sat, 01 Aug 2026 10:00:00 +0000" },
  ...it.more,
});

/** Pages are named by a token, and the default size is 50, as at Twilio. */
export const createTwilioInventory = (): SimulatedInventory =>
  new SimulatedInventory("twilio", { accountSid: sid, authToken: "token" }, (inventory) => {
    const base = `/2010-04-01/Accounts/${sid}`;
    const list =
      (member: string, rows: () => readonly unknown[]): Answer =>
      (request) => {
        const size = Math.min(1000, numberIn(request, "PageSize", 50));
        const from = Number((request.url.searchParams.get("PageToken") ?? "PA0").slice(2));
        const next = `${request.url.pathname}?PageSize=${size}&Page=${from / size + 1}&PageToken=PA${from + size}`;
        const isLast = from + size >= rows().length;
        return {
          body: {
            ...{ [member]: page(rows(), from, size), page: from / size, page_size: size },
            ...{ next_page_uri: isLast ? null : next, uri: request.url.pathname },
          },
        };
      };
    return simulate(
      ({ headers }) => headers.authorization === basic(sid, "token"),
      [
        ["GET", new RegExp(`^${base}\\.json$`), () => ({ body: { sid, status: "active" } })],
        [
          "GET",
          new RegExp(`^${base}/IncomingPhoneNumbers\\.json$`),
          list("incoming_phone_numbers", () => inventory.numbers.map(toNumber)),
        ],
        ["GET", new RegExp(`^${base}/Applications\\.json$`), list("applications", () => applications)],
        ["GET", /^\/v1\/Services$/, () => ({ body: { services, meta: { next_page_url: null } } })],
        [
          "GET",
          /^\/v1\/Services\/MG1\/PhoneNumbers$/,
          () => ({ body: { phone_numbers: [{ sid: "PNservice" }], meta: { next_page_url: null } } }),
        ],
        [
          "POST",
          new RegExp(`^${base}/IncomingPhoneNumbers/(\\w+)\\.json$`),
          (request, id) => {
            const number = inventory.find(id ?? "");
            if (number === undefined) return undefined;
            const { VoiceUrl, VoiceMethod, SmsUrl } = formOf(request);
            if (VoiceUrl !== undefined) number.voiceUrl = VoiceUrl || null;
            if (VoiceMethod !== undefined) number.voiceMethod = VoiceMethod;
            if (SmsUrl !== undefined) number.smsUrl = SmsUrl || null;
            return { body: toNumber(number) };
          },
        ],
      ],
    );
  });

const applications = [
  {
    sid: "AP1",
    voice_url: "https://app.example.com/voice",
    voice_method: "GET",
    sms_url: "",
    sms_method: "POST",
  },
];
const services = [
  {
    sid: "MG1",
    inbound_request_url: "https://service.example.com/sms",
    use_inbound_webhook_on_number: false,
  },
  { sid: "MG2", inbound_request_url: null, use_inbound_webhook_on_number: true },
];
