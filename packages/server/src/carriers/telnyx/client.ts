import type {
  CarrierAccess,
  CarrierClient,
  SeenNumber,
  SeenWebhook,
} from "../../core/telephony/carrier-client.ts";
import { CarrierFailure } from "../../core/telephony/carrier-client.ts";
import { type JsonObject, methodOf, objectOf, requestJson, rowsOf, textOf } from "../contract/carrier-api.ts";
import { countOf, readPages } from "../contract/inventory-pages.ts";
import { lineOf, nameOf } from "../contract/seen-number.ts";
import { headersOf, urlOf } from "./api.ts";
import { sendMessage } from "./send-message.ts";

/** https://developers.telnyx.com/api-reference/phone-number-configurations/list-phone-numbers */
export const telnyxClient: CarrierClient = { testCredentials, readInventory, setWebhook, sendMessage };

const get = (access: CarrierAccess, path: string): Promise<JsonObject> =>
  requestJson(access, { method: "GET", url: urlOf(access, path), headers: headersOf(access) });

async function testCredentials(access: CarrierAccess): Promise<void> {
  await get(access, "phone_numbers?page[number]=1&page[size]=1");
}

async function readInventory(access: CarrierAccess): Promise<readonly SeenNumber[]> {
  // Without it one failing messaging profile fails the complete page.
  const rows = await readList(access, "phone_numbers", "&handle_messaging_profile_error=true");
  const refersTo = (name: string) => rows.some((row) => textOf(row[name]) !== undefined);
  const sources: Sources = {
    applications: refersTo("connection_id") ? await readById(access, "texml_applications") : new Map(),
    profiles: refersTo("messaging_profile_id") ? await readById(access, "messaging_profiles") : new Map(),
    voice: rows.some((row) => row.call_forwarding_enabled === true)
      ? await readById(access, "phone_numbers/voice")
      : new Map(),
  };
  return rows.map((row) => toSeen(row, sources));
}

type ById = ReadonlyMap<string, JsonObject>;

interface Sources {
  readonly applications: ById;
  readonly profiles: ById;
  readonly voice: ById;
}

function readList(access: CarrierAccess, resource: string, query = ""): Promise<readonly JsonObject[]> {
  return readPages(
    "1",
    async (number) => {
      const page = await get(access, `${resource}?page[number]=${number}&page[size]=250${query}`);
      const meta = objectOf(page.meta);
      const isLast = Number(number) >= (countOf(meta.total_pages) ?? 1);
      return {
        rows: rowsOf(page.data),
        next: isLast ? undefined : String(Number(number) + 1),
        total: countOf(meta.total_results),
      };
    },
    (row) => row.id,
  );
}

async function readById(access: CarrierAccess, resource: string): Promise<ById> {
  const rows = await readList(access, resource);
  return new Map(rows.map((row) => [textOf(row.id) ?? "", row]));
}

function toSeen(row: JsonObject, { applications, profiles, voice }: Sources): SeenNumber {
  const { line, text } = lineOf("telnyx", row.phone_number);
  const ref = textOf(row.id) ?? "";
  const status = textOf(row.status) ?? "unknown";
  const profile = textOf(row.messaging_profile_id);
  const forwarding = objectOf(objectOf(voice.get(ref)).call_forwarding);
  return {
    ...{ line, text, ref, status, isActive: status === "active" },
    name: nameOf(row.customer_reference, line),
    voice: voiceOf(textOf(row.connection_id), applications),
    sms: {
      url: textOf(objectOf(profiles.get(profile ?? "")).webhook_url) ?? null,
      via: "profile",
      viaRef: profile,
    },
    // The list does not tell them; without a profile a number has no texts.
    capabilities: profile === undefined ? ["voice"] : ["voice", "sms"],
    forwardsTo: forwarding.call_forwarding_enabled === true ? textOf(forwarding.forwards_to) : undefined,
  };
}

/** A connection that is no TeXML application sends its calls elsewhere. */
function voiceOf(connection: string | undefined, applications: ById): SeenWebhook {
  if (connection === undefined) return { url: null, via: "application" };
  const application = applications.get(connection);
  if (application === undefined) return { url: null, via: "trunk", viaRef: connection };
  return {
    url: textOf(application.voice_url) ?? null,
    method: methodOf(application.voice_method),
    ...{ via: "application", viaRef: connection },
  };
}

/** Changes the TeXML application or the messaging profile, which other numbers may have as well. */
async function setWebhook(
  access: CarrierAccess,
  { number, kind, url, method }: Parameters<NonNullable<CarrierClient["setWebhook"]>>[1],
): Promise<void> {
  const webhook = number[kind];
  if (webhook?.viaRef === undefined || webhook.via === "trunk")
    throw new CarrierFailure(
      "refused",
      `The number has no ${kind === "voice" ? "TeXML application" : "messaging profile"} at Telnyx.`,
    );
  const path = `${kind === "voice" ? "texml_applications" : "messaging_profiles"}/${encodeURIComponent(webhook.viaRef)}`;
  await requestJson(access, {
    ...{ method: "PATCH", url: urlOf(access, path) },
    headers: { ...headersOf(access), "content-type": "application/json" },
    body: JSON.stringify(
      kind === "sms" ? { webhook_url: url ?? "" } : await voiceChange(access, path, { url, method }),
    ),
  });
}

/** Telnyx requires the name of an application with every change. */
async function voiceChange(
  access: CarrierAccess,
  path: string,
  { url, method }: { readonly url: string | null; readonly method: "GET" | "POST" },
) {
  const { friendly_name } = objectOf((await get(access, path)).data);
  return { friendly_name, voice_url: url ?? "", voice_method: method.toLowerCase() };
}
