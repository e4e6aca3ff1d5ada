import type { CarrierAccess, CarrierClient, SeenNumber } from "../../core/telephony/carrier-client.ts";
import { type JsonObject, requestJson, rowsOf, textOf } from "../contract/carrier-api.ts";
import { readPages } from "../contract/inventory-pages.ts";
import { lineOf, nameOf } from "../contract/seen-number.ts";
import { headersOf, urlOf } from "./api.ts";
import { readInbox } from "./inbox.ts";
import { sendMessage } from "./send-message.ts";

/** https://github.com/ippanelcom/Edge-Document */
export const ippanelClient: CarrierClient = { testCredentials, readInventory, readInbox, sendMessage };

const pageSize = 100;

const readPage = (access: CarrierAccess, page: string, size = pageSize): Promise<JsonObject> =>
  requestJson(access, {
    method: "GET",
    url: urlOf(access, `number/numbers?page=${page}&per_page=${size}`),
    headers: headersOf(access),
  });

async function testCredentials(access: CarrierAccess): Promise<void> {
  await readPage(access, "1", 1);
}

/** Reads until a page is empty: the list has no total, and the panel may return fewer entries than were asked for. */
async function readInventory(access: CarrierAccess): Promise<readonly SeenNumber[]> {
  const rows = await readPages(
    "1",
    async (page) => {
      const rows = rowsOf((await readPage(access, page)).data);
      return { rows, next: rows.length === 0 ? undefined : String(Number(page) + 1) };
    },
    (row) => row.id,
  );
  return rows.map(toSeen);
}

function toSeen(row: JsonObject): SeenNumber {
  const { line, text } = lineOf("ippanel", row.number);
  return {
    ...{ line, text, status: "active", isActive: true },
    ref: textOf(row.id) ?? "",
    name: nameOf(row.alias, line),
    capabilities: ["sms"],
  };
}
