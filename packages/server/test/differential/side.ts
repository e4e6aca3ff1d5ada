import type { Instance } from "../helpers/instances.ts";
import {
  openTableReader,
  type Row,
  type TableName,
  type TableReader,
  tableNames,
} from "../helpers/table-reader.ts";
import type { Command } from "./command.ts";
import type { Pool } from "./values.ts";

/** One of the two apps that are compared, with what this run has learnt from it. */
export class Side {
  readonly #instance: Instance;
  readonly #tables: TableReader;
  readonly #clock: { now: number };
  #pools = new Map<Pool, string[]>();
  #names = new Map<string, string>();

  private constructor(instance: Instance, clock: { now: number }, tables: TableReader) {
    this.#instance = instance;
    this.#clock = clock;
    this.#tables = tables;
  }

  static async open(instance: Instance, clock: { now: number }, database: string): Promise<Side> {
    return new Side(instance, clock, openTableReader(database));
  }

  /** Forgets the run before; `lines` are this run's own. */
  begin(pools: Readonly<Record<"digits" | "given" | "run", readonly string[]>>, now: number): void {
    this.#names = new Map();
    this.#pools = new Map(Object.entries(pools).map(([pool, values]) => [pool as Pool, [...values]]));
    this.#clock.now = now;
  }

  /** Status, version and body, with whatever is random named by when it first appeared. */
  async send(command: Command, requestId: string): Promise<string> {
    this.#clock.now += command.wait;
    const { url, ask } = this.#instance;
    const body = command.body === undefined ? undefined : this.#fill(textOf(command.body));
    const key = command.key === null ? null : this.#fill(command.key);
    const headers = Object.entries(command.headers).map(([name, value]) => [name, this.#fill(value)]);
    const answer = await ask(this.#fill(command.request), {
      key,
      headers: { ...Object.fromEntries(headers), "x-request-id": requestId },
      ...(body !== undefined && { body }),
    });
    this.#learn(command, answer.json);
    const version = answer.headers.get("etag");
    return this.named(`${answer.status} ${version} ${answer.text.replaceAll(url, "http://here")}`);
  }

  /** The rows of this run's organizations, or of all. */
  async dump(where?: (table: TableName, organizations: string) => string): Promise<Dump> {
    const list = (this.#pools.get("org") ?? []).map((id) => `'${id}'`).join(", ") || "''";
    const dump = new Map<TableName, readonly Row[]>();
    for (const table of tableNames)
      if (table !== "settings" && table !== "migrations")
        dump.set(table, await this.#tables.rows(table, where?.(table, list)));
    return dump;
  }

  named(text: string): string {
    return text.replaceAll(random, (found) => {
      const name = this.#names.get(found) ?? `#${this.#names.size}`;
      this.#names.set(found, name);
      return name;
    });
  }

  close(): Promise<void> {
    return this.#tables.close();
  }

  #fill(text: string): string {
    return text.replaceAll(/«(\w+):(\d+)»/g, (_, pool: Pool, index: string) => {
      const values = this.#pools.get(pool) ?? [];
      return values[Number(index) % values.length] ?? missing;
    });
  }

  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape
  #learn({ makes }: Command, json: any): void {
    const learn = (pool: Pool, value: unknown) => {
      if (typeof value !== "string") return;
      const values = this.#pools.get(pool) ?? [];
      if (!values.includes(value)) this.#pools.set(pool, [...values, value]);
    };
    if (makes === "org") learn("user", json?.owner?.id);
    if (makes !== undefined) learn(makes, makes === "org" ? json?.organization?.id : json?.id);
    learn("key", json?.key);
    learn("cursor", json?.nextCursor);
  }
}

export type Dump = ReadonlyMap<TableName, readonly Row[]>;

const missing = "0123456789abcdef01234567";
const textOf = (body: unknown): string => (typeof body === "string" ? body : JSON.stringify(body));

/** Keys, their public part, cursors, hashes and ids: none of them is the same on the other side. */
const random =
  /wl_[0-9A-Za-z]{50}|(?<="(?:publicId|public_id|nextCursor)":"|\\"publicId\\":\\")[^"\\]+|\b[0-9a-f]{64}\b|\b[0-9a-f]{24}\b/g;
