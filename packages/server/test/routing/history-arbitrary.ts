import fc, { type Arbitrary } from "fast-check";
import type {
  AssignmentId,
  ChainedEvent,
  EventKind,
  Id,
  NumberId,
  OrganizationId,
  OrganizationStatus,
  UserId,
  UserStatus,
} from "../../src/model.ts";
import type {
  RoutedAssignment,
  RoutedNumber,
  RoutedOrganization,
  RoutedUser,
} from "../../src/routing/route-input.ts";
import type { OrganizationEvent } from "../../src/storage/store.ts";
import { typedId } from "../helpers/typed-id.ts";

// Histories that a database could have: few organizations, users and lines, so that conflicts are frequent.

type Owned<Item> = Item & { readonly organizationId: OrganizationId };

/** The tables at one moment, without released numbers and ended assignments. */
export interface Tables {
  readonly organizations: readonly RoutedOrganization[];
  readonly users: readonly Owned<RoutedUser>[];
  readonly numbers: readonly Owned<RoutedNumber>[];
  readonly assignments: readonly Owned<RoutedAssignment>[];
}

export interface History {
  /** The tables after each change. */
  readonly moments: readonly Tables[];
  /** The events of each change. */
  readonly events: readonly (readonly OrganizationEvent[])[];
}

export const organizationIds = [1, 2, 3].map((number) => idOf<OrganizationId>(number));
export const lines = [
  { provider: "twilio", line: "+14165550101" },
  { provider: "twilio", line: "+14165550102" },
  { provider: "ippanel", line: "+98BANK" },
] as const;

/** One generated change. Changes that the state does not allow are skipped. */
interface GeneratedChange {
  readonly kind: keyof typeof changes;
  readonly org: number;
  readonly which: number;
  readonly other: number;
  readonly flags: readonly [boolean, boolean, boolean];
}

const draw: Arbitrary<GeneratedChange> = fc.record({
  kind: fc.constantFrom(
    ...(["organization", "user", "addUser", "leave", "wait", "add", "add", "release"] as const),
    ...(["assign", "assign", "assign", "flags", "unassign", "unassign"] as const),
  ),
  org: fc.nat(2),
  which: fc.nat(7),
  other: fc.nat(7),
  flags: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
});

export const historyArbitrary: Arbitrary<History> = fc
  .array(draw, { minLength: 30, maxLength: 90, size: "max" })
  .map(toPast);

function toPast(draws: readonly GeneratedChange[]): History {
  const moments: Tables[] = [{ organizations: [], users: [], numbers: [], assignments: [] }];
  const events: OrganizationEvent[][] = [[]];
  const seqs = new Map<OrganizationId, number>();
  for (const it of [...beginning, ...draws]) {
    const now = moments.at(-1) as Tables;
    const organizationId = organizationIds[it.org] as OrganizationId;
    if (it.kind !== "organization" && !now.organizations.some(({ id }) => id === organizationId)) continue;
    const change = changes[it.kind](now, it, { organizationId, idNumber: 100 + moments.length });
    if (change === undefined) continue;
    const [tables, ...changeEvents] = change;
    moments.push({ ...now, ...tables });
    events.push(
      changeEvents.map(([kind, after]) => {
        const seq = (seqs.get(organizationId) ?? 0) + 1;
        seqs.set(organizationId, seq);
        return event({ organizationId, seq, at: moments.length, kind, after });
      }),
    );
  }
  return { moments, events };
}

/** Every history starts with two organizations. */
const beginning: readonly GeneratedChange[] = [0, 1].map((org) => ({
  kind: "organization",
  org,
  which: 0,
  other: 0,
  flags: [true, true, true],
}));

type ChangeEvent = readonly [EventKind, object];
interface Place {
  readonly organizationId: OrganizationId;
  /** The number that the new record's id is made of. */
  readonly idNumber: number;
}
type Change = (
  tables: Tables,
  draw: GeneratedChange,
  place: Place,
) => readonly [Partial<Tables>, ...ChangeEvent[]] | undefined;

