import { formOf, numberIn, page, SimulatedInventory, type SimulatedNumber, simulate } from "./inventory.ts";
import { basic } from "./simulator.ts";

const toNumber = (it: SimulatedNumber) => ({
  ...{ country: "GB", msisdn: it.number, type: "mobile-lvn", features: ["VOICE", "SMS"] },
  ...(it.smsUrl !== null && { moHttpUrl: it.smsUrl }),
  ...(it.voiceUrl !== null && { app_id: "app1" }),
  ...(it.forwardsTo !== undefined && { voiceCallbackType: "tel", voiceCallbackValue: it.forwardsTo }),
  ...it.more,
});

/** All numbers have the same application, with the URL of the first. */
export const createVonageInventory = (): SimulatedInventory =>
  new SimulatedInventory("vonage", { apiKey: "key", apiSecret: "secret" }, (inventory) => {
    const { numbers } = inventory;
    const application = () => ({
      ...{ id: "app1", name: "Calls", keys: { public_key: "PEM" }, _links: {} },
      capabilities: {
        voice: {
          webhooks: {
            answer_url: { address: numbers[0]?.voiceUrl, http_method: numbers[0]?.voiceMethod },
            event_url: { address: "https://events.example.com", http_method: "POST" },
          },
        },
      },
    });
    return simulate(
      ({ headers }) => headers.authorization === basic("key", "secret"),
      [
        [
          "GET",
          /^\/account\/numbers$/,
          (request) => {
            const pattern = request.url.searchParams.get("pattern") ?? "";
            const found = numbers.filter(({ number }) => number.startsWith(pattern));
            if (found.length === 0) return { body: {} };
            const size = Math.min(100, numberIn(request, "size", 10));
            const rows = page(found, (numberIn(request, "index", 1) - 1) * size, size).map(toNumber);
            return { body: { count: found.length + inventory.totalError, numbers: rows } };
          },
        ],
        ["GET", /^\/v2\/applications\/app1$/, () => ({ body: application() })],
        [
          "PUT",
          /^\/v2\/applications\/app1$/,
          ({ body }) => {
            const { name, keys, _links, capabilities } = JSON.parse(body);
            const { answer_url, event_url } = capabilities.voice.webhooks;
            const isComplete = name === "Calls" && keys.public_key === "PEM" && event_url !== undefined;
            if (!isComplete || _links !== undefined) return { status: 422 };
            for (const number of numbers)
              Object.assign(number, { voiceUrl: answer_url.address, voiceMethod: answer_url.http_method });
            return {};
          },
        ],
        [
          "POST",
          /^\/number\/update$/,
          (request) => {
            const { country, msisdn, moHttpUrl = "", app_id } = formOf(request);
            const number = numbers.find((it) => it.number === msisdn);
            if (number === undefined || country !== "GB") return undefined;
            // What is left out is reset.
            if (app_id === undefined) number.voiceUrl = null;
            number.smsUrl = moHttpUrl || null;
            return { body: { "error-code": "200" } };
          },
        ],
      ],
    );
  });
