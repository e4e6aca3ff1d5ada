import type { Page, PageKey, PageRequest } from "../model.ts";
import type { Context } from "./context.ts";
import { cursorInvalid } from "./errors.ts";

export interface CursorRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** `nextCursor` is null on the last page. */
export interface CursorPage<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/**
 * Turns a page by key into one by cursor. A cursor is good for one list of one organization: it carries the
 * key of the last item and a keyed hash over all three.
 */
export async function listByCursor<Item>(
  context: Context,
  list: string,
  { limit, cursor }: CursorRequest,
  load: (page: PageRequest) => Promise<Page<Item>>,
): Promise<CursorPage<Item>> {
  const page = await load({
    size: limit,
    after: cursor === undefined ? undefined : open(context, list, cursor),
  });
  return { items: page.items, nextCursor: page.next ? seal(context, list, page.next) : null };
}

const seal = (context: Context, list: string, key: PageKey): string =>
  sealed(context, list, JSON.stringify(key));

const sealed = (context: Context, list: string, text: string): string =>
  `${Buffer.from(text).toString("base64url")}.${mac(context, list, text)}`;

function open(context: Context, list: string, cursor: string): PageKey {
  const [encoded = ""] = cursor.split(".");
  const text = Buffer.from(encoded, "base64url").toString();
  if (cursor !== sealed(context, list, text)) throw cursorInvalid();
  return JSON.parse(text);
}

const mac = ({ parts, organizationId }: Context, list: string, text: string): string =>
  parts.secrets.hash("cursor", `${organizationId} ${list} ${text}`).slice(0, 32);
