import type { CarrierAccess, SeenWebhook } from "../../core/telephony/carrier-client.ts";
import { apiBase, type JsonObject, objectOf, requestJson, rowsOf, textOf } from "../contract/carrier-api.ts";
import { nextPageUrl, readPages } from "../contract/inventory-pages.ts";

/**
 * Reads the webhooks of the numbers that receive texts through a Messaging Service with its own URL, by the numbers' sids:
 * https://www.twilio.com/docs/messaging/api/service-resource
 */
export async function readMessagingServices(
  access: CarrierAccess,
  headers: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, SeenWebhook>> {
  const base = `${apiBase(access, "https://messaging.twilio.com")}/v1/Services`;
  const readList = (first: string, member: string) =>
    readPages(
      first,
      async (url) => {
        const page = await requestJson(access, { method: "GET", url, headers });
        return {
          rows: rowsOf(page[member]),
          next: nextPageUrl(first, objectOf(page.meta).next_page_url),
        };
      },
      (row: JsonObject) => row.sid,
    );
  const services = new Map<string, SeenWebhook>();
  for (const service of await readList(`${base}?PageSize=100`, "services")) {
    if (service.use_inbound_webhook_on_number === true) continue;
    const sid = textOf(service.sid) ?? "";
    const url = textOf(service.inbound_request_url) ?? null;
    const numbers = await readList(
      `${base}/${encodeURIComponent(sid)}/PhoneNumbers?PageSize=100`,
      "phone_numbers",
    );
    for (const number of numbers)
      services.set(textOf(number.sid) ?? "", { url, via: "profile", viaRef: sid });
  }
  return services;
}
