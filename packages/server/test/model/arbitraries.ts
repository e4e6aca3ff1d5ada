import fc, { type Arbitrary } from "fast-check";
import { dayMs } from "./log/organization.ts";
import type { Command, Operation } from "./operations.ts";

// Commands as fast-check generates them. A value that is repeated is generated more often.

const oneOf = <T>(...values: readonly T[]): Arbitrary<T> => fc.constantFrom(...values);
const optional = <T>(value: Arbitrary<T>): Arbitrary<T | undefined> => fc.oneof(oneOf(undefined), value);
const times = (count: number): undefined[] => new Array(count).fill(undefined);

const org = oneOf<0 | 1>(0, 0, 0, 0, 0, 0, 0, 0, 1);
const user = oneOf(2, 3, 4, 2, 3, 4, 2, 3, 4, 2, 3, 4, 1, 5, 6, 9, -2);
const number = oneOf(1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 4, 5, 6, 7, 101, 102, 103, 104, -1, 9);
const provider = oneOf("twilio", "twilio", "twilio", "sinch", "ippanel" as const);
const label = optional(oneOf("Sales", "Desk", null));
const flag = optional(fc.boolean());
const flags = fc.record({
  isDefault: oneOf(undefined, true, true, false),
  isInboundEnabled: oneOf(undefined, undefined, true, false),
  isOutboundEnabled: flag,
  label,
});
const common = { org, key: oneOf<"k1" | "k2" | undefined>(...times(12), "k1", "k2") };
const isForeign = oneOf(...times(20), true);
const reason = oneOf(...times(3), "because" as const);
const ifMatch = oneOf(...times(5), "current" as const, "stale" as const);

/** The operations whose request has a reason. */
const withReason: readonly string[] = [
  "assign",
  "unassign",
  "transfer",
  "planOffboarding",
  "offboard",
  "applyPlan",
  "undoOffboarding",
] satisfies Operation["kind"][];

const operation = (kind: Operation["kind"], fields: object = {}): Arbitrary<Command> =>
  fc.record({
    kind: oneOf(kind),
    ...common,
    target: fc.oneof({ weight: 1, arbitrary: oneOf(undefined) }, { weight: 4, arbitrary: fc.nat(63) }),
    ...(!/^(tether|telnyx|ippanel)/.test(kind) && { isForeign }),
    ...(withReason.includes(kind) && { reason }),
    ...fields,
  }) as unknown as Arbitrary<Command>;

const destinations = fc.array(fc.record({ number, to: oneOf(null, 2, 3, 4, 5, 1) }), { maxLength: 2 });
const minuteMs = 60_000;

type Weighted = readonly [weight: number, command: Arbitrary<Command>];

const sequencing: readonly Weighted[] = [
  [
    8,
    fc.record({
      kind: oneOf("advanceClock" as const),
      ms: oneOf(
        ...[1, 1000, minuteMs, 7 * minuteMs, dayMs, 13 * dayMs, 60 * dayMs, 20 * dayMs],
        ...[-minuteMs, -dayMs, -40 * dayMs],
      ),
    }),
  ],
  [6, fc.record({ kind: oneOf("repeat" as const), isKeyed: fc.boolean() })],
];

const inventory: readonly Weighted[] = [
  [16, operation("assign", { user, number, flags, ifMatch })],
  [5, operation("unassign", { user, number, ifMatch })],
  [
    6,
    operation("transfer", {
      from: user,
      to: user,
      number,
      flags: fc
        .tuple(flags, oneOf(...times(3), false))
        .map(([rest, isInboundEnabled]) => ({ ...rest, isInboundEnabled })),
      ifMatch,
    }),
  ],
  [
    3,
    operation("addNumber", {
      line: oneOf(0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8),
      isByOwner: oneOf(...times(9), true),
    }),
  ],
  [2, operation("releaseNumber", { number, ifMatch })],
  [
    4,
    operation("reserveNumber", {
      number,
      for: oneOf("user", "user", "email", "none"),
      reservee: oneOf(2, 3, 4, 5),
      until: oneOf(dayMs, 9 * dayMs, 30 * dayMs, -dayMs),
      ifMatch,
    }),
  ],
];

