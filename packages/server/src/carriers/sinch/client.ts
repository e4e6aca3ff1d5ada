import type {
  CarrierAccess,
  CarrierClient,
  SeenNumber,
  SeenWebhook,
} from "../../core/telephony/carrier-client.ts";
import { CarrierFailure } from "../../core/telephony/carrier-client.ts";
import { type JsonObject, objectOf, requestJson, rowsOf, textOf } from "../contract/carrier-api.ts";
import { countOf, readPages } from "../contract/inventory-pages.ts";
import { capabilitiesOf, lineOf, nameOf } from "../contract/seen-number.ts";
import { projectHeaders, projectUrl, requestCallbacks } from "./api.ts";
import { sendMessage } from "./send-message.ts";

/** https://developers.sinch.com/docs/numbers/api-reference/numbers/active-number/ */
export const sinchClient: CarrierClient = { testCredentials, readInventory, setWebhook, sendMessage };

type Headers = Readonly<Record<string, string>>;

const get = (access: CarrierAccess, headers: Headers, path: string): Promise<JsonObject> =>
  requestJson(access, { method: "GET", url: `${projectUrl(access)}/${path}`, headers });

async function testCredentials(access: CarrierAccess): Promise<void> {
  await get(access, await projectHeaders(access), "availableRegions");
  if (access.credentials.applicationKey) await requestCallbacks(access, "GET");
}

/** Without a region and a type, Sinch lists a part of the numbers only. */
async function readInventory(access: CarrierAccess): Promise<readonly SeenNumber[]> {
  const headers = await projectHeaders(access);
  const regions = rowsOf((await get(access, headers, "availableRegions")).availableRegions);
  const rows = new Map<string, JsonObject>();
  for (const region of regions)
    for (const type of rowsOf(region.types) as readonly unknown[]) {
      const query = `regionCode=${textOf(region.regionCode)}&type=${textOf(type)}`;
      for (const row of await readActive(access, headers, query))
        rows.set(textOf(row.phoneNumber) ?? "", row);
    }
  const callbackUrl = await readCallbackUrl(access, [...rows.values()]);
  return [...rows.values()].map((row) => toSeen(row, access, callbackUrl));
}

const readActive = (access: CarrierAccess, headers: Headers, query: string) =>
  readPages(
    "",
    async (token) => {
      const from = token === "" ? "" : `&pageToken=${encodeURIComponent(token)}`;
      const page = await get(access, headers, `activeNumbers?${query}&pageSize=100${from}`);
      return {
        rows: rowsOf(page.activeNumbers),
        next: textOf(page.nextPageToken),
        total: countOf(page.totalSize),
      };
    },
    (row: JsonObject) => row.phoneNumber,
  );

/** The URL of the account's own application, if any number has it. */
async function readCallbackUrl(access: CarrierAccess, rows: readonly JsonObject[]): Promise<string | null> {
  const key = access.credentials.applicationKey;
  if (!key || !rows.some((row) => objectOf(row.voiceConfiguration).appId === key)) return null;
  return textOf(objectOf((await requestCallbacks(access, "GET")).url).primary) ?? null;
}

function toSeen(row: JsonObject, { credentials }: CarrierAccess, callbackUrl: string | null): SeenNumber {
  const { line, text } = lineOf("sinch", row.phoneNumber);
  const capabilities = (rowsOf(row.capability) as readonly unknown[]).map(String);
  return {
    ...{ line, text, ref: text, status: "active", isActive: true },
    name: nameOf(row.displayName, line),
    voice: voiceOf(objectOf(row.voiceConfiguration), credentials.applicationKey, callbackUrl),
    sms: smsOf(textOf(objectOf(row.smsConfiguration).servicePlanId), credentials.servicePlanId),
    capabilities: capabilitiesOf({
      voice: capabilities.includes("VOICE"),
      sms: capabilities.includes("SMS"),
    }),
  };
}

/** Calls go to an application, or over a trunk (EST) or to a fax service. */
function voiceOf(
  configuration: JsonObject,
  applicationKey: string | undefined,
  callbackUrl: string | null,
): SeenWebhook {
  const appId = textOf(configuration.appId);
  if (appId !== undefined)
    return { url: appId === applicationKey ? callbackUrl : null, via: "application", viaRef: appId };
  const viaRef = textOf(configuration.trunkId) ?? textOf(configuration.serviceId);
  return viaRef === undefined ? { url: null, via: "application" } : { url: null, via: "trunk", viaRef };
}

/** Sinch does not tell the URL of a service plan, so that only another plan can be seen. */
const smsOf = (plan: string | undefined, ownPlan: string | undefined): SeenWebhook | undefined =>
  ownPlan !== undefined && plan === ownPlan ? undefined : { url: null, via: "profile", viaRef: plan };

/** Changes the account's application, which other numbers may have as well. */
async function setWebhook(
  access: CarrierAccess,
  { number, kind, url }: Parameters<NonNullable<CarrierClient["setWebhook"]>>[1],
): Promise<void> {
  const application = access.credentials.applicationKey;
  if (kind === "sms" || !application || number.voice?.viaRef !== application)
    throw new CarrierFailure(
      "refused",
      "Only the callback of the account's own voice application can be set at Sinch.",
    );
  const { fallback } = objectOf((await requestCallbacks(access, "GET")).url);
  await requestCallbacks(access, "POST", {
    url: { primary: url ?? "", ...(textOf(fallback) && { fallback }) },
  });
}
