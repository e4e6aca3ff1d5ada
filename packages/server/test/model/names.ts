import type { Row, Tables } from "./tables.ts";

/** What the model's serials are called in the app, read off its tables. */
export class Names {
  readonly organizations: readonly [string, string];
  readonly run: string;
  readonly #tables: Tables;

  constructor(run: string, organizations: readonly [string, string], tables: Tables) {
    this.run = run;
    this.organizations = organizations;
    this.#tables = tables;
  }

  rows(table: keyof Tables, org: number): readonly Row[] {
    const id = this.organizations[org];
    return this.#tables[table].filter((row) => row.organization_id === id || row.id === id);
  }

  /** The id of the record with this serial; below 0 one of the other organization's; nobody's where there is none. */
  idOf(table: "users" | "numbers" | "groups" | "offboardings", org: number, serial: number): string {
    const rows = this.rows(table, serial < 0 ? 1 - org : org);
    return String(
      rows.find((row) => row.serial === Math.abs(serial))?.id ?? String(Math.abs(serial)).padStart(24, "f"),
    );
  }

  serialOf(table: "users" | "numbers" | "groups", org: number, id: unknown): number | null {
    if (id === null || id === undefined) return null;
    return Number(this.rows(table, org).find((row) => row.id === id)?.serial ?? Number.NaN);
  }

  /** The place of an assignment among all of its organization's. */
  heldOf(org: number, id: unknown): number {
    return this.rows("assignments", org).findIndex((row) => row.id === id) + 1;
  }

  idOfHeld(org: number, held: number): string {
    return String(this.rows("assignments", org)[held - 1]?.id);
  }

  /** IPPanel's is opaque. */
  line = (digit: number): string => `${digit === 4 ? "+98BANK" : "+1"}${this.run}${digit}`;
  digitOf = (line: unknown): number => Number(String(line).slice(-1));
  email = (org: number, email: number): string => `u${email}@o${org}-${this.run}.example`;
  emailOf = (text: unknown): number | null =>
    text === null ? null : Number(/^u(\d+)@/.exec(String(text))?.[1]);
  /** A number's id or, from 100 on, its line. */
  reference = (org: number, reference: number): string =>
    reference >= 100 ? this.line(reference - 100) : this.idOf("numbers", org, reference);

  /** The version in the ETag of what the act is about; of no assignment it is 0. */
  versionOf(table: "users" | "numbers", org: number, serial: number): number {
    return Number(this.rows(table, org).find((row) => row.serial === serial)?.version ?? 0);
  }

  versionOfHolding(org: number, user: number, reference: number): number {
    const userId = this.idOf("users", org, user);
    const lines = this.rows("numbers", org).filter((row) =>
      reference >= 100
        ? row.line === this.line(reference - 100) && row.released_at === null
        : row.serial === reference,
    );
    const open = this.rows("assignments", org).find(
      (row) => row.user_id === userId && row.number_id === lines[0]?.id && row.unassigned_at === null,
    );
    return Number(open?.version ?? 0);
  }
}
