import type { CarrierAccess, InboxPage } from "../../core/telephony/carrier-client.ts";
import type { CarrierMessage } from "../../core/telephony/message.ts";
import {
  incomplete,
  type JsonObject,
  objectOf,
  requestJson,
  rowsOf,
  textOf,
} from "../contract/carrier-api.ts";
import { headersOf, urlOf } from "./api.ts";

const pageSize = 100;
/** Reads of the last page, which moves while messages arrive. */
const attemptsMax = 5;

/**
 * Reads the inbox: https://github.com/ippanelcom/Edge-Document, docs/report/inbox-report.md. Its pages have the newest message
 * first, so that the oldest unread messages are on the last page; which page is older is compared, because the order is only
 * shown by an example.
 */
export async function readInbox(access: CarrierAccess, lastMessageId: number | null): Promise<InboxPage> {
  if (lastMessageId === null) return { messages: [], lastMessageId: await newestId(access), hasMore: false };
  const first = await readPage(access, { page: 1, lastMessageId });
  const oldest = first.pages > 1 ? olderOf(first, await lastPage(access, first, lastMessageId)) : first;
  const unread = oldest.rows.filter(({ id }) => id > lastMessageId).sort((a, b) => a.id - b.id);
  return {
    messages: unread.map(({ message }) => message),
    lastMessageId: unread.at(-1)?.id ?? lastMessageId,
    hasMore: first.pages > 1 && unread.length > 0,
  };
}

/** 0 for an empty inbox. */
async function newestId(access: CarrierAccess): Promise<number> {
  const first = await readPage(access, { page: 1, size: 1 });
  const pages = first.pages > 1 ? [first, await readPage(access, { page: first.pages, size: 1 })] : [first];
  return Math.max(0, ...pages.flatMap(({ rows }) => rows.map(({ id }) => id)));
}

/** Messages that arrive move older ones to a page after the last one that was known. */
async function lastPage(access: CarrierAccess, first: Page, lastMessageId: number): Promise<Page> {
  let { pages } = first;
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const last = await readPage(access, { page: pages, lastMessageId });
    if (last.pages === pages && last.rows.length > 0) return last;
    pages = Math.max(1, last.pages);
  }
  throw incomplete("The last page of the inbox moved at every read.");
}

const olderOf = (one: Page, other: Page): Page => (firstId(one) < firstId(other) ? one : other);
const firstId = ({ rows }: Page): number => Math.min(...rows.map(({ id }) => id));

interface Page {
  readonly rows: readonly Row[];
  /** How many pages there are. */
  readonly pages: number;
}

interface Row {
  readonly id: number;
  readonly message: CarrierMessage;
}

async function readPage(
  access: CarrierAccess,
  request: { readonly page: number; readonly size?: number; readonly lastMessageId?: number },
): Promise<Page> {
  const { page, size = pageSize, lastMessageId } = request;
  const filters = lastMessageId === undefined ? {} : { filters: { from_id: lastMessageId } };
  const { data, meta } = await requestJson(access, {
    method: "POST",
    url: urlOf(access, "report/messages-inbox"),
    headers: { ...headersOf(access), "content-type": "application/json" },
    body: JSON.stringify({ page, per_page: size, ...filters }),
  });
  const { status, last_page: pages } = objectOf(meta);
  if (status !== true || typeof pages !== "number")
    throw incomplete("The response is not a page of the inbox.");
  return { rows: rowsOf(data).map(toRow), pages };
}

function toRow(row: JsonObject): Row {
  const id = Number(textOf(row.messages_inbox_id));
  if (!Number.isSafeInteger(id)) throw incomplete("A message of the inbox has no id.");
  const [to = "", from = "", text = ""] = [textOf(row.number), textOf(row.from), textOf(row.message)];
  return { id, message: { id: String(id), to, from, text, mediaUrls: [] } };
}
