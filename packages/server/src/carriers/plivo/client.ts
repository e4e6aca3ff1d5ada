import type {
  CarrierAccess,
  CarrierClient,
  SeenNumber,
  SeenWebhook,
} from "../../core/telephony/carrier-client.ts";
import { CarrierFailure } from "../../core/telephony/carrier-client.ts";
import { type JsonObject, methodOf, objectOf, requestJson, rowsOf, textOf } from "../contract/carrier-api.ts";
import { countOf, readPages } from "../contract/inventory-pages.ts";
import { capabilitiesOf, lineOf, nameOf } from "../contract/seen-number.ts";
import { headersOf, urlOf } from "./api.ts";
import { sendMessage } from "./send-message.ts";

/** https://www.plivo.com/docs/numbers/api/account-phone-number */
export const plivoClient: CarrierClient = { testCredentials, readInventory, setWebhook, sendMessage };

const get = (access: CarrierAccess, path: string): Promise<JsonObject> =>
  requestJson(access, { method: "GET", url: urlOf(access, path), headers: headersOf(access) });

async function testCredentials(access: CarrierAccess): Promise<void> {
  await get(access, "");
}

/** The most that Plivo returns at once. */
const pageSize = 20;

async function readInventory(access: CarrierAccess): Promise<readonly SeenNumber[]> {
  const numbers = await readList(access, "Number/", "number");
  const applications = numbers.some((row) => applicationOf(row) !== undefined)
    ? await readList(access, "Application/", "app_id")
    : [];
  const byId = new Map(applications.map((row) => [textOf(row.app_id) ?? "", row]));
  return numbers.map((row) => toSeen(row, byId));
}

const readList = (access: CarrierAccess, path: string, id: string): Promise<readonly JsonObject[]> =>
  readPages(
    "0",
    async (offset) => {
      const page = await get(access, `${path}?limit=${pageSize}&offset=${offset}`);
      const total = countOf(objectOf(page.meta).total_count);
      const rows = rowsOf(page.objects);
      const end = Number(offset) + rows.length;
      const isLast = rows.length === 0 || (total !== undefined && end >= total);
      return { rows, next: isLast ? undefined : String(end), total };
    },
    (row: JsonObject) => row[id],
  );

/** The id at the end of `/v1/Account/{id}/Application/{id}/`. */
const applicationOf = (row: JsonObject): string | undefined =>
  /\/Application\/([^/]+)\/?$/.exec(textOf(row.application) ?? "")?.[1];

function toSeen(row: JsonObject, applications: ReadonlyMap<string, JsonObject>): SeenNumber {
  const { line, text } = lineOf("plivo", row.number);
  const viaRef = applicationOf(row);
  const application = objectOf(applications.get(viaRef ?? ""));
  const webhookOf = (name: "answer" | "message"): SeenWebhook => ({
    url: textOf(application[`${name}_url`]) ?? null,
    method: methodOf(application[`${name}_method`]),
    ...{ via: "application", viaRef },
  });
  const isActive = row.active !== false;
  return {
    ...{ line, text, ref: text, isActive, status: isActive ? "active" : "inactive" },
    name: nameOf(row.alias, line),
    voice: webhookOf("answer"),
    sms: webhookOf("message"),
    capabilities: capabilitiesOf({ voice: row.voice_enabled, sms: row.sms_enabled }),
  };
}

/** Changes the application, which other numbers may have as well. */
async function setWebhook(
  access: CarrierAccess,
  { number, kind, url, method }: Parameters<NonNullable<CarrierClient["setWebhook"]>>[1],
): Promise<void> {
  const id = number[kind]?.viaRef;
  if (id === undefined) throw new CarrierFailure("refused", "The number has no application at Plivo.");
  const name = kind === "voice" ? "answer" : "message";
  await requestJson(access, {
    ...{ method: "POST", url: urlOf(access, `Application/${encodeURIComponent(id)}/`) },
    headers: { ...headersOf(access), "content-type": "application/json" },
    body: JSON.stringify({ [`${name}_url`]: url ?? "", [`${name}_method`]: method }),
  });
}
