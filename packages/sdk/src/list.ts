import type { Call, WithResponse } from "./call.ts";

interface PageOf<Item> {
  readonly items: readonly Item[];
}

type Params = Readonly<Record<string, unknown>>;

/** Returns the parameters that differ in the next page; undefined after the last page. */
export type NextPage = (page: Params & PageOf<unknown>) => Params | undefined;

/**
 * A list. `for await` reads its items, page after page; `pages()` its pages; `await` its first page. Nothing is requested
 * before that. A time limit and retries apply to each page.
 */
export class List<Item, Page extends PageOf<Item> = PageOf<Item>>
  implements PromiseLike<Page>, AsyncIterable<Item>
{
  readonly #fetchPage: (params: Params) => Call<Page>;
  readonly #next: NextPage;
  #first: Promise<WithResponse<Page>> | undefined;

  constructor(fetchPage: (params: Params) => Call<Page>, next: NextPage) {
    this.#fetchPage = fetchPage;
    this.#next = next;
  }

  /** Reads the pages one after the other, from the first. */
  async *pages(): AsyncGenerator<Page, void, undefined> {
    for (let params: Params | undefined = {}; params !== undefined; ) {
      const page: Page = await this.#fetchPage(params);
      yield page;
      params = this.#next(page as Page & Params);
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const { items } of this.pages()) yield* items;
  }

  /** Reads all items into memory, or the first `max` of them. */
  async toArray({ max = Number.POSITIVE_INFINITY }: { readonly max?: number } = {}): Promise<Item[]> {
    const items: Item[] = [];
    if (max <= 0) return items;
    for await (const item of this) if (items.push(item) >= max) break;
    return items;
  }

  /** Resolves to the first page together with status, headers and request id. */
  withResponse(): Promise<WithResponse<Page>> {
    this.#first ??= this.#fetchPage({}).withResponse();
    return this.#first;
  }

  // biome-ignore lint/suspicious/noThenProperty: a list is awaited for its first page
  then<A = Page, B = never>(
    onFulfilled?: ((page: Page) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.withResponse()
      .then(({ data }) => data)
      .then(onFulfilled, onRejected);
  }
}

/** Most lists: the `nextCursor` of a page is the `cursor` of the next. */
export const byCursor: NextPage = ({ nextCursor }) =>
  typeof nextCursor === "string" ? { cursor: nextCursor } : undefined;

/** The feed of one organization: until its head. A page has a `position` even when it is the last. */
export const byPosition: NextPage = ({ position, head }) =>
  Number.parseInt(String(position), 10) < Number(head) ? { after: position } : undefined;

/** The feed of all organizations: until a page is empty. A page has a `cursor` even when it is the last. */
export const byPlatformCursor: NextPage = ({ cursor, items }) => (items.length > 0 ? { cursor } : undefined);
