import { type QueryKey, useQueries } from "@tanstack/react-query";
import { useEffect, useState } from "react";

/** The size of the pages that a grid requests. */
export const gridPageSize = 100;

/** Rows that are shown as loading after the last page that is known. */
export const loadingRows = 20;

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** A list of the API, page by page. */
export interface PagedList<Item> {
  readonly queryKey: QueryKey;
  /** Reads the page at a cursor; without one, the first page. */
  readonly read: (cursor: string | undefined, signal: AbortSignal) => PromiseLike<Page<Item>>;
}

export interface Pages<Item> {
  /** The rows that are known to exist. It grows while a person scrolls, until `isComplete`. */
  readonly count: number;
  readonly isComplete: boolean;
  readonly isEmpty: boolean;
  readonly error: Error | null;
  /** Undefined while its page is loading. */
  readonly itemAt: (index: number) => Item | undefined;
}

/**
 * Reads the pages that are in view. Of the other pages only the cursors are kept, so that the memory does not grow with
 * the list.
 */
export function usePages<Item>(list: PagedList<Item>, firstRow: number, lastRow: number): Pages<Item> {
  const [cursors, setCursors] = useState<readonly (string | undefined)[]>([undefined]);
  const indexes = visiblePages(firstRow, lastRow, cursors.length - 1);
  const pages = useQueries({
    queries: indexes.map((index) => ({
      queryKey: [...list.queryKey, cursors[index] ?? null],
      queryFn: async ({ signal }: { readonly signal: AbortSignal }) =>
        await list.read(cursors[index], signal),
      // Pages that are scrolled out of view are dropped soon, so that a long list does not fill the memory.
      gcTime: 10_000,
    })),
  });
  const newest = pages[indexes.indexOf(cursors.length - 1)]?.data;
  const nextCursor = newest?.nextCursor ?? undefined;
  useEffect(() => {
    if (nextCursor !== undefined)
      setCursors((known) => (known.includes(nextCursor) ? known : [...known, nextCursor]));
  }, [nextCursor]);
  const [rememberedTail, setRememberedTail] = useState<number>();
  const tail = newest?.nextCursor === null ? newest.items.length : rememberedTail;
  useEffect(() => setRememberedTail(tail), [tail]);
  return {
    count: (cursors.length - 1) * gridPageSize + (tail ?? loadingRows),
    isComplete: tail !== undefined,
    isEmpty: cursors.length === 1 && tail === 0,
    error: pages.find(({ error }) => error !== null)?.error ?? null,
    itemAt: (row) => pages[indexes.indexOf(Math.floor(row / gridPageSize))]?.data?.items[row % gridPageSize],
  };
}

function visiblePages(firstRow: number, lastRow: number, newest: number): readonly number[] {
  const first = Math.min(Math.floor(firstRow / gridPageSize), newest);
  const last = Math.min(Math.max(first, Math.floor(lastRow / gridPageSize)), newest);
  return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
}
