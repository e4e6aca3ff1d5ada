/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Present only for numbered pages. */
  readonly total?: number;
  /** The key of the last item, when more items follow. */
  readonly next?: PageKey;
}

/** The sort values of one item. */
export type PageKey = readonly (string | number)[];

/** By key (the items after `after`), or by page number (from 1; the total is counted too). */
export type PageRequest =
  | { readonly size: number; readonly after?: PageKey | undefined }
  | { readonly size: number; readonly number: number };
