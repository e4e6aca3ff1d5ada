import fc, { type Arbitrary } from "fast-check";
import type { Act, Command } from "./operations.ts";
import { day } from "./rules.ts";

const some = <T>(...values: readonly T[]): Arbitrary<T> => fc.constantFrom(...values);
const maybe = <T>(value: Arbitrary<T>): Arbitrary<T | undefined> => fc.oneof(some(undefined), value);
const seldom = <T>(value: T): Arbitrary<T | undefined> => some(...new Array(9).fill(undefined), value);

const org = some<0 | 1>(0, 0, 0, 0, 0, 0, 0, 0, 1);
const user = some(2, 3, 4, 2, 3, 4, 2, 3, 4, 2, 3, 4, 1, 5, 6, 9, -2);
const number = some(1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 4, 5, 6, 7, 101, 102, 103, 104, -1, 9);
const provider = some("twilio", "twilio", "twilio", "sinch", "ippanel" as const);
const label = maybe(some("Sales", "Desk", null));
const flag = maybe(fc.boolean());
const flags = fc.record({
  isDefault: some(undefined, true, true, false),
  isInboundEnabled: some(undefined, undefined, true, false),
  isOutboundEnabled: flag,
  label,
});
const common = {
  org,
  key: some<"k1" | "k2" | undefined>(...new Array(12).fill(undefined), "k1", "k2"),
};
const isForeign = some(...new Array(20).fill(undefined), true);
const reason = some(undefined, undefined, undefined, "because" as const);
/** The acts whose request can say why. */
const reasoned: readonly string[] = [
  "assign",
  "unassign",
  "transfer",
  "plan",
  "offboard",
  "applyPlan",
  "undoOffboarding",
];
const ifMatch = some(
  undefined,
  undefined,
  undefined,
  undefined,
  undefined,
  "right" as const,
  "wrong" as const,
);

const act = (kind: Act["kind"], fields: object = {}): Arbitrary<Command> =>
  fc.record({
    kind: some(kind),
    ...common,
    aim: fc.oneof({ weight: 1, arbitrary: some(undefined) }, { weight: 4, arbitrary: fc.nat(63) }),
    ...(!/^(tether|telnyx|ippanel)/.test(kind) && { isForeign }),
    ...(reasoned.includes(kind) && { reason }),
    ...fields,
  }) as unknown as Arbitrary<Command>;

const destinations = fc.array(fc.record({ number, to: some(null, 2, 3, 4, 5, 1) }), { maxLength: 2 });
const minute = 60_000;

/** How often each is drawn, and what. */
const table: readonly (readonly [number, Arbitrary<Command>])[] = [
  [
    8,
    fc.record({
      kind: some("tick" as const),
      ms: some(1, 1000, minute, 7 * minute, day, 13 * day, 60 * day, 20 * day, -minute, -day, -40 * day),
    }),
  ],
  [6, fc.record({ kind: some("again" as const), isKeyed: fc.boolean() })],
  [16, act("assign", { user, number, flags, ifMatch })],
  [5, act("unassign", { user, number, ifMatch })],
  [
    6,
    act("transfer", {
      from: user,
      to: user,
      number,
      flags: flags.map(({ isInboundEnabled: _, ...it }) => it),
      ifMatch,
    }),
  ],
  [2, act("add", { line: some(0, 1, 2, 3, 4, 5, 6, 7), isOwners: seldom(true) })],
  [2, act("release", { number, ifMatch })],
  [
    4,
    act("reserve", {
      number,
      for: some("user", "user", "email", "nobody"),
      whom: some(2, 3, 4, 5),
      until: some(day, 9 * day, 30 * day, -day),
      ifMatch,
    }),
  ],
  [2, act("setUser", { user, status: some("active", "disabled", "active", "disabled", "blocked"), ifMatch })],
  [
    4,
    act("setEndpoints", {
      user,
      endpoints: some(
        ["client:ana"],
        ["tel:+14165550102", "client:ana"],
        ["sip:ana@pbx.example.com;transport=tls", "tel:+14165550102", "client:ana"],
        ["client:ana", "client:ana"],
        [],
      ),
      ifMatch,
    }),
  ],
  [2, act("addUser", { email: some(2, 3, 4, 5, 6) })],
  [2, act("join", { user, group: some(1, 2, 3) })],
  [1, act("leave", { user, group: some(1, 2) })],
  [1, act("remove", { user, ifMatch })],
  [1, act("telnyxRemove", { user, isRetry: fc.boolean() })],
  [3, act("plan", { user, numbers: destinations })],
  [3, act("applyPlan", { offboarding: some(1, 2, 3, 4) })],
  [2, act("offboard", { user, numbers: destinations, ifMatch })],
  [4, act("undoOffboarding", { offboarding: some(1, 2, 3, 4) })],
  [
    9,
    fc.record({
      kind: some("undoBack" as const),
      org,
      back: some(0, 0, 0, 1, 1, 2, 3, 4, 6, 9),
      isAimed: some(true, true, true, true, false),
      reason,
    }) as Arbitrary<Command>,
  ],
  [3, act("organization", { status: some("active" as const) })],
  [
    3,
    act("organization", {
      coolingDays: some(undefined, 10, 45, 45, 0),
      status: some(...new Array(8).fill(undefined), "suspended", "active", "active", "active"),
      ifMatch,
    }),
  ],
  [
    9,
    act("tetherAssign", {
      user,
      line: some(0, 1, 0, 1, 2, 4, 5, 6),
      isDefault: flag,
      isInboundEnabled: flag,
      label: maybe(some("Sales", "", "")),
      transfer: some(undefined, true, true),
    }),
  ],
  [3, act("tetherRemove", { user, provider: some("twilio", "twilio", "sinch") })],
  [5, act("ippanelAssign", { user, number, send: fc.boolean(), gets: fc.boolean() })],
  [2, act("ippanelUnassign", { user, number })],
  [2, act("list", { user: maybe(some(2, 3, -2)), provider: maybe(provider) })],
  [
    4,
    fc.record({
      kind: some("asOfEvent" as const),
      org,
      back: some(0, 1, 2, 3, 5, 8),
      shift: some(0, 0, 1, -1),
    }),
  ],
  [3, act("number", { number })],
  [2, act("numbers", { state: some("available", "assigned", "cooling", "released") })],
  [1, act("history", { number })],
  [1, act("tetherList")],
  [1, act("telnyxList")],
  [1, act("ippanelList")],
];

const command = fc.oneof(...table.map(([weight, arbitrary]) => ({ weight, arbitrary })));

/** Lookups take no key, and a repeated organization is of no interest. */
const withoutUndefined = (it: Command): Command =>
  Object.fromEntries(Object.entries(it).filter(([, value]) => value !== undefined)) as unknown as Command;

export const commandsOf = (length: number): Arbitrary<readonly Command[]> =>
  fc.array(command.map(withoutUndefined), { minLength: length, maxLength: length, size: "max" });