const changes = {
  organization({ organizations }, { flags }, { organizationId: id }) {
    const status: OrganizationStatus = flags[0] || flags[1] ? "active" : "suspended";
    const kind = organizations.some((it) => it.id === id) ? "organization.updated" : "organization.created";
    return [{ organizations: put(organizations, { id, status }) }, [kind, { id, status }]];
  },

  addUser({ users }, { other }, { organizationId, idNumber }) {
    const id = idOf<UserId>(idNumber);
    const user = { organizationId, id, status: "active" as const, endpoints: endpoints[other % 3] ?? [] };
    return [{ users: put(users, user) }, ["user.created", user]];
  },

  user({ users }, { which, other }, place) {
    const user = pick(users.filter(isOf(place)), which);
    if (user === undefined) return undefined;
    const isBack = user.status === "removed";
    const status: UserStatus = isBack || other % 2 === 0 ? "active" : "disabled";
    const changed = { ...user, status, endpoints: endpoints[other % 3] ?? [] };
    return [{ users: put(users, changed) }, [isBack ? "user.restored" : "user.updated", changed]];
  },

  leave({ users, assignments }, { which }, place) {
    const user = pick(users.filter(isOf(place)).filter(isThere), which);
    if (user === undefined) return undefined;
    const removed = { ...user, status: "removed" as const };
    const ended = assignments.filter(({ userId }) => userId === user.id);
    const left = assignments.filter(({ userId }) => userId !== user.id);
    const changeEvents = ended.map((it): ChangeEvent => ["number.unassigned", it]);
    return [{ users: put(users, removed), assignments: left }, ...changeEvents, ["user.removed", removed]];
  },

  add({ numbers }, { which }, { organizationId, idNumber }) {
    const wanted = lines[which % lines.length] as (typeof lines)[number];
    if (numbers.some(({ provider, line }) => provider === wanted.provider && line === wanted.line))
      return undefined;
    const id = idOf<NumberId>(idNumber);
    const number = { organizationId, id, ...wanted, coolingUntil: null, reservedUntil: null };
    return [{ numbers: put(numbers, number) }, ["number.added", toEventRecord(number)]];
  },

  wait({ numbers }, { which, other, flags }, place) {
    const number = pick(numbers.filter(isOf(place)), which);
    if (number === undefined) return undefined;
    const [coolingUntil, reservedUntil] = flags.map((flag) => (flag ? 1000 + other : null));
    const changed = { ...number, coolingUntil: coolingUntil ?? null, reservedUntil: reservedUntil ?? null };
    return [{ numbers: put(numbers, changed) }, ["number.updated", toEventRecord(changed)]];
  },

  release({ numbers, assignments }, { which }, place) {
    const isFree = ({ id }: RoutedNumber) => !assignments.some(({ numberId }) => numberId === id);
    const number = pick(numbers.filter(isOf(place)).filter(isFree), which);
    if (number === undefined) return undefined;
    return [{ numbers: numbers.filter((it) => it !== number) }, ["number.released", toEventRecord(number)]];
  },

  assign({ users, numbers, assignments }, { which, other, flags }, place) {
    const number = pick(numbers.filter(isOf(place)), which);
    const user = pick(users.filter(isOf(place)).filter(isThere), other);
    const isHeld = assignments.some((it) => it.numberId === number?.id && it.userId === user?.id);
    if (number === undefined || user === undefined || isHeld) return undefined;
    const { organizationId, idNumber } = place;
    const id = idOf<AssignmentId>(idNumber);
    const of = { organizationId, id, numberId: number.id, userId: user.id, assignedAt: 1000 - which };
    const assignment = { ...of, ...flagsOf(flags) };
    return [{ assignments: put(assignments, assignment) }, ["number.assigned", assignment]];
  },

  flags({ assignments }, { which, flags }, place) {
    const held = pick(assignments.filter(isOf(place)), which);
    if (held === undefined) return undefined;
    const changed = { ...held, ...flagsOf(flags) };
    return [{ assignments: put(assignments, changed) }, ["assignment.updated", changed]];
  },

  unassign({ assignments }, { which }, place) {
    const held = pick(assignments.filter(isOf(place)), which);
    if (held === undefined) return undefined;
    return [{ assignments: assignments.filter((it) => it !== held) }, ["number.unassigned", held]];
  },
} satisfies Record<string, Change>;

const endpoints = [[], ["client:ana"], ["tel:+14165550199", "client:ana"]];

const pick = <Item>(items: readonly Item[], which: number): Item | undefined => items[which % items.length];
const isOf =
  ({ organizationId }: Place) =>
  (it: { organizationId: OrganizationId }): boolean =>
    it.organizationId === organizationId;
const isThere = ({ status }: RoutedUser): boolean => status !== "removed";
const put = <Item extends { id: Id }>(items: readonly Item[], item: Item): readonly Item[] => [
  ...items.filter(({ id }) => id !== item.id),
  item,
];

const flagsOf = ([isDefault, isInboundEnabled, isOutboundEnabled]: GeneratedChange["flags"]) => ({
  isDefault,
  isInboundEnabled,
  isOutboundEnabled,
});

/** The number as it is in events. */
const toEventRecord = ({ reservedUntil, ...number }: RoutedNumber) => ({
  ...number,
  reservation: reservedUntil === null ? null : { userId: null, email: null, until: reservedUntil },
});

/** Not ordered by time, so that a batch can start after a new record. */
function idOf<Noun extends Id>(number: number): Noun {
  return typedId((Math.imul(number, 0x9e3779b1) >>> 0).toString(16).padStart(24, "0"));
}

const event = (
  it: Pick<OrganizationEvent, "organizationId" | "seq" | "at" | "kind" | "after">,
): OrganizationEvent => ({
  ...it,
  ...emptyFields,
});
const emptyFields: Omit<ChainedEvent, "seq" | "at" | "kind" | "after"> = {
  hashVersion: 1,
  previousHash: "",
  hash: "",
  salt: null,
  digests: null,
  subjectId: idOf<UserId>(0),
  userId: null,
  numberId: null,
  actorId: idOf<UserId>(0),
  credentialId: "",
  dialect: "native",
  requestId: "",
  reason: null,
  undoes: null,
  before: null,
};
