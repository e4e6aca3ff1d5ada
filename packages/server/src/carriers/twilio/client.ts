import type {
  CarrierAccess,
  CarrierClient,
  SeenNumber,
  SeenWebhook,
} from "../../core/telephony/carrier-client.ts";
import { CarrierFailure } from "../../core/telephony/carrier-client.ts";
import {
  formOf,
  type JsonObject,
  methodOf,
  objectOf,
  requestJson,
  rowsOf,
  textOf,
} from "../contract/carrier-api.ts";
import { nextPageUrl, readPages } from "../contract/inventory-pages.ts";
import { capabilitiesOf, lineOf, nameOf } from "../contract/seen-number.ts";
import { accountUrl, headersOf } from "./api.ts";
import { readMessagingServices } from "./messaging-services.ts";
import { sendMessage } from "./send-message.ts";

/** https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource */
export const twilioClient: CarrierClient = { testCredentials, readInventory, setWebhook, sendMessage };

const get = (access: CarrierAccess, url: string): Promise<JsonObject> =>
  requestJson(access, { method: "GET", url, headers: headersOf(access) });

async function testCredentials(access: CarrierAccess): Promise<void> {
  await get(access, `${accountUrl(access)}.json`);
}

async function readInventory(access: CarrierAccess): Promise<readonly SeenNumber[]> {
  const rows = await readList(access, "IncomingPhoneNumbers.json", "incoming_phone_numbers");
  const refersTo = (name: string) => rows.some((row) => textOf(row[name]) !== undefined);
  const applications =
    refersTo("voice_application_sid") || refersTo("sms_application_sid")
      ? await readList(access, "Applications.json", "applications")
      : [];
  const sources: Sources = {
    applications: new Map(applications.map((row) => [textOf(row.sid) ?? "", row])),
    services: await readMessagingServices(access, headersOf(access)),
  };
  return rows.map((row) => toSeen(row, sources));
}

function readList(access: CarrierAccess, resource: string, member: string): Promise<readonly JsonObject[]> {
  const first = `${accountUrl(access)}/${resource}?PageSize=1000`;
  return readPages(
    first,
    async (url) => {
      const page = await get(access, url);
      return { rows: rowsOf(page[member]), next: nextPageUrl(first, page.next_page_uri) };
    },
    (row) => row.sid,
  );
}

interface Sources {
  readonly applications: ReadonlyMap<string, JsonObject>;
  /** The webhooks of Messaging Services, by the sids of their numbers. */
  readonly services: ReadonlyMap<string, SeenWebhook>;
}

function toSeen(row: JsonObject, { applications, services }: Sources): SeenNumber {
  const { line, text } = lineOf("twilio", row.phone_number);
  const ref = textOf(row.sid) ?? "";
  const status = textOf(row.status) ?? "in-use";
  return {
    ...{ line, text, ref, status, isActive: status === "in-use" },
    name: nameOf(row.friendly_name, line),
    voice: voiceOf(row, applications),
    sms: services.get(ref) ?? webhookOf(row, "sms", applications),
    capabilities: capabilitiesOf(objectOf(row.capabilities) as Record<"voice" | "sms", unknown>),
  };
}

/** With a trunk or an application, Twilio ignores the URL of the number. */
function voiceOf(row: JsonObject, applications: Sources["applications"]): SeenWebhook {
  const trunk = textOf(row.trunk_sid);
  return trunk === undefined
    ? webhookOf(row, "voice", applications)
    : { url: null, via: "trunk", viaRef: trunk };
}

function webhookOf(
  row: JsonObject,
  kind: "voice" | "sms",
  applications: Sources["applications"],
): SeenWebhook {
  const viaRef = textOf(row[`${kind}_application_sid`]);
  const source = viaRef === undefined ? row : objectOf(applications.get(viaRef));
  return {
    url: textOf(source[`${kind}_url`]) ?? null,
    method: methodOf(source[`${kind}_method`]),
    ...(viaRef === undefined ? { via: "number" } : { via: "application", viaRef }),
  };
}

/** Changes the number or, where it has one, its application, which other numbers may have as well. */
async function setWebhook(
  access: CarrierAccess,
  { number, kind, url, method }: Parameters<NonNullable<CarrierClient["setWebhook"]>>[1],
): Promise<void> {
  const webhook = number[kind];
  if (webhook?.via === "trunk" || webhook?.via === "profile")
    throw new CarrierFailure("refused", "The number belongs to a trunk or a Messaging Service at Twilio.");
  const resource =
    webhook?.via === "application" && webhook.viaRef !== undefined
      ? `Applications/${encodeURIComponent(webhook.viaRef)}`
      : `IncomingPhoneNumbers/${encodeURIComponent(number.ref)}`;
  const prefix = kind === "voice" ? "Voice" : "Sms";
  const { contentType, body } = formOf({ [`${prefix}Url`]: url ?? "", [`${prefix}Method`]: method });
  await requestJson(access, {
    ...{ method: "POST", url: `${accountUrl(access)}/${resource}.json`, body },
    headers: { ...headersOf(access), "content-type": contentType },
  });
}
