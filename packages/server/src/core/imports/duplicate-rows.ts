import { hash } from "node:crypto";
import { emailKey } from "../../text/email.ts";
import type { ImportKind, NumberRow, ReadRow, Refusal, UserRow } from "./reading/rows.ts";

/**
 * Refuses rows about a record that an earlier row of the file is about: the result would depend on their order. Keeps 53 bits
 * of a hash of each name, so that a million rows take some tens of megabytes; two of their names share a hash in one of
 * 20,000 such files.
 */
export class DuplicateRows {
  readonly #kind: ImportKind;
  readonly #seen = new Set<number>();

  constructor(kind: ImportKind) {
    this.#kind = kind;
  }

  check(row: ReadRow): ReadRow {
    if ("refusals" in row) return row;
    const names =
      this.#kind === "numbers" ? namesOfNumber(row.values as NumberRow) : namesOfUser(row.values as UserRow);
    const keys = names.map(([column, name]) => ({ column, key: keyOf(`${column} ${name}`) }));
    const repeated = keys.filter(({ key }) => this.#seen.has(key));
    if (repeated.length > 0)
      return { row: row.row, refusals: repeated.map(({ column }) => duplicateOf(column)) };
    for (const { key } of keys) this.#seen.add(key);
    return row;
  }
}

type Name = readonly [column: string, name: string];

function namesOfNumber({ provider, line, country, holder, isDefault }: NumberRow): readonly Name[] {
  const number: Name = ["line", `${provider} ${line} ${country ?? ""}`];
  return isDefault && holder ? [number, ["isDefault", `${provider} ${holder.toLowerCase()}`]] : [number];
}

const namesOfUser = ({ email, username, externalId }: UserRow): readonly Name[] => [
  ...(email ? [["email", emailKey(email)] as const] : []),
  ...(username ? [["username", username.toLowerCase()] as const] : []),
  ...(externalId ? [["externalId", externalId] as const] : []),
];

const duplicateOf = (column: string): Refusal => ({
  code: "duplicate_row",
  column,
  detail: "An earlier row of the file has the same value.",
  expected: "a value that no other row has",
});

function keyOf(name: string): number {
  const digest = hash("sha1", name, "buffer");
  return digest.readUIntBE(0, 6) * 32 + ((digest[6] ?? 0) & 31);
}
