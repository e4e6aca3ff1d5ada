import fc from "fast-check";
import type { RunningApp } from "../helpers/app.ts";
import type { nativeClient } from "../helpers/native.ts";
import { dayMs, hourMs } from "../helpers/time.ts";
import type { Organization } from "../helpers/world.ts";

/** The records that operations select from; some operations add to them. */
export interface Fixture {
  readonly app: RunningApp;
  readonly acme: Organization;
  readonly admin: ReturnType<typeof nativeClient>;
  readonly platform: ReturnType<typeof nativeClient>;
  readonly users: string[];
  readonly numbers: { id: string; line: string; serial: number }[];
  readonly groups: string[];
  /** Returns another number each time, also to other fixtures of this database. */
  readonly unique: () => number;
}

export interface Operation {
  readonly name: OperationName;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly isOn: boolean;
}

/** The records and values that an operation's numbers select. */
interface Selection extends Operation {
  readonly user: string;
  readonly other: string;
  readonly number: Fixture["numbers"][number];
  readonly group: string;
  readonly reason: { readonly reason?: string };
}

const pick = <T>(items: readonly T[], index: number): T => items[index % items.length] as T;

/** Sends the operation's requests. Errors are expected: not every operation is possible every time. */
export async function perform(fixture: Fixture, operation: Operation): Promise<void> {
  const { a, b, c, isOn, name } = operation;
  await operations[name](fixture, {
    ...operation,
    user: pick(fixture.users, a),
    other: pick(fixture.users, b),
    number: pick(fixture.numbers, c),
    group: pick(fixture.groups, c),
    reason: isOn ? { reason: "Because." } : {},
  });
}

type Perform = (fixture: Fixture, selection: Selection) => Promise<unknown>;

const holder = ({ number, user }: Selection): string => `/numbers/${number.id}/holders/${user}`;

const assignmentOperations = {
  assign({ admin }, it) {
    const { b, isOn } = it;
    const label = pick([null, "Desk", "Front"], b);
    const flags = { isDefault: isOn, isInboundEnabled: b % 2 === 0, isOutboundEnabled: b % 3 > 0, label };
    return admin.put(holder(it), { ...flags, ...(b % 5 === 0 && { reason: "Because." }) });
  },
  unassign: ({ admin }, it) => admin.delete(holder(it)),
  transfer: ({ admin }, { number, user, other, reason }) =>
    admin.post(`/numbers/${number.id}/transfer`, { fromUser: user, toUser: other, ...reason }),
  tether({ app, acme }, { user, number, isOn }) {
    const body = { targetUserId: user, provider: "twilio", phoneNumber: number.line, transfer: isOn };
    return app.ask(`POST /api/organizations/${acme.id}/phone-numbers`, { body });
  },
  ippanel({ app, acme }, { number, a, isOn }) {
    const body = { number_id: number.serial, target_user_id: a + 1, send: true, gets: isOn };
    return app.ask("POST /v1/api/numbers/assign", { key: acme.admin.key, body });
  },
} satisfies Record<string, Perform>;

const inventoryOperations = {
  reserve({ admin, app }, { number, user, b, isOn }) {
    const until = new Date(app.clock.now + b * dayMs).toISOString();
    return admin.patch(`/numbers/${number.id}`, { reservedFor: isOn ? { user, until } : null });
  },
  setAlias: ({ admin }, { number, b }) => admin.patch(`/numbers/${number.id}`, { alias: `alias ${b}` }),
  release: ({ admin }, { number }) => admin.delete(`/numbers/${number.id}`),
  async addNumber({ platform, unique, numbers }, { a }) {
    const line = `+1${String(unique()).padStart(10, "0")}`;
    const provider = pick(["twilio", "ippanel"], a);
    const { status, json } = await platform.post("/numbers", { provider, line });
    if (status === 201) numbers.push(json);
  },
  setCoolingDays: ({ admin }, { a, isOn }) => admin.patch("", { coolingDays: isOn ? 0 : a }),
  async moveClock({ app }, { a, isOn }) {
    app.clock.now += isOn ? a * dayMs : -a * hourMs;
  },
} satisfies Record<string, Perform>;

