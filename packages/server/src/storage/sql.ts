import type { Page, PageKey, PageRequest } from "../model.ts";

export type SqlValue = string | number | boolean | null;

/**
 * One connection's statements. The text is one of our own, with `$1`, `$2` … for the values, and is prepared
 * once: values never become text.
 */
export interface Sql {
  /** The trigram indexes are tables of their own, to be asked by name. */
  readonly hasTrigramTables: boolean;
  /** Every row, in the statement's order. */
  all<Row>(text: string, ...values: SqlValue[]): Promise<Row[]>;
  /** The same, for statements whose best way to the rows is another one for other values. */
  allUnprepared<Row>(text: string, ...values: SqlValue[]): Promise<Row[]>;
  /** The first row, or undefined. */
  first<Row>(text: string, ...values: SqlValue[]): Promise<Row | undefined>;
  /** For statements without rows; gives how many rows were changed. */
  run(text: string, ...values: SqlValue[]): Promise<number>;
  /** Several statements without values, as migrations have them. */
  script(text: string): Promise<void>;
}

/** The row of a statement that always has one. */
export async function firstOrThrow<Row>(sql: Sql, text: string, ...values: SqlValue[]): Promise<Row> {
  const row = await sql.first<Row>(text, ...values);
  if (row === undefined) throw new Error("a statement that must give a row gave none");
  return row;
}

/** A `where` that grows: each `?` of a fragment becomes the next `$n`. Fragments are constants of our own. */
export class Conditions {
  readonly values: SqlValue[] = [];
  /** Whether the best way to the rows is another one for other values. */
  isUnprepared = false;
  #text = "";

  /** Leaves the condition out when a value is undefined. */
  and(fragment: string, ...values: (SqlValue | undefined)[]): this {
    if (values.includes(undefined)) return this;
    this.#text += this.#text === "" ? "where " : " and ";
    this.#text += fragment.replaceAll("?", () => `$${this.values.push(values.shift() as SqlValue)}`);
    return this;
  }

  /** Adds a value for use outside the `where` and gives its `$n`. */
  value(value: SqlValue): string {
    return `$${this.values.push(value)}`;
  }

  get text(): string {
    return this.#text;
  }
}

/** `(?, ?, ?)` for so many values; for none, what nothing is in. */
export const placeholders = (count: number): string => `(${new Array(count).fill("?").join(", ") || "null"})`;

/**
 * Letters without their case, the same on every engine because no engine is asked. A sigma is written
 * otherwise at a word's end, and the end of a part is not the end of the whole.
 */
export const withoutCase = (text: string): string => text.normalize("NFC").toLowerCase().replaceAll("ς", "σ");

/**
 * PostgreSQL refuses a NUL in any text, and to SQLite's `like` the pattern ends there. What is looked for may hold
 * one; what is stored holds no control character at all, so that another of them finds the same nothing.
 */
export const withoutNul = (value: SqlValue): SqlValue =>
  typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\u0001") : value;

export interface List<Row, Item> {
  readonly sql: Sql;
  /** `from …`, with its joins. */
  readonly from: string;
  /** Tables in which each row finds one, by its own key: joined to the rows of the page alone, under their `alias`. */
  readonly lookups?: { readonly alias: string; readonly joins: string };
  readonly columns: string;
  readonly conditions: Conditions;
  /** The columns that give the list its total order, all ascending. */
  readonly order: readonly string[];
  readonly page: PageRequest;
  readonly toItem: (row: Row) => Item;
  readonly keyOf: (row: Row) => PageKey;
}

/** One page of a list: by key with one row more than asked, to know whether others follow; or by number. */
export async function listPage<Row, Item>(list: List<Row, Item>): Promise<Page<Item>> {
  return "number" in list.page
    ? numberedPage(list, list.page)
    : keyedPage(list, list.page.size, list.page.after);
}

async function keyedPage<Row, Item>(
  list: List<Row, Item>,
  size: number,
  after?: PageKey,
): Promise<Page<Item>> {
  if (after) list.conditions.and(`(${list.order.join(", ")}) > ${placeholders(after.length)}`, ...after);
  const limit = list.conditions.value(size + 1);
  const rows = await all<Row>(list, pageOf(list, list.columns, `limit ${limit}`));
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  return {
    items: shown.map(list.toItem),
    ...(rows.length > size && last !== undefined && { next: list.keyOf(last) }),
  };
}

/** In one statement, so that the total and the items are of one moment; a page past the end has the total alone. */
async function numberedPage<Row, Item>(
  list: List<Row, Item>,
  page: { size: number; number: number },
): Promise<Page<Item>> {
  const { columns, from, conditions, order } = list;
  const where = conditions.text;
  const size = conditions.value(page.size);
  const offset = conditions.value((page.number - 1) * page.size);
  const placed = `${columns}, row_number() over (order by ${order.join(", ")}) as place`;
  const rows = await all<Row & { total: number; place: number | null }>(
    list,
    `select counted.total, page.* from (select count(*) as total ${from} ${where}) as counted
     left join (${pageOf(list, placed, `limit ${size} offset ${offset}`)}) as page on true
     order by page.place`,
  );
  return { items: rows.filter(({ place }) => place !== null).map(list.toItem), total: rows[0]?.total ?? 0 };
}

/** With lookups the page is cut first: a planner that joined before would look up what no page shows. */
function pageOf<Row, Item>(list: List<Row, Item>, columns: string, bounds: string): string {
  const { from, lookups, conditions, order } = list;
  const ordered = `order by ${order.join(", ")}`;
  const cut = (shown: string) => `select ${shown} ${from} ${conditions.text} ${ordered} ${bounds}`;
  if (lookups === undefined) return cut(columns);
  const { alias, joins } = lookups;
  return `select ${columns} from (${cut(`${alias}.*`)}) ${alias} ${joins} ${ordered}`;
}

const all = <Row>(
  { sql, conditions: { isUnprepared, values } }: Pick<List<unknown, unknown>, "sql" | "conditions">,
  text: string,
): Promise<Row[]> => (isUnprepared ? sql.allUnprepared<Row>(text, ...values) : sql.all<Row>(text, ...values));
