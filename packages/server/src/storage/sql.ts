import type { Page, PageKey, PageRequest } from "../model.ts";

export type SqlValue = string | number | boolean | null;

/** Runs prepared statements on one connection. Values are bound to `$1`, `$2` … and never become text. */
export interface Sql {
  /** Whether trigram indexes are separate tables that queries must name. */
  readonly hasTrigramTables: boolean;
  /** A condition that is true on a standby and on a server that rejects writes. */
  readonly readOnlyCondition: string;
  /** Follows a `select` of rows that its statement changes: skips rows that another transaction has locked. */
  readonly skipLocked: string;
  /** How many statements so far may have changed something. */
  readonly changes: number;
  /** Returns every row. */
  all<Row>(text: string, ...values: SqlValue[]): Promise<Row[]>;
  /** Like `all`, for statements whose best plan depends on the values. */
  allUnprepared<Row>(text: string, ...values: SqlValue[]): Promise<Row[]>;
  /** Returns the first row, or undefined. */
  first<Row>(text: string, ...values: SqlValue[]): Promise<Row | undefined>;
  /** Returns the number of changed rows. */
  run(text: string, ...values: SqlValue[]): Promise<number>;
  /**
   * Runs a statement that changes a row, without waiting for it. The transaction is rolled back, with an error, when it
   * fails or changes no row; the error may be thrown at once. Not for statements outside of a transaction.
   */
  defer(text: string, ...values: SqlValue[]): void;
  /** Like `defer`, for a statement that may change any number of rows, or none. */
  deferAny(text: string, ...values: SqlValue[]): void;
  /**
   * Runs `work`, a part of a transaction. When it throws, only its changes are rolled back. Parts run one after the other and
   * are not nested.
   */
  isolate<T>(work: () => Promise<T>): Promise<T>;
  /** Runs several statements without values. */
  script(text: string): Promise<void>;
  /**
   * The same connection for a work that may begin before it is certain: its changes, and all that follows them, wait
   * for `gate`, and reject when it does. Only an engine behind a network runs the queries before them meanwhile.
   */
  changesAfter(gate: Promise<void>): Promise<Sql>;
}

/** Runs its callback in a durable transaction. */
export type Write = <T>(work: (sql: Sql) => Promise<T>) => Promise<T>;

/** For statements that always return a row. Throws when there is none. */
export async function firstOrThrow<Row>(sql: Sql, text: string, ...values: SqlValue[]): Promise<Row> {
  const row = await sql.first<Row>(text, ...values);
  if (row === undefined) throw new Error("a statement returned no row");
  return row;
}

/** The error of a deferred statement that changed no row. */
export const unchangedRow = (): Error => new Error("a statement changed no row");

/** Whether the statement only reads. False also for a `with`, which can precede either. */
export const isRead = (text: string): boolean => /^\s*select\b/.test(text);

/** Builds a `where` clause: each `?` of a fragment becomes the next `$n`. Fragments must be constants. */
export class Conditions {
  readonly values: SqlValue[] = [];
  /** Whether the best plan depends on the values. */
  isUnprepared = false;
  #text = "";

  /** Skips the condition when a value is undefined. */
  and(fragment: string, ...values: (SqlValue | undefined)[]): this {
    if (values.includes(undefined)) return this;
    this.#text += this.#text === "" ? "where " : " and ";
    this.#text += fragment.replaceAll("?", () => `$${this.values.push(values.shift() as SqlValue)}`);
    return this;
  }

  /** Adds a value for use outside the `where` clause. Returns its `$n`. */
  value(value: SqlValue): string {
    return `$${this.values.push(value)}`;
  }

  get text(): string {
    return this.#text;
  }
}

/** `(?, ?, ?)` for `count` values; for 0, `(null)`, which matches nothing. */
export const placeholders = (count: number): string => `(${new Array(count).fill("?").join(", ") || "null"})`;

/**
 * Replaces NUL, which PostgreSQL rejects in text and at which SQLite's `like` ends the pattern, with another control
 * character. Stored text has no control characters, so neither can match. Only search terms contain any.
 */
export const withoutNul = (value: SqlValue): SqlValue =>
  typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\u0001") : value;

export interface List<Row, Item> {
  readonly sql: Sql;
  /** `from …`, with its joins. */
  readonly from: string;
  /** Joins that add exactly one row each. They are applied to the rows of the page only, named `alias`. */
  readonly lookups?: { readonly alias: string; readonly joins: string };
  readonly columns: string;
  readonly conditions: Conditions;
  /** The columns of a total order, all ascending. */
  readonly order: readonly string[];
  readonly page: PageRequest;
  readonly toItem: (row: Row) => Item;
  readonly keyOf: (row: Row) => PageKey;
}

/** Reads one page of a list, by key or by number. */
export async function listPage<Row, Item>(list: List<Row, Item>): Promise<Page<Item>> {
  return "number" in list.page
    ? numberedPage(list, list.page)
    : keyedPage(list, list.page.size, list.page.after);
}

/** Reads one row more than requested, to know whether another page follows. */
async function keyedPage<Row, Item>(
  list: List<Row, Item>,
  size: number,
  after?: PageKey,
): Promise<Page<Item>> {
  if (after) list.conditions.and(`(${list.order.join(", ")}) > ${placeholders(after.length)}`, ...after);
  const limit = list.conditions.value(size + 1);
  const rows = await all<Row>(list, pageOf(list, list.columns, `limit ${limit}`));
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return {
    items: items.map(list.toItem),
    ...(rows.length > size && last !== undefined && { next: list.keyOf(last) }),
  };
}

/** One statement, so that total and items are from one snapshot. A page past the end has only the total. */
async function numberedPage<Row, Item>(
  list: List<Row, Item>,
  page: { size: number; number: number },
): Promise<Page<Item>> {
  const { columns, from, conditions, order } = list;
  const where = conditions.text;
  const size = conditions.value(page.size);
  const offset = conditions.value((page.number - 1) * page.size);
  const numbered = `${columns}, row_number() over (order by ${order.join(", ")}) as position`;
  const rows = await all<Row & { total: number; position: number | null }>(
    list,
    `select counted.total, page.* from (select count(*) as total ${from} ${where}) as counted
     left join (${pageOf(list, numbered, `limit ${size} offset ${offset}`)}) as page on true
     order by page.position`,
  );
  return {
    items: rows.filter(({ position }) => position !== null).map(list.toItem),
    total: rows[0]?.total ?? 0,
  };
}

/** With lookups the page is cut before the joins: planners otherwise join rows that the page does not show. */
function pageOf<Row, Item>(list: List<Row, Item>, columns: string, bounds: string): string {
  const { from, lookups, conditions, order } = list;
  const ordered = `order by ${order.join(", ")}`;
  const cut = (selected: string) => `select ${selected} ${from} ${conditions.text} ${ordered} ${bounds}`;
  if (lookups === undefined) return cut(columns);
  const { alias, joins } = lookups;
  return `select ${columns} from (${cut(`${alias}.*`)}) ${alias} ${joins} ${ordered}`;
}

const all = <Row>(
  { sql, conditions: { isUnprepared, values } }: Pick<List<unknown, unknown>, "sql" | "conditions">,
  text: string,
): Promise<Row[]> => (isUnprepared ? sql.allUnprepared<Row>(text, ...values) : sql.all<Row>(text, ...values));
