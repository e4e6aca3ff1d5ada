import type { Row, Tables } from "./tables.ts";

/** The country of the line with this digit. */
export const countryOf = (digit: number): string | undefined => ({ 2: "ES", 8: "ES", 5: "CH" })[digit];

/** Translates the model's serials to the app's ids, lines and e-mail addresses, read from the app's tables. */
export class Names {
  readonly organizations: readonly [string, string];
  /** Eight digits that no other sequence on this database has. */
  readonly sequence: string;
  readonly #tables: Tables;

  constructor(sequence: string, organizations: readonly [string, string], tables: Tables) {
    this.sequence = sequence;
    this.organizations = organizations;
    this.#tables = tables;
  }

  rows(table: keyof Tables, org: number): readonly Row[] {
    const id = this.organizations[org];
    return this.#tables[table].filter((row) => row.organization_id === id || row.id === id);
  }

  /**
   * The id of the record with this serial; a negative serial is one of the other organization. Returns an id that no
   * record has when there is none.
   */
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

  /** The position of an assignment among all of its organization's, from 1. */
  assignmentOf(org: number, id: unknown): number {
    return this.rows("assignments", org).findIndex((row) => row.id === id) + 1;
  }

  idOfAssignment(org: number, assignment: number): string {
    return String(this.rows("assignments", org)[assignment - 1]?.id);
  }

  /** The fourth is IPPanel's, which is not E.164; the ninth is a sender id. Those of `+1` are in no country: too long. */
  line = (digit: number): string =>
    `${{ 4: "+98BANK", 9: "S", 2: "+34", 8: "+34", 5: "+41" }[digit] ?? "+1"}${this.sequence}${digit}`;
  digitOf = (line: unknown): number => Number(String(line).slice(-1));
  email = (org: number, email: number): string => `u${email}@o${org}-${this.sequence}.example`;
  emailOf = (text: unknown): number | null =>
    text === null ? null : Number(/^u(\d+)@/.exec(String(text))?.[1]);
  /** A number's id or, from 100 on, its line. */
  reference = (org: number, reference: number): string =>
    reference >= 100 ? this.line(reference - 100) : this.idOf("numbers", org, reference);

  /** The version in the record's ETag; 0 where there is no record. */
  versionOf(table: "users" | "numbers", org: number, serial: number): number {
    return Number(this.rows(table, org).find((row) => row.serial === serial)?.version ?? 0);
  }

  versionOfNumber(org: number, reference: number): number {
    const id = this.reference(org, reference);
    const rows = this.rows("numbers", org);
    const found = rows.find((row) => row.id === id || (row.line === id && row.released_at === null));
    return Number(found?.version ?? 0);
  }

  versionOfAssignment(org: number, user: number, reference: number): number {
    const userId = this.idOf("users", org, user);
    const number = this.rows("numbers", org).find((row) =>
      reference >= 100
        ? row.line === this.line(reference - 100) && row.released_at === null
        : row.serial === reference,
    );
    const open = this.rows("assignments", org).find(
      (row) => row.user_id === userId && row.number_id === number?.id && row.unassigned_at === null,
    );
    return Number(open?.version ?? 0);
  }
}
