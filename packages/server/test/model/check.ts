import type { Restoration } from "../../src/model.ts";
import { assignmentsOf } from "./log/assignments.ts";
import { eventsOf, type Log, lastEventAt, type Restored } from "./log/log.ts";
import { liveNumbersOf, numbersOf } from "./log/numbers.ts";
import { offboardingsOf } from "./log/offboardings.ts";
import { organizationOf } from "./log/organization.ts";
import { apiKeysOf, blockedEmailsOf, membersOf, usersOf } from "./log/users.ts";
import type { Names } from "./names.ts";
import type { Replay } from "./replay.ts";
import type { Row } from "./tables.ts";
import type { World } from "./world.ts";

/**
 * Throws unless the tables are what the model derives, what the events replay to, and keep the invariants. The
 * events up to `checked` were checked before.
 */
export function check(
  { logs }: World,
  names: Names,
  replays: readonly Replay[],
  checked: readonly number[],
): void {
  for (const [org, log] of logs.entries()) {
    requireEqual(actualTables(names, org), expectedTables(log), `the tables of organization ${org}`);
    const events = names.rows("events", org);
    requireEqual(
      events.map((row) => actualEvent(row, names, org)),
      expectedEvents(log, checked[org] ?? 0),
      "the events",
    );
    replays[org]?.apply(events);
    replays[org]?.compare(names, org);
    requireInvariants(names, org);
  }
}

/** Both must have the same JSON, with the fields in the same order. */
export function requireEqual(actual: unknown, expected: unknown, what: string): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected))
    throw new Error(difference(actual, expected, what));
}

const difference = (actual: unknown, expected: unknown, what: string): string => {
  const [one, other] = [actual, expected].map((value) => JSON.stringify(value) ?? "nothing") as [
    string,
    string,
  ];
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  const near = (text: string) => text.slice(Math.max(0, start - 120), start + 120);
  return `${what} differ near\n  actual:   …${near(one)}\n  expected: …${near(other)}`;
};

function actualTables(names: Names, org: number) {
  const user = (id: unknown) => names.serialOf("users", org, id);
  const number = (id: unknown) => names.serialOf("numbers", org, id);
  const [organization] = names.rows("organizations", org);
  const [head] = names.rows("heads", org);
  return {
    status: organization?.status,
    coolingDays: organization?.cooling_days,
    head: [head?.seq, head?.last_at],
    users: names.rows("users", org).map((row) => actualUser(row, names)),
    numbers: names.rows("numbers", org).map((row) => actualNumber(row, names, user)),
    assignments: names.rows("assignments", org).map((row) => actualAssignment(row, number, user)),
    members: names
      .rows("members", org)
      .map((row) => `${names.serialOf("groups", org, row.group_id)} ${user(row.user_id)}`)
      .toSorted(),
    apiKeys: names.rows("keys", org).map((row) => [user(row.user_id), row.revoked_at]),
    offboardings: names
      .rows("offboardings", org)
      .map((row) => [
        row.serial,
        user(row.user_id),
        row.status,
        row.planned_at,
        row.applied_at,
        row.undone_at,
        restoredOf(row, names, org),
      ]),
    blocked: names
      .rows("blocks", org)
      .map((row) => user(row.user_id))
      .toSorted(),
    claims: names
      .rows("claims", org)
      .map((row) => number(row.number_id))
      .toSorted(),
  };
}

function restoredOf(row: Row, names: Names, org: number): Restored | null {
  if (row.restoration === null) return null;
  const { numbers, groups }: Restoration = JSON.parse(String(row.restoration));
  return {
    numbers: numbers.map(({ numberId, isRestored }) => ({
      number: names.serialOf("numbers", org, numberId) ?? 0,
      isRestored: isRestored === true,
    })),
    groups: groups
      .filter(({ isRestored }) => isRestored)
      .map(({ groupId }) => names.serialOf("groups", org, groupId) ?? 0),
  };
}

const actualUser = (row: Row, names: Names) => [
  row.serial,
  names.emailOf(row.email),
  row.status,
  JSON.parse(String(row.endpoints)),
  row.signed_out_at,
  row.removed_at,
  row.version,
];

