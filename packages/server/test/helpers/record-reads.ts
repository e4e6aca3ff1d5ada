import fc from "fast-check";
import { openStore } from "../../src/storage/open.ts";
import type { CommitListener, Store } from "../../src/storage/store.ts";
import { type RunningApp, startApp, superadminKey } from "./app.ts";
import { makeDatabase } from "./engines.ts";
import { nativeClient } from "./native.ts";
import { sendRaw } from "./raw.ts";
import { dayMs, hourMs, iso } from "./time.ts";
import { makeOrganization, type Organization } from "./world.ts";

/** A change of a random history. Some are rejected. */
export type RecordStep =
  | { readonly kind: "user"; readonly user: number; readonly changes: object }
  | { readonly kind: "number"; readonly number: number; readonly changes: object }
  | { readonly kind: "reserve"; readonly number: number; readonly hours: number | null }
  | { readonly kind: "organization"; readonly changes: object }
  | { readonly kind: "assign" | "unassign"; readonly number: number; readonly user: number }
  | { readonly kind: "remove"; readonly user: number }
  | { readonly kind: "wait"; readonly ms: number };

const slugs = ["acme", "initech", "hooli"];
const usernames = ["mona", "otto", "Ada"];
const emails = ["mona@one.example", "otto@two.example"];
const user = fc.nat(2);
const number = fc.nat(1);

const step: fc.Arbitrary<RecordStep> = fc.oneof(
  fc.record({
    kind: fc.constant("user" as const),
    user,
    changes: fc.oneof(
      fc.record({ name: fc.constantFrom("Mona", "Øtto", '"Ada" \\ ✓', "🙂") }),
      fc.record({ username: fc.constantFrom(...usernames, null) }),
      fc.record({ email: fc.constantFrom(...emails) }),
      fc.record({ status: fc.constantFrom("active", "disabled") }),
      fc.record({ endpoints: fc.constantFrom([], ["client:mona", "sip:otto@acme.example"]) }),
    ),
  }),
  fc.record({
    kind: fc.constant("number" as const),
    number,
    changes: fc.record({ alias: fc.constantFrom("Front desk", null) }),
  }),
  fc.record({ kind: fc.constant("reserve" as const), number, hours: fc.constantFrom(1, 30, null) }),
  fc.record({
    kind: fc.constant("organization" as const),
    changes: fc.oneof(
      fc.record({ name: fc.constantFrom("Acme", "Ácme") }),
      fc.record({ slug: fc.constantFrom(...slugs) }),
      fc.record({ coolingDays: fc.constantFrom(0, 1, 3) }),
    ),
  }),
  fc.record({ kind: fc.constant("assign" as const), number, user }),
  fc.record({ kind: fc.constant("unassign" as const), number, user }),
  fc.record({ kind: fc.constant("wait" as const), ms: fc.constantFrom(hourMs, dayMs, 4 * dayMs, -dayMs) }),
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), user: fc.constant(2) }) },
);

export interface RecordReadsOptions {
  /** Makes the app miss every fourth commit. */
  readonly missesCommits?: boolean;
}

/** An app whose reads of single records are compared with those of its database. */
export async function makeRecordReads(options: RecordReadsOptions = {}): Promise<RecordReads> {
  const { database, drop } = await makeDatabase("sqlite");
  const store = await openStore(database);
  const app = await startApp({ database, store: withFaults(store, options) });
  const reads = new RecordReads(app, drop);
  await reads.useNewOrganization();
  return reads;
}

function withFaults(store: Store, { missesCommits = false }: RecordReadsOptions): Store {
  let index = 0;
  const wrap =
    (listener: CommitListener): CommitListener =>
    (id) => {
      index += 1;
      if (!missesCommits || index % 4 !== 3) listener(id);
    };
  return { ...store, onCommit: (listener) => store.onCommit?.(wrap(listener)) };
}

/** A request with a Content-Length is answered by the framework, from the database. */
const throughFramework = { "content-length": "0" };

export class RecordReads {
  readonly app: RunningApp;
  readonly step = step;
  readonly #drop: () => Promise<void>;
  #acme!: Organization;
  #count = 0;

  constructor(app: RunningApp, drop: () => Promise<void>) {
    this.app = app;
    this.#drop = drop;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.#drop();
  }

  async useNewOrganization(): Promise<void> {
    this.#count += 1;
    this.#acme = await makeOrganization(
      this.app.ask,
      `acme${this.#count}`,
      String(this.#count).padStart(2, "0"),
    );
  }

