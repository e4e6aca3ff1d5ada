import type { Instance } from "../helpers/instances.ts";
import {
  openTableReader,
  type Row,
  type TableName,
  type TableReader,
  tableNames,
} from "../helpers/table-reader.ts";
import type { Pool } from "./arbitraries.ts";
import type { GeneratedRequest } from "./requests.ts";

/** One of the two apps that are compared, with the ids and keys that it has returned in this sequence. */
export class EngineUnderTest {
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

  static async open(instance: Instance, clock: { now: number }, database: string): Promise<EngineUnderTest> {
    return new EngineUnderTest(instance, clock, openTableReader(database));
  }

  /** Begins another sequence with these values. */
  reset(pools: Readonly<Record<"digits" | "chosenId" | "run", readonly string[]>>, now: number): void {
    this.#names = new Map();
    this.#pools = new Map(Object.entries(pools).map(([pool, values]) => [pool as Pool, [...values]]));
    this.#clock.now = now;
  }

  /** Returns status, version and body, with random values replaced by the order of their first occurrence. */
  async send(generated: GeneratedRequest, requestId: string): Promise<string> {
    this.#clock.now += generated.waitMs;
    const { url, ask } = this.#instance;
    const body = generated.body === undefined ? undefined : this.#fill(textOf(generated.body));
    const key = generated.key === null ? null : this.#fill(generated.key);
    const headers = Object.entries(generated.headers).map(([name, value]) => [name, this.#fill(value)]);
    const answer = await ask(this.#fill(generated.request), {
      key,
      headers: { ...Object.fromEntries(headers), "x-request-id": requestId },
      ...(body !== undefined && { body }),
    });
    this.#collect(generated, answer.json);
    const version = answer.headers.get("etag");
    return this.normalize(`${answer.status} ${version} ${answer.text.replaceAll(url, "http://here")}`);
  }

  /** Returns the rows that `where` selects for each table, given the sequence's organizations; by default all rows. */
  async dump(where?: (table: TableName, organizations: string) => string): Promise<Dump> {
    const list = (this.#pools.get("org") ?? []).map((id) => `'${id}'`).join(", ") || "''";
    const dump = new Map<TableName, readonly Row[]>();
    for (const table of tableNames)
      if (!notCompared.includes(table)) dump.set(table, await this.#tables.rows(table, where?.(table, list)));
    return dump;
  }

  normalize(text: string): string {
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
  #collect({ creates }: GeneratedRequest, json: any): void {
    const add = (pool: Pool, value: unknown) => {
      if (typeof value !== "string") return;
      const values = this.#pools.get(pool) ?? [];
      if (!values.includes(value)) this.#pools.set(pool, [...values, value]);
    };
    if (creates === "org") add("user", json?.owner?.id);
    if (creates !== undefined) add(creates, creates === "org" ? json?.organization?.id : json?.id);
    add("key", json?.key);
    add("cursor", json?.nextCursor);
  }
}

export type Dump = ReadonlyMap<TableName, readonly Row[]>;

/** Secrets and times of the installation, and what is written in the background, differ between the two apps. */
const notCompared: readonly TableName[] = ["settings", "migrations", "signing_keys", "api_key_uses"];

const missing = "0123456789abcdef01234567";
const textOf = (body: unknown): string => (typeof body === "string" ? body : JSON.stringify(body));

/** Keys, their public part, cursors, hashes, also in entity tags, and ids: they differ between the two engines. */
const random =
  /wl_[0-9A-Za-z]{50}|(?<="(?:publicId|public_id|nextCursor|cursor|salt)":"|\\"publicId\\":\\")[^"\\]+|(?<=\b\d+-)[0-9a-f]{16}\b|(?<="\d+-)[\w-]{22}(?=")|(?<=slug\\?":\\?"[a-z0-9-]*-)[0-9a-f]{12}\b|\b[0-9a-f]{64}\b|\b[0-9a-f]{24}\b/g;