const userOperations = {
  async addUser({ admin, users, unique }) {
    const { json } = await admin.post("/users", { name: "New", email: `new${unique()}@acme.example` });
    users.push(json.id);
  },
  removeUser: ({ admin }, { user }) => admin.delete(`/users/${user}`),
  telnyxRemoveUser: ({ app, acme }, { user }) =>
    app.ask(`POST /v2/organizations/users/${user}/actions/remove`, { key: acme.admin.key }),
  updateUser: ({ admin }, { user, b, isOn }) =>
    admin.patch(`/users/${user}`, { name: `Name ${b}`, status: isOn ? "active" : "disabled" }),
  signOutUser: ({ admin }, { user }) => admin.post(`/users/${user}/sign-out`),
  blockUser: ({ platform }, { user, a, isOn }) =>
    platform.patch(`/users/${user}`, { status: isOn && a % 4 === 0 ? "blocked" : "active" }),
  setEndpoints({ admin }, { user, b, isOn }) {
    const endpoints = ["client:ana", "sip:ana@example.com", "tel:+14165550102"].slice(b % 4);
    return admin.put(`/users/${user}/endpoints`, { endpoints: isOn ? endpoints : endpoints.toReversed() });
  },
  offboard: ({ admin }, { user, number, other, reason }) =>
    admin.post(`/users/${user}/offboarding`, { numbers: [{ number: number.id, toUser: other }], ...reason }),
  async undoOffboarding({ admin }, { a, reason }) {
    const items: { id: string }[] = (await admin.get("/offboardings")).json.items;
    if (items.length > 0) await admin.post(`/offboardings/${pick(items, a).id}/undo`, reason);
  },
  async undoEvent({ admin }, { a, reason }) {
    const { head } = (await admin.get("/events?limit=1")).json;
    await admin.post(`/events/${Math.max(1, head - a)}/undo`, reason);
  },
  addMember: ({ admin }, { group, user }) => admin.put(`/groups/${group}/members/${user}`),
  removeMember: ({ admin }, { group, user }) => admin.delete(`/groups/${group}/members/${user}`),
  async replaceGroup({ admin, groups, unique }, { group }) {
    await admin.delete(`/groups/${group}`);
    const { json } = await admin.post("/groups", { name: `Group ${unique()}` });
    groups.push(json.id);
  },
} satisfies Record<string, Perform>;

const operations = { ...assignmentOperations, ...inventoryOperations, ...userOperations };
type OperationName = keyof typeof operations;

/** A name that is repeated is generated more often. */
const names: readonly OperationName[] = [
  ...(Object.keys(operations) as OperationName[]),
  ...(["assign", "assign", "unassign", "undoEvent"] as const),
];

const operationArbitrary: fc.Arbitrary<Operation> = fc.record({
  name: fc.constantFrom(...names),
  a: fc.nat(20),
  b: fc.nat(20),
  c: fc.nat(20),
  isOn: fc.boolean(),
});

/** Record an event of each of `certainKinds` in a new fixture. */
const certainOperations: readonly Operation[] = [
  { name: "assign", a: 0, b: 1, c: 0, isOn: false },
  { name: "assign", a: 0, b: 2, c: 0, isOn: false },
  { name: "setAlias", a: 0, b: 1, c: 0, isOn: false },
  { name: "unassign", a: 0, b: 0, c: 0, isOn: false },
  { name: "addUser", a: 0, b: 0, c: 0, isOn: false },
  { name: "removeUser", a: 3, b: 0, c: 0, isOn: false },
];
export const certainKinds = ["number.unassigned", "assignment.updated", "user.removed", "number.updated"];

/** For a new fixture. Without events of `certainKinds` a sequence would prove nothing. */
export const sequenceArbitrary: fc.Arbitrary<readonly Operation[]> = fc
  .array(operationArbitrary, { minLength: 30, maxLength: 50 })
  .map((operations) => [...certainOperations, ...operations]);
