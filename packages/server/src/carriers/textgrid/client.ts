import type {
  CarrierAccess,
  CarrierClient,
  SeenNumber,
  SeenWebhook,
} from "../../core/telephony/carrier-client.ts";
import { CarrierFailure } from "../../core/telephony/carrier-client.ts";
import { type JsonObject, methodOf, objectOf, requestJson, rowsOf, textOf } from "../contract/carrier-api.ts";
import { nextPageUrl, readPages } from "../contract/inventory-pages.ts";
import { capabilitiesOf, lineOf, nameOf } from "../contract/seen-number.ts";
import { accountUrl, headersOf } from "./api.ts";
import { sendMessage } from "./send-message.ts";

/** Like Twilio's API, with another authorization and with numbers that TextGrid itself forwards. */
export const textgridClient: CarrierClient = { testCredentials, readInventory, sendMessage };

const get = (access: CarrierAccess, url: string): Promise<JsonObject> =>
  requestJson(access, { method: "GET", url, headers: headersOf(access) });

async function testCredentials(access: CarrierAccess): Promise<void> {
  await get(access, `${accountUrl(access)}/IncomingPhoneNumbers.json?PageSize=1`);
}

async function readInventory(access: CarrierAccess): Promise<readonly SeenNumber[]> {
  const first = `${accountUrl(access)}/IncomingPhoneNumbers.json?PageSize=100`;
  const rows = await readPages(
    first,
    async (url) => {
      const page = await get(access, url);
      return {
        rows: rowsOf(page.incoming_phone_numbers),
        next: nextPageUrl(first, page.next_page_uri),
      };
    },
    (row) => row.sid,
  );
  const seen: SeenNumber[] = [];
  for (const row of rows) seen.push({ ...toSeen(row), forwardsTo: await readForward(access, row) });
  return seen;
}

function toSeen(row: JsonObject): SeenNumber {
  const { line, text } = lineOf("textgrid", row.phone_number);
  const status = textOf(row.status) ?? "in-use";
  return {
    ...{ line, text, status, isActive: status === "in-use" || status === "active" },
    ref: textOf(row.sid) ?? "",
    name: nameOf(row.friendly_name, line),
    voice: webhookOf(row, "voice"),
    sms: webhookOf(row, "sms"),
    capabilities: capabilitiesOf(objectOf(row.capabilities) as Record<"voice" | "sms", unknown>),
  };
}

const webhookOf = (row: JsonObject, kind: "voice" | "sms"): SeenWebhook => ({
  url: textOf(row[`${kind}_url`]) ?? null,
  method: methodOf(row[`${kind}_method`]),
  via: "number",
});

/** A forwarded number never reaches a webhook. Undefined when it is not forwarded. */
async function readForward(access: CarrierAccess, row: JsonObject): Promise<string | undefined> {
  const sid = encodeURIComponent(textOf(row.sid) ?? "");
  try {
    const forward = await get(access, `${accountUrl(access)}/IncomingPhoneNumbers/${sid}/forward.json`);
    return forward.forwardEnabled === true ? textOf(forward.forwardTo) : undefined;
  } catch (error) {
    // The number was never forwarded.
    if (error instanceof CarrierFailure && error.reason === "refused") return undefined;
    throw error;
  }
}
