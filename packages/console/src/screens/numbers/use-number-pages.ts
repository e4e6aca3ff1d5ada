import { useQueries } from "@tanstack/react-query";
import type { PhoneNumberDetails } from "@whoseline/sdk";
import { useEffect, useState } from "react";
import { type NumberFilters, numberPageQuery, numberPageSize } from "../../data/numbers.ts";

export interface NumberPages {
  /** The rows that are known to exist. It grows while a person scrolls, until `isComplete`. */
  readonly count: number;
  readonly isComplete: boolean;
  readonly isEmpty: boolean;
  readonly error: Error | null;
  /** Undefined while its page is loading. */
  readonly numberAt: (index: number) => PhoneNumberDetails | undefined;
}

/**
 * Reads the pages that are in view. Of the other pages only the cursors are kept, so that the memory does not grow with
 * the list.
 */
export function useNumberPages(
  organization: string,
  filters: NumberFilters,
  firstRow: number,
  lastRow: number,
): NumberPages {
  const [cursors, setCursors] = useState<readonly (string | undefined)[]>([undefined]);
  const first = Math.floor(firstRow / numberPageSize);
  const last = Math.min(Math.max(first, Math.floor(lastRow / numberPageSize)), cursors.length - 1);
  const indexes = Array.from({ length: Math.max(1, last - first + 1) }, (_, offset) =>
    Math.min(first + offset, cursors.length - 1),
  );
  const pages = useQueries({
    queries: indexes.map((index) => numberPageQuery(organization, filters, cursors[index])),
  });
  const newest = indexes.indexOf(cursors.length - 1);
  const newestPage = newest < 0 ? undefined : pages[newest]?.data;
  const nextCursor = newestPage?.nextCursor ?? undefined;
  useEffect(() => {
    if (nextCursor !== undefined)
      setCursors((known) => (known.includes(nextCursor) ? known : [...known, nextCursor]));
  }, [nextCursor]);
  const [endCount, setEndCount] = useState<number>();
  const endHere = newestPage?.nextCursor === null ? newestPage.items.length : undefined;
  useEffect(() => {
    if (endHere !== undefined) setEndCount(endHere);
  }, [endHere]);
  const tail = endHere ?? endCount;
  return {
    count: (cursors.length - 1) * numberPageSize + (tail ?? 20),
    isComplete: tail !== undefined,
    isEmpty: cursors.length === 1 && tail === 0,
    error: pages.find(({ error }) => error !== null)?.error ?? null,
    numberAt: (row) =>
      pages[indexes.indexOf(Math.floor(row / numberPageSize))]?.data?.items[row % numberPageSize],
  };
}
