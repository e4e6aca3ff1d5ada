import type { Page, PageKey } from "../../model.ts";
import type { PastRecords } from "./past-records.ts";

/** A list whose rows are wanted as they were at a position of the feed. */
export interface PastList<Item, Id extends string, Position extends string | number> {
  readonly past: PastRecords;
  /** Reads one page of the present rows, in the order of their positions, with everything that they show. */
  load(after: PageKey | undefined): Promise<Page<Item>>;
  idOf(item: Item): Id;
  positionOf(item: Item): Position;
  /** The positions of the records that have changed since the last call and that a present page may lack. */
  takeChanged(): Promise<readonly (readonly [Id, Position])[]>;
  isChanged(id: Id): boolean;
  /** The row of a changed record as it was; undefined when it was not in the list. `present` may be missing. */
  restore(id: Id, present: Item | undefined): Promise<Item | undefined>;
}

/**
 * Yields the rows of a list as they were at the position, one page at a time and in order. No transaction is open between
 * two pages: every page is read at its own time, and then corrected by the events since the position.
 */
export async function* pagesAt<Item, Id extends string, Position extends string | number>(
  list: PastList<Item, Id, Position>,
): AsyncGenerator<readonly Item[]> {
  const ahead = new Map<Id, Position>();
  let after: PageKey | undefined;
  let from: Position | undefined;
  do {
    const page = await list.load(after);
    await list.past.catchUp();
    // A record behind this page changed after its row was read.
    for (const [id, position] of await list.takeChanged())
      if (from === undefined || position > from) ahead.set(id, position);
    const to = page.next === undefined ? undefined : list.positionOf(page.items.at(-1) as Item);
    const rows = takeUpTo<Item, Id, Position>(ahead, to);
    for (const item of page.items)
      rows.set(list.idOf(item), { id: list.idOf(item), position: list.positionOf(item), item });
    yield await restored(list, rows);
    from = to;
    after = page.next;
  } while (after !== undefined);
}

/** Removes the records up to the position and returns them. */
function takeUpTo<Item, Id extends string, Position extends string | number>(
  ahead: Map<Id, Position>,
  to: Position | undefined,
): Map<Id, Row<Item, Id, Position>> {
  const rows = new Map<Id, Row<Item, Id, Position>>();
  for (const [id, position] of ahead)
    if (to === undefined || position <= to) rows.set(id, { id, position, item: undefined });
  for (const id of rows.keys()) ahead.delete(id);
  return rows;
}

interface Row<Item, Id, Position> {
  readonly id: Id;
  readonly position: Position;
  readonly item: Item | undefined;
}

async function restored<Item, Id extends string, Position extends string | number>(
  list: PastList<Item, Id, Position>,
  rows: ReadonlyMap<Id, Row<Item, Id, Position>>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (const { id, item } of [...rows.values()].sort((a, b) => (a.position < b.position ? -1 : 1))) {
    const row = list.isChanged(id) ? await list.restore(id, item) : item;
    if (row !== undefined) items.push(row);
  }
  return items;
}