const users: readonly Weighted[] = [
  [
    2,
    operation("setUserStatus", {
      user,
      status: oneOf("active", "disabled", "active", "disabled", "blocked"),
      ifMatch,
    }),
  ],
  [
    4,
    operation("setEndpoints", {
      user,
      endpoints: oneOf(
        ["client:ana"],
        ["tel:+14165550102", "client:ana"],
        ["sip:ana@pbx.example.com;transport=tls", "tel:+14165550102", "client:ana"],
        ["line 1"],
        ["client:ana", "line 2", "line 1"],
        ["line 3", "line 5"],
        ["line 2", "line 7"],
        ["client:ana", "client:ana"],
        [],
      ),
      ifMatch,
    }),
  ],
  [
    2,
    operation("blockUser", {
      user: oneOf(2, 3, 4, 5, -2),
      status: oneOf("blocked", "blocked", "active", "active", "active"),
    }),
  ],
  [1, operation("signOutUser", { user })],
  [2, operation("createUser", { email: oneOf(2, 3, 4, 5, 6) })],
  [2, operation("addMember", { user, group: oneOf(1, 2, 3) })],
  [1, operation("removeMember", { user, group: oneOf(1, 2) })],
  [1, operation("removeUser", { user, ifMatch })],
  [1, operation("telnyxRemoveUser", { user, isRetry: fc.boolean() })],
];

const offboardings: readonly Weighted[] = [
  [3, operation("planOffboarding", { user, numbers: destinations })],
  [3, operation("applyPlan", { offboarding: oneOf(1, 2, 3, 4) })],
  [2, operation("offboard", { user, numbers: destinations, ifMatch })],
  [4, operation("undoOffboarding", { offboarding: oneOf(1, 2, 3, 4) })],
  [
    9,
    fc.record({
      kind: oneOf("undoRecentEvent" as const),
      org,
      back: oneOf(0, 0, 0, 1, 1, 2, 3, 4, 6, 9),
      isUndoable: oneOf(true, true, true, true, false),
      reason,
    }) as Arbitrary<Command>,
  ],
  [3, operation("updateOrganization", { status: oneOf("active" as const) })],
  [
    3,
    operation("updateOrganization", {
      coolingDays: oneOf(undefined, 10, 45, 45, 0),
      status: oneOf(...times(8), "suspended", "active", "active", "active"),
      ifMatch,
    }),
  ],
];

const vendors: readonly Weighted[] = [
  [
    9,
    operation("tetherAssign", {
      user,
      line: oneOf(0, 1, 0, 1, 2, 4, 5, 6),
      isDefault: flag,
      isInboundEnabled: flag,
      label: optional(oneOf("Sales", "", "")),
      transfer: oneOf(undefined, true, true),
    }),
  ],
  [3, operation("tetherUnassignProvider", { user, provider: oneOf("twilio", "twilio", "sinch") })],
  [5, operation("ippanelAssign", { user, number, send: fc.boolean(), gets: fc.boolean() })],
  [2, operation("ippanelUnassign", { user, number })],
];

const reads: readonly Weighted[] = [
  [2, operation("listAssignments", { user: optional(oneOf(2, 3, -2)), provider: optional(provider) })],
  [
    4,
    fc.record({
      kind: oneOf("listAssignmentsAroundEvent" as const),
      org,
      back: oneOf(0, 1, 2, 3, 5, 8),
      shift: oneOf(0, 0, 1, -1),
    }),
  ],
  [3, operation("getNumber", { number })],
  [2, operation("listNumbers", { state: oneOf("available", "assigned", "cooling", "released") })],
  [1, operation("listNumberHistory", { number })],
  [1, operation("tetherListAssignments")],
  [1, operation("telnyxListUsers")],
  [1, operation("ippanelListNumbers")],
];

const command = fc.oneof(
  ...[sequencing, inventory, users, offboardings, vendors, reads]
    .flat()
    .map(([weight, arbitrary]) => ({ weight, arbitrary })),
);

const withoutUndefined = (fields: Command): Command =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as unknown as Command;

export const commandsArbitrary = (length: number): Arbitrary<readonly Command[]> =>
  fc.array(command.map(withoutUndefined), { minLength: length, maxLength: length, size: "max" });
