import { emailProblem } from "../text/email.ts";
import { nameProblem } from "../text/names.ts";
import type { Engine } from "./engine.ts";
import type { Sql } from "./sql.ts";

/** A stored value that an earlier version accepted and this one would reject. It stays readable and usable. */
export interface DataProblem {
  readonly organizationId: string;
  /** The noun and id of the record. */
  readonly record: string;
  readonly field: string;
  /** The end of the sentence "the field …". Never contains the value. */
  readonly problem: string;
}

/** Finds every stored text that breaks a rule of names and addresses, and every pair of users with the same key. */
export async function* findDataProblems({ reader }: Engine): AsyncGenerator<DataProblem> {
  for (const { noun, field, text, problemOf } of checkedTexts)
    for await (const { organizationId, id, value } of valuesOf(reader, text)) {
      const problem = problemOf(value);
      if (problem !== undefined) yield { organizationId, record: `${noun} ${id}`, field, problem };
    }
  for (const field of ["email", "username"] as const) yield* findShared(reader, field);
}

interface CheckedText {
  readonly noun: string;
  readonly field: string;
  readonly problemOf: (text: string) => string | undefined;
  /** Selects `id`, `value` and the organization's id of up to $3 records after the key ($1, $2). */
  readonly text: string;
}

const checked = (
  noun: string,
  field: string,
  problemOf: CheckedText["problemOf"],
  [table, column, condition]: readonly [string, string, string],
): CheckedText => ({
  noun,
  field,
  problemOf,
  text: `select organization_id as "organizationId", id, ${column} as value from ${table}
    where (organization_id, id) > ($1, $2) and ${column} is not null and ${condition}
    order by organization_id, id limit $3`,
});

const isOpen = "unassigned_at is null";
const checkedTexts: readonly CheckedText[] = [
  {
    noun: "organization",
    field: "name",
    problemOf: nameProblem,
    text: `select id as "organizationId", id, name as value from organizations
      where (id, id) > ($1, $2) order by id limit $3`,
  },
  checked("user", "name", nameProblem, ["users", "name", "status <> 'removed'"]),
  checked("user", "email", emailProblem, ["users", "email", "status <> 'removed'"]),
  checked("user", "username", nameProblem, ["users", "username", "status <> 'removed'"]),
  checked("group", "name", nameProblem, ["user_groups", "name", "deleted_at is null"]),
  checked("API key", "name", nameProblem, ["api_keys", "name", "revoked_at is null"]),
  checked("number", "alias", nameProblem, ["numbers", "alias", "released_at is null"]),
  checked("number", "reservedFor.email", emailProblem, ["numbers", "reserved_email", "released_at is null"]),
  checked("assignment", "label", nameProblem, ["assignments", "label", isOpen]),
];

interface StoredText {
  readonly organizationId: string;
  readonly id: string;
  readonly value: string;
}

const batchSize = 500;

async function* valuesOf(sql: Sql, text: string): AsyncGenerator<StoredText> {
  for (let [organizationId, id] = ["", ""]; ; ) {
    const rows = await sql.all<StoredText>(text, organizationId, id, batchSize);
    yield* rows;
    const last = rows[batchSize - 1];
    if (last === undefined) return;
    [organizationId, id] = [last.organizationId, last.id];
  }
}

/** A variant marks a user whose key another user had already. */
async function* findShared(sql: Sql, field: "email" | "username"): AsyncGenerator<DataProblem> {
  const rows = await sql.all<{ organizationId: string; id: string; otherId: string }>(
    `select a.organization_id as "organizationId", a.id, b.id as "otherId" from users a
     join users b on b.organization_id = a.organization_id and b.${field}_key = a.${field}_key and b.id <> a.id
     where a.${field}_variant <> '' and a.status <> 'removed' and b.status <> 'removed'
     order by a.organization_id, a.id, b.id`,
  );
  for (const { organizationId, id, otherId } of rows)
    yield { organizationId, record: `user ${id}`, field, problem: `is the same as that of user ${otherId}` };
}
