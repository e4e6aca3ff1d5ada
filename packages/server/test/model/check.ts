import type { Names } from "./names.ts";
import type { Replay } from "./replay.ts";
import { holdingNow, type Org, type World } from "./state.ts";
import type { Row } from "./tables.ts";

/** Throws unless the tables are what the model says, what the events replay to, and keep the invariants. */
export function check(
  world: World,
  names: Names,
  replays: readonly Replay[],
  after: readonly number[],
): void {
  for (const [org, expected] of world.orgs.entries()) {
    equal(stored(names, org), projected(expected), `the tables of organization ${org}`);
    const events = names.rows("events", org);
    equal(
      events.map((row) => toHappened(row, names, org)),
      happened(expected, after[org] ?? 0),
      "the events",
    );
    replays[org]?.apply(events);
    replays[org]?.compare(names, org);
    requireInvariants(names, org);
  }
}

export function equal(actual: unknown, expected: unknown, what: string): void {
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
  return `${what} differ near\n  is:        …${near(one)}\n  should be: …${near(other)}`;
};

function stored(names: Names, org: number) {
  const user = (id: unknown) => names.serialOf("users", org, id);
  const number = (id: unknown) => names.serialOf("numbers", org, id);
  const [organization] = names.rows("organizations", org);
  const [head] = names.rows("heads", org);
  return {
    status: organization?.status,
    coolingDays: organization?.cooling_days,
    head: [head?.seq, head?.last_at],
    users: names
      .rows("users", org)
      .map((row) => [
        row.serial,
        names.emailOf(row.email),
        row.status,
        JSON.parse(String(row.endpoints)),
        row.removed_at,
        row.version,
      ]),
    numbers: names.rows("numbers", org).map((row) => [
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
    ]),
    held: names
      .rows("assignments", org)
      .map((row) => [
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
      ]),
    members: names
      .rows("members", org)
      .map((row) => `${names.serialOf("groups", org, row.group_id)} ${user(row.user_id)}`)
      .toSorted(),
    keys: names.rows("keys", org).map((row) => [user(row.user_id), row.revoked_at]),
    offboardings: names
      .rows("offboardings", org)
      .map((row) => [
        row.serial,
        user(row.user_id),
        row.status,
        row.planned_at,
        row.applied_at,
        row.undone_at,
      ]),
    claims: names
      .rows("claims", org)
      .map((row) => number(row.number_id))
      .toSorted(),
  };
}

function projected(org: Org): ReturnType<typeof stored> {
  return {
    status: org.status,
    coolingDays: org.coolingDays,
    head: [org.events.length, org.lastAt],
    users: org.users.map((it) => [it.serial, it.email, it.status, it.endpoints, it.removedAt, it.version]),
    numbers: org.numbers.map((it) => [
      it.serial,
      it.provider,
      it.digit,
      it.addedAt,
      it.releasedAt,
      it.coolingUntil,
      it.former,
      it.reservation,
      it.version,
    ]),
    held: org.held.map(({ number, user, provider, holding, assignedAt, unassignedAt, version }) => [
      number,
      user,
      provider,
      holding.isDefault,
      holding.isInboundEnabled,
      holding.isOutboundEnabled,
      holding.label,
      assignedAt,
      unassignedAt,
      version,
    ]),
    members: org.groups.flatMap((members, index) => members.map((it) => `${index + 1} ${it}`)).toSorted(),
    keys: org.keys.map(({ user, revokedAt }) => [user, revokedAt]),
    offboardings: org.offboardings.map((it) => [
      it.serial,
      it.plan.user.serial,
      it.status,
      it.plannedAt,
      it.appliedAt,
      it.undoneAt,
    ]),
    claims: org.numbers.flatMap(({ serial, releasedAt }) => (releasedAt === null ? [serial] : [])).toSorted(),
  };
}

const toHappened = (row: Row, names: Names, org: number) => [
  row.seq,
  row.at,
  row.kind,
  names.serialOf("users", org, row.user_id),
  names.serialOf("numbers", org, row.number_id),
  row.reason,
  row.undoes,
  row.dialect,
];

/** Those after this one; what the tables have beyond them is too much, what they lack is a gap. */
const happened = ({ events }: Org, after: number) =>
  events
    .slice(after)
    .map((it) => [it.seq, it.at, it.kind, it.user, it.number, it.reason, it.undoes, it.dialect]);

/** I1 is the claims' above; here what no table may show, whatever the model says. */
function requireInvariants(names: Names, org: number): void {
  const open = names.rows("assignments", org).filter((row) => row.unassigned_at === null);
  const twice = (keys: readonly string[]) => keys.length !== new Set(keys).size;
  const found = [
    twice(open.filter((row) => Boolean(row.is_inbound_enabled)).map((row) => String(row.number_id))) &&
      "a number has two inbound holders",
    twice(open.map((row) => `${row.number_id} ${row.user_id}`)) && "a user holds a number twice",
    twice(open.filter((row) => Boolean(row.is_default)).map((row) => `${row.user_id} ${row.provider}`)) &&
      "a user has two defaults",
    open.some((row) => isGone(names, org, row.user_id)) && "a removed user holds a number",
    names.rows("members", org).some((row) => isGone(names, org, row.user_id)) &&
      "a removed user is in a group",
  ].filter(Boolean);
  if (found.length > 0) throw new Error(found.join("; "));
}

const isGone = (names: Names, org: number, id: unknown): boolean =>
  names.rows("users", org).find((row) => row.id === id)?.status === "removed";

/** Every moment at which something was given, changed or taken, and those around it. */
export const moments = ({ held }: Org): number[] => {
  const edges = held.flatMap((it) => [
    it.assignedAt,
    ...it.past.map(({ at }) => at),
    ...(holdingNow(it) ? [] : [it.unassignedAt ?? 0]),
  ]);
  return [...new Set(edges)];
};
