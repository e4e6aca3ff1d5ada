import type {
  CarrierAccess,
  CarrierClient,
  SeenNumber,
  SeenWebhook,
} from "../../core/telephony/carrier-client.ts";
import { CarrierFailure } from "../../core/telephony/carrier-client.ts";
import {
  apiBase,
  basicAuthorization,
  credential,
  formOf,
  type JsonObject,
  methodOf,
  objectOf,
  requestJson,
  rowsOf,
  textOf,
} from "../contract/carrier-api.ts";
import { countOf, readPages } from "../contract/inventory-pages.ts";
import { capabilitiesOf, lineOf } from "../contract/seen-number.ts";
import { sendMessage } from "./send-message.ts";

/** https://developer.vonage.com/en/api/numbers and https://developer.vonage.com/en/api/application.v2 */
export const vonageClient: CarrierClient = { testCredentials, readInventory, setWebhook, sendMessage };

const restUrl = (access: CarrierAccess) => apiBase(access, "https://rest.nexmo.com");
const applicationUrl = (access: CarrierAccess, id: string) =>
  `${apiBase(access, "https://api.nexmo.com")}/v2/applications/${encodeURIComponent(id)}`;

const headersOf = (access: CarrierAccess) => ({
  authorization: basicAuthorization(credential(access, "apiKey"), credential(access, "apiSecret")),
});

const get = (access: CarrierAccess, url: string): Promise<JsonObject> =>
  requestJson(access, { method: "GET", url, headers: headersOf(access) });

async function testCredentials(access: CarrierAccess): Promise<void> {
  await get(access, `${restUrl(access)}/account/numbers?size=1&index=1`);
}

async function readInventory(access: CarrierAccess): Promise<readonly SeenNumber[]> {
  const rows = await readNumbers(access);
  const applications = new Map<string, JsonObject>();
  for (const id of new Set(rows.map(applicationOf)))
    if (id !== undefined) applications.set(id, await readApplication(access, id));
  return rows.map((row) => toSeen(row, applications));
}

const pageSize = 100;

const readNumbers = (access: CarrierAccess, query = ""): Promise<readonly JsonObject[]> =>
  readPages(
    "1",
    async (index) => {
      const page = await get(
        access,
        `${restUrl(access)}/account/numbers?size=${pageSize}&index=${index}${query}`,
      );
      // Without numbers the response is an empty object.
      const total = countOf(page.count) ?? 0;
      const next = Number(index) * pageSize < total ? String(Number(index) + 1) : undefined;
      return { rows: rowsOf(page.numbers), next, total };
    },
    refOf,
  );

/** A change needs the country as well. */
const refOf = (row: JsonObject): string => `${textOf(row.country) ?? ""}:${textOf(row.msisdn) ?? ""}`;

const applicationOf = (row: JsonObject): string | undefined =>
  row.voiceCallbackType === "app" ? textOf(row.voiceCallbackValue) : textOf(row.app_id);

/** An application that was deleted has no webhooks. */
async function readApplication(access: CarrierAccess, id: string): Promise<JsonObject> {
  try {
    return await get(access, applicationUrl(access, id));
  } catch (error) {
    if (error instanceof CarrierFailure && error.reason === "refused") return {};
    throw error;
  }
}

function toSeen(row: JsonObject, applications: ReadonlyMap<string, JsonObject>): SeenNumber {
  // A short code must not become a number of another country.
  const isShortCode = /shortcode/i.test(textOf(row.type) ?? "");
  const { line, text } = lineOf("vonage", isShortCode ? `code ${textOf(row.msisdn)}` : row.msisdn);
  const features = (rowsOf(row.features) as readonly unknown[]).map(String);
  const smsUrl = textOf(row.moHttpUrl);
  return {
    ...{ line, text, ref: refOf(row), name: null, status: "active", isActive: true },
    voice: voiceOf(row, applications),
    // Without a URL a number has that of the account, which the API does not return.
    sms: smsUrl === undefined ? undefined : { url: smsUrl, via: "number" },
    capabilities: capabilitiesOf({ voice: features.includes("VOICE"), sms: features.includes("SMS") }),
    forwardsTo: row.voiceCallbackType === "tel" ? textOf(row.voiceCallbackValue) : undefined,
  };
}

function voiceOf(row: JsonObject, applications: ReadonlyMap<string, JsonObject>): SeenWebhook {
  const type = textOf(row.voiceCallbackType);
  if (type === "sip" || type === "tel")
    return { url: null, via: "trunk", viaRef: textOf(row.voiceCallbackValue) };
  const viaRef = applicationOf(row);
  const answer = answerUrlOf(objectOf(applications.get(viaRef ?? "")));
  return {
    url: textOf(answer.address) ?? null,
    method: methodOf(answer.http_method),
    ...{ via: "application", viaRef },
  };
}

const answerUrlOf = (application: JsonObject): JsonObject => {
  const voice = objectOf(objectOf(application.capabilities).voice);
  return objectOf(objectOf(voice.webhooks).answer_url);
};

async function setWebhook(
  access: CarrierAccess,
  { number, kind, url, method }: Parameters<NonNullable<CarrierClient["setWebhook"]>>[1],
): Promise<void> {
  if (kind === "sms") return setSmsUrl(access, number, url);
  const { via, viaRef } = number.voice ?? {};
  if (via !== "application" || viaRef === undefined)
    throw new CarrierFailure("refused", "The number has no application at Vonage.");
  const { _links, ...application } = await get(access, applicationUrl(access, viaRef));
  await requestJson(access, {
    ...{ method: "PUT", url: applicationUrl(access, viaRef) },
    headers: { ...headersOf(access), "content-type": "application/json" },
    body: JSON.stringify(withAnswerUrl(application, { address: url ?? "", http_method: method })),
  });
}

/** Vonage replaces the complete application, so everything else is sent as it was. */
function withAnswerUrl(application: JsonObject, answer: JsonObject): JsonObject {
  const capabilities = objectOf(application.capabilities);
  const voice = objectOf(capabilities.voice);
  const webhooks = objectOf(voice.webhooks);
  const answer_url = { ...objectOf(webhooks.answer_url), ...answer };
  return {
    ...application,
    capabilities: { ...capabilities, voice: { ...voice, webhooks: { ...webhooks, answer_url } } },
  };
}

/** Sends the other settings of the number along: those that are left out could be reset. */
async function setSmsUrl(access: CarrierAccess, { ref }: SeenNumber, url: string | null): Promise<void> {
  const [country = "", msisdn = ""] = ref.split(":");
  const rows = await readNumbers(access, `&pattern=${encodeURIComponent(msisdn)}&search_pattern=0`);
  const row = rows.find((it) => refOf(it) === ref);
  if (row === undefined) throw new CarrierFailure("refused", "Vonage does not have the number any more.");
  const kept = [
    "app_id",
    "voiceCallbackType",
    "voiceCallbackValue",
    "messagesCallbackType",
    "messagesCallbackValue",
  ]
    .map((name) => [name, textOf(row[name])] as const)
    .filter((entry): entry is [string, string] => entry[1] !== undefined);
  const { contentType, body } = formOf({
    country,
    msisdn,
    ...Object.fromEntries(kept),
    moHttpUrl: url ?? "",
  });
  await requestJson(access, {
    ...{ method: "POST", url: `${restUrl(access)}/number/update`, body },
    headers: { ...headersOf(access), "content-type": contentType },
  });
}
