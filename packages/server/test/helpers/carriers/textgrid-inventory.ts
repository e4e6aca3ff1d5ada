import { numberIn, page, SimulatedInventory, type SimulatedNumber, simulate } from "./inventory.ts";

/** An id that must be encoded in paths, as TextGrid's are. */
const sid = "k3Id/EjalZ+VfMfyP0ndSGg==";

const toNumber = (it: SimulatedNumber) => ({
  ...{ sid: it.id, phone_number: it.number, friendly_name: it.name, status: it.status ?? "active" },
  ...{ voice_url: it.voiceUrl, voice_method: it.voiceMethod, sms_url: it.smsUrl, sms_method: "POST" },
  capabilities: { voice: true, sms: true },
  ...it.more,
});

export const createTextGridInventory = (): SimulatedInventory =>
  new SimulatedInventory("textgrid", { accountSid: sid, authToken: "token" }, (inventory) => {
    const bearer = `Bearer ${Buffer.from(`${sid}:token`).toString("base64")}`;
    return simulate(
      ({ headers }) => headers.authorization === bearer,
      [
        [
          "GET",
          /^\/2010-04-01\/Accounts\/([^/]+)\/IncomingPhoneNumbers\.json$/,
          (request, account) => {
            if (account !== sid) return undefined;
            const size = numberIn(request, "PageSize", 20);
            const from = numberIn(request, "From", 0);
            const rows = page(inventory.numbers, from, size).map(toNumber);
            const next = `${request.url.pathname}?PageSize=${size}&From=${from + size}`;
            const isLast = from + size >= inventory.numbers.length;
            return { body: { incoming_phone_numbers: rows, next_page_uri: isLast ? null : next } };
          },
        ],
        [
          "GET",
          /\/IncomingPhoneNumbers\/(\w+)\/forward\.json$/,
          (_, id) => {
            const forwardTo = inventory.find(id ?? "")?.forwardsTo;
            return forwardTo === undefined ? undefined : { body: { forwardEnabled: true, forwardTo } };
          },
        ],
      ],
    );
  });
