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

/**
 * Loads one page of the list that `list` names. A cursor holds the key of the last item and a keyed hash of the key,
 * the list and the organization, so it is valid for that list only. Throws when the cursor is not valid.
 */
export async function listByCursor<Item>(
  context: Context,
  list: string,
  { limit, cursor }: CursorRequest,
  load: (page: PageRequest) => Promise<Page<Item>>,
): Promise<CursorPage<Item>> {
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