const actualNumber = (row: Row, names: Names, user: (id: unknown) => number | null) => [
  row.serial,
  row.provider,
  names.digitOf(row.line),
  row.added_at,
  row.released_at,
  row.cooling_until,
  user(row.former_holder_id),
  row.reserved_until === null
    ? null
    : {
        user: user(row.reserved_user_id),
        email: names.emailOf(row.reserved_email),
        until: row.reserved_until,
      },
  row.version,
];

const actualAssignment = (
  row: Row,
  number: (id: unknown) => number | null,
  user: (id: unknown) => number | null,
) => [
  number(row.number_id),
  user(row.user_id),
  row.provider,
  Boolean(row.is_default),
  Boolean(row.is_inbound_enabled),
  Boolean(row.is_outbound_enabled),
  row.label,
  row.assigned_at,
  row.unassigned_at,
  row.version,
];

const expectedTables = (log: Log): ReturnType<typeof actualTables> => ({
  ...organizationOf(log),
  head: [eventsOf(log).length, lastEventAt(log)],
  users: usersOf(log).map((it) => [
    it.serial,
    it.email,
    it.status,
    it.endpoints,
    it.signedOutAt,
    it.removedAt,
    it.version,
  ]),
  numbers: numbersOf(log).map((it) => [
    it.serial,
    it.provider,
    it.digit,
    it.addedAt,
    it.releasedAt,
    it.coolingUntil,
    it.formerHolder,
    it.reservation,
    it.version,
  ]),
  assignments: assignmentsOf(log).map(({ number, user, provider, flags, ...it }) => [
    number,
    user,
    provider,
    flags.isDefault,
    flags.isInboundEnabled,
    flags.isOutboundEnabled,
    flags.label,
    it.assignedAt,
    it.unassignedAt,
    it.version,
  ]),
  members: membersOf(log)
    .flatMap((members, index) => members.map((user) => `${index + 1} ${user}`))
    .toSorted(),
  apiKeys: apiKeysOf(log).map(({ user, revokedAt }) => [user, revokedAt]),
  offboardings: offboardingsOf(log).map((it) => [
    it.serial,
    it.plan.user.serial,
    it.status,
    it.plannedAt,
    it.appliedAt,
    it.undoneAt,
    it.restored,
  ]),
  blocked: blockedEmailsOf(log)
    .map(({ serial }) => serial)
    .toSorted(),
  claims: liveNumbersOf(log)
    .filter(({ isSenderId }) => !isSenderId)
    .map(({ serial }) => serial)
    .toSorted(),
});

const actualEvent = (row: Row, names: Names, org: number) => [
  row.seq,
  row.at,
  row.kind,
  names.serialOf("users", org, row.user_id),
  names.serialOf("numbers", org, row.number_id),
  row.reason,
  row.undoes,
  row.dialect,
];

const expectedEvents = (log: Log, checked: number) =>
  eventsOf(log)
    .slice(checked)
    .map((event) => [
      event.seq,
      event.at,
      event.kind,
      "user" in event ? event.user : null,
      "number" in event ? event.number : null,
      event.reason,
      event.undoes,
      event.dialect,
    ]);

/** What the tables must keep whatever the model derives. The claims are compared above. */
function requireInvariants(names: Names, org: number): void {
  const open = names.rows("assignments", org).filter((row) => row.unassigned_at === null);
  const inbound = open.filter((row) => Boolean(row.is_inbound_enabled));
  const defaults = open.filter((row) => Boolean(row.is_default));
  const isRemoved = (id: unknown) =>
    names.rows("users", org).find((row) => row.id === id)?.status === "removed";
  const violations = [
    hasDuplicates(inbound.map((row) => row.number_id)) && "a number has two inbound holders",
    hasDuplicates(open.map((row) => `${row.number_id} ${row.user_id}`)) && "a user holds a number twice",
    hasDuplicates(defaults.map((row) => `${row.user_id} ${row.provider}`)) && "a user has two defaults",
    open.some((row) => isRemoved(row.user_id)) && "a removed user holds a number",
    names.rows("members", org).some((row) => isRemoved(row.user_id)) && "a removed user is in a group",
  ].filter(Boolean);
  if (violations.length > 0) throw new Error(violations.join("; "));
}

const hasDuplicates = (values: readonly unknown[]): boolean => values.length !== new Set(values).size;
