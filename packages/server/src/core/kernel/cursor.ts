import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Page, PageKey, PageRequest } from "../../model.ts";
import type { Context } from "./context.ts";
import { invalidCursor } from "./errors.ts";

export interface CursorRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** `nextCursor` is null on the last page. */
export interface CursorPage<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** What a cursor belongs to: a list, with its order and its filters. */
export interface CursorList {
  readonly name: string;
  readonly filter?: object;
}

/**
 * Loads one page of a list. A cursor holds the key of the last item and a keyed hash of the key, the list, its filters
 * and the organization, so it is valid for that query only. Throws when the cursor is not valid.
 */
export async function listByCursor<Item>(
  context: Context,
  { name, filter = {} }: CursorList,
  { limit, cursor }: CursorRequest,
  load: (page: PageRequest) => Promise<Page<Item>>,
): Promise<CursorPage<Item>> {
  const list = `${name} ${JSON.stringify(filter)}`;
  const page = await load({
    size: limit,
    after: cursor === undefined ? undefined : openCursor(context, list, cursor),
  });
  return { items: page.items, nextCursor: page.next ? sealCursor(context, list, page.next) : null };
}

export function sealCursor(context: Context, list: string, key: PageKey): string {
  const encoded = deflateRawSync(JSON.stringify(key)).toString("base64url");
  return `${encoded}.${context.services.secrets.mac("cursor", textOf(context, list, encoded))}`;
}

export function openCursor(context: Context, list: string, cursor: string): PageKey {
  const [encoded = "", mac = "", ...rest] = cursor.split(".");
  const isValid = context.services.secrets.matchesMac("cursor", textOf(context, list, encoded), mac);
  if (!isValid || rest.length > 0) throw invalidCursor();
  return JSON.parse(inflateRawSync(Buffer.from(encoded, "base64url")).toString());
}

const textOf = ({ organizationId }: Context, list: string, encoded: string): string =>
  `${organizationId} ${list} ${encoded}`;
