import type { Page, PageKey } from "../../model.ts";

/** The items of all pages of a list, which must fit into memory. */
export async function readPages<Item>(
  load: (after: PageKey | undefined) => Promise<Page<Item>>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let after: PageKey | undefined; ; ) {
    const page = await load(after);
    for (const item of page.items) items.push(item);
    if (page.next === undefined) return items;
    after = page.next;
  }
}