  async apply(change: RecordStep): Promise<void> {
    const client = nativeClient(this.app, this.#acme.id);
    const number = "number" in change ? this.#numbers[change.number]?.id : "";
    const user = "user" in change ? this.#users[change.user]?.id : "";
    switch (change.kind) {
      case "user":
        return void (await client.patch(`/users/${user}`, change.changes));
      case "number":
        return void (await client.patch(`/numbers/${number}`, change.changes));
      case "reserve": {
        const until = iso(this.app.clock.now + (change.hours ?? 0) * hourMs);
        const reservedFor = change.hours === null ? null : { userId: this.#acme.other.id, until };
        return void (await client.patch(`/numbers/${number}`, { reservedFor }));
      }
      case "organization":
        return void (await client.patch("", change.changes));
      case "assign":
        return void (await client.put(`/numbers/${number}/holders/${user}`, { reason: "moved" }));
      case "unassign":
        return void (await client.delete(`/numbers/${number}/holders/${user}`));
      case "remove":
        return void (await client.delete(`/users/${user}`));
      case "wait":
        this.app.clock.now += change.ms;
    }
  }

  /** The reads whose answer from memory differs from the database's. */
  async differences(): Promise<string[]> {
    const differences: string[] = [];
    for (const [path, key] of this.#reads()) {
      const first = await this.ask(path, key);
      const second = await this.ask(path, key);
      const expected = await this.ask(path, key, throughFramework);
      for (const answer of [first, second])
        if (answer !== expected) differences.push(`${path}\n${answer}\n${expected}`);
    }
    return differences;
  }

  /** Renames a user and reads the name at the same time. Returns what no order of the operations explains. */
  async race(changes: number): Promise<string[]> {
    const { id, member, twilio } = this.#acme;
    const client = nativeClient(this.app, id);
    await client.put(`/numbers/${twilio.id}/holders/${member.id}`, {});
    const at = `/registry/v1/organizations/${id}`;
    const register = new Register();
    const read = async (path: string, headers = {}) =>
      register.read(async () =>
        Number(
          /\\"(?:name|userName)\\":\\"n(\d+)\\"/.exec(
            await this.ask(at + path, this.#acme.admin.key, headers),
          )?.[1],
        ),
      );
    const write = async (name: number) =>
      register.write(
        name,
        async () => void (await client.patch(`/users/${member.id}`, { name: `n${name}` })),
      );
    await write(1);
    let isOver = false;
    const repeat = async (path: string, headers = {}) => {
      while (!isOver) await read(path, headers);
    };
    const cached = [`/users/${member.id}`, `/numbers/${twilio.id}`];
    // Under other names, because a read through the framework renews what is cached.
    const uncached = [`/users/@${member.username}`, `/numbers/${twilio.line}`];
    const readers = [
      ...[...cached, ...cached].map((path) => repeat(path)),
      ...uncached.map((path) => repeat(path, throughFramework)),
    ];
    for (let name = 2; name <= changes; name++) {
      await write(name);
      await read(`/users/${member.id}`);
    }
    isOver = true;
    await Promise.all(readers);
    return register.violations;
  }

  /** The complete answer as text, without the time and the id of the request. */
  async ask(path: string, key: string, more: Record<string, string> = {}): Promise<string> {
    const headers = { authorization: `Bearer ${key}`, ...more };
    const answer = await sendRaw(this.app.url, { method: "GET", path, headers });
    const { date: _, "x-request-id": __, ...others } = Object.fromEntries(answer.headers);
    return JSON.stringify([answer.status, others, answer.text]).replace(/"requestId\\":\\"[^"]*"/, "");
  }

  get #users() {
    return [this.#acme.member, this.#acme.admin, this.#acme.other];
  }

  get #numbers() {
    return [this.#acme.twilio, this.#acme.ippanel];
  }

  *#reads(): Iterable<[path: string, key: string]> {
    const { id, admin, member, twilio } = this.#acme;
    const parts = [
      ...this.#users.map((user) => `/users/${user.id}`),
      ...[...usernames, "MONA"].map((name) => `/users/@${name}`),
      ...emails.map((email) => `/users/${email}`),
      ...this.#numbers.map((number) => `/numbers/${number.id}`),
      `/numbers/${twilio.line}`,
      "",
    ];
    const keyOf = (index: number) => [admin.key, superadminKey, member.key][index % 3] ?? "";
    for (const [index, part] of parts.entries())
      yield [`/registry/v1/organizations/${id}${part}`, keyOf(index + this.#count)];
    for (const slug of slugs) yield [`/registry/v1/organizations/${slug}`, superadminKey];
  }
}

interface Span {
  readonly value: number;
  /** Positions in the order of all begins and ends. */
  readonly begin: number;
  readonly end: number;
}

/** Checks that the reads of a value which one writer increments have a sequential explanation. */
class Register {
  readonly violations: string[] = [];
  readonly #reads: Span[] = [];
  #place = 0;
  #issued = 0;
  #acknowledged = 0;

  async write(value: number, send: () => Promise<void>): Promise<void> {
    this.#issued = value;
    await send();
    this.#acknowledged = value;
  }

  async read(send: () => Promise<number>): Promise<void> {
    const begin = this.#place++;
    const acknowledged = this.#acknowledged;
    const value = await send();
    if (value < acknowledged || !(value <= this.#issued))
      this.violations.push(`read ${value}, acknowledged ${acknowledged}, issued ${this.#issued}`);
    for (const earlier of this.#reads)
      if (earlier.end < begin && earlier.value > value)
        this.violations.push(`${earlier.value}, then ${value}`);
    this.#reads.push({ value, begin, end: this.#place++ });
    if (this.#reads.length > 200) this.#reads.shift();
  }
}
