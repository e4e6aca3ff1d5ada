import { requireEqual } from "./check.ts";
import type { Names } from "./names.ts";
import type { Row } from "./tables.ts";

type Record = { readonly [field: string]: unknown };

/** The records that result from applying the events to empty tables. */
export class Replay {
  readonly #records = new Map<string, Record>();
  readonly #members = new Set<string>();
  #last = 0;

  apply(events: readonly Row[]): void {
    for (const event of events) {
      if (event.seq !== this.#last + 1) throw new Error(`event ${event.seq} follows event ${this.#last}`);
      this.#last = event.seq;
      this.#applyOne(event);
    }
  }

  #applyOne({ kind, subject_id, user_id, before, after }: Row): void {
    const [noun = "", verb] = String(kind).split(".");
    if (verb === "memberAdded") this.#members.add(`${subject_id} ${user_id}`);
    else if (verb === "memberRemoved") this.#members.delete(`${subject_id} ${user_id}`);
    else {
      const isOfAssignment = ["number.assigned", "number.unassigned"].includes(String(kind));
      const name = `${isOfAssignment ? "assignment" : noun} ${subject_id}`;
      this.#requireChained(name, String(kind), before);
      if (after === null) this.#records.delete(name);
      else this.#records.set(name, JSON.parse(String(after)));
    }
  }

  /** `before` must be the `after` of the record's previous event, except for `user.restored`. */
  #requireChained(name: string, kind: string, before: unknown): void {
    if (kind === "user.restored") return;
    const parsed = before === null ? undefined : JSON.parse(String(before));
    requireEqual(sorted(parsed), sorted(this.#records.get(name)), `the state before ${kind} of ${name}`);
  }

  compare(names: Names, org: number): void {
    const rows = [
      ...names
        .rows("organizations", org)
        .map((row) => [`organization ${row.id}`, columns(row, organization)]),
      ...names.rows("users", org).map((row) => [`user ${row.id}`, columns(row, user)]),
      ...names.rows("numbers", org).map((row) => [`number ${row.id}`, withReservation(row)]),
      ...names.rows("assignments", org).map((row) => [`assignment ${row.id}`, columns(row, assignment)]),
      ...names.rows("keys", org).map((row) => [`apiKey ${row.id}`, { revokedAt: row.revoked_at }]),
    ] as [string, Record][];
    for (const [name, row] of rows) {
      const record = this.#records.get(name);
      const replayed = Object.fromEntries(Object.keys(row).map((field) => [field, record?.[field]]));
      requireEqual(replayed, row, `the replayed ${name}`);
    }
    const members = names.rows("members", org).map((row) => `${row.group_id} ${row.user_id}`);
    requireEqual([...this.#members].toSorted(), members.toSorted(), "the replayed members");
  }
}

const organization = ["name", "status", "coolingDays", "version"];
const user = [
  "name",
  "email",
  "username",
  "role",
  "isOwner",
  "status",
  "externalId",
  "endpoints",
  "signedOutAt",
  "createdAt",
  "removedAt",
  "version",
];
const number = [
  "provider",
  "line",
  "country",
  "alias",
  "addedAt",
  "releasedAt",
  "coolingUntil",
  "formerHolderId",
  "version",
];
const assignment = [
  "numberId",
  "userId",
  "provider",
  "isDefault",
  "isInboundEnabled",
  "isOutboundEnabled",
  "label",
  "assignedAt",
  "unassignedAt",
  "version",
];

const columns = (row: Row, fields: readonly string[]): Record =>
  Object.fromEntries(
    fields.map((field) => {
      const value = row[field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
      return [field, read(field, value)];
    }),
  );

function read(field: string, value: unknown): unknown {
  if (field === "endpoints") return JSON.parse(String(value));
  return field.startsWith("is") ? Boolean(value) : value;
}

const withReservation = (row: Row): Record => ({
  ...columns(row, number),
  reservation:
    row.reserved_until === null
      ? null
      : { userId: row.reserved_user_id, email: row.reserved_email, until: row.reserved_until },
});

const sorted = (record: Record | undefined) =>
  record && Object.entries(record).toSorted(([one], [other]) => (one < other ? -1 : 1));
