import { incomplete, type JsonObject, textOf } from "./carrier-api.ts";

export interface InventoryPage<Row = JsonObject> {
  readonly rows: readonly Row[];
  /** What `read` is called with for the next page; undefined for the last page. */
  readonly next: string | undefined;
  /** The number of all rows, where the carrier reports it. */
  readonly total?: number | undefined;
}

/**
 * Reads every page, one after the other. Throws `incomplete` when pages repeat, or when the number of different rows is not
 * the total that the last page reported: the list has changed meanwhile, and what was not read must not count as missing.
 */
export async function readPages<Row>(
  first: string,
  read: (page: string) => Promise<InventoryPage<Row>>,
  idOf: (row: Row) => unknown,
): Promise<readonly Row[]> {
  const rows = new Map<string, Row>();
  const pages = new Set<string>();
  let total: number | undefined;
  for (let page: string | undefined = first; page !== undefined; ) {
    if (pages.has(page)) throw incomplete("The pages of the carrier's list repeat.");
    pages.add(page);
    const result: InventoryPage<Row> = await read(page);
    for (const row of result.rows) rows.set(requireId(idOf(row)), row);
    total = result.total ?? total;
    page = result.next;
  }
  if (total !== undefined && total !== rows.size)
    throw incomplete(`The carrier's list has ${total} entries, and ${rows.size} could be read.`);
  return [...rows.values()];
}

function requireId(value: unknown): string {
  const id = textOf(value);
  if (id === undefined) throw incomplete("An entry of the carrier's list has no id.");
  return id;
}

/** The address of the next page, which must be at the host that was asked. Throws when it is not. */
export function nextPageUrl(base: string, next: unknown): string | undefined {
  const text = textOf(next);
  if (text === undefined) return undefined;
  const url = URL.parse(text, base);
  if (url === null || url.origin !== new URL(base).origin)
    throw incomplete("The next page of the carrier's list is at another host.");
  return url.href;
}

/** A count; undefined when it is missing. */
export function countOf(value: unknown): number | undefined {
  const text = textOf(value);
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
