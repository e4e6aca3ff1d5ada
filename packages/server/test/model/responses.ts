import type { Answer } from "../helpers/ask.ts";
import type { Names } from "./names.ts";
import { dialectOf, type Operation } from "./operations.ts";

// The app's responses, translated to the model's terms.

/** `response` is the model's. */
export const successStatusOf = ({ kind }: Operation, response: unknown): number => {
  if (kind === "addMember" || kind === "removeMember") return 204;
  if (kind === "addNumber") return (response as { isNew: boolean }).isNew ? 201 : 200;
  return kind === "createUser" ? 201 : 200;
};

// biome-ignore lint/suspicious/noExplicitAny: responses of every shape
type Json = any;

interface Serials {
  readonly user: (id: unknown) => number | null;
  readonly number: (id: unknown) => number | null;
  readonly group: (id: unknown) => number | null;
  readonly names: Names;
  readonly org: 0 | 1;
}

/** The decisive fields of a 2xx; undefined where the response repeats only what the tables show. */
export function decisiveFields(operation: Operation, { json, status }: Answer, names: Names): unknown {
  const { kind, org } = operation;
  const serial = (table: "users" | "numbers" | "groups") => (id: unknown) => names.serialOf(table, org, id);
  const serials = {
    user: serial("users"),
    number: serial("numbers"),
    group: serial("groups"),
    names,
    org,
  };
  return fields[kind]?.(json, serials, status);
}

const assignment = (json: Json, { user, number }: Serials) => ({
  user: user(json.userId),
  number: number(json.numberId),
  ...flagsOf(json),
  isOpen: json.unassignedAt === null,
});

const flagsOf = ({ isDefault, isInboundEnabled, isOutboundEnabled, label }: Json) => ({
  isDefault,
  isInboundEnabled,
  isOutboundEnabled,
  label,
});

const offboarding = (json: Json, { user, number, group }: Serials) => ({
  status: json.status,
  user: user(json.user.id),
  numbers: json.numbers.map((it: Json) => ({
    number: number(it.assignment.numberId),
    to: it.toUserId === null ? null : user(it.toUserId),
    becomes: it.becomes,
  })),
  groups: json.groupIds.map(group),
});

const userStatus = (json: Json, { user }: Serials) => ({ user: user(json.id), status: json.status });

const assignmentList = (json: Json, { user, number, names, org }: Serials) =>
  json.items.map((it: Json) => ({
    id: names.assignmentOf(org, it.id),
    user: user(it.userId),
    number: number(it.numberId),
    ...flagsOf(it),
    assignedAt: Date.parse(it.assignedAt),
    unassignedAt: it.unassignedAt === null ? null : Date.parse(it.unassignedAt),
  }));

const fields: Partial<Record<Operation["kind"], (json: Json, serials: Serials, status: number) => unknown>> =
  {
    assign: assignment,
    unassign: assignment,
    transfer: assignment,
    addNumber: (json, { number }, status) => ({ number: number(json.id), isNew: status === 201 }),
    releaseNumber: (json, { number }) => ({
      number: number(json.id),
      releasedAt: Date.parse(json.releasedAt),
    }),
    reserveNumber: ({ id, reservedFor }, { user, number, names }) => ({
      number: number(id),
      reservation: reservedFor && {
        user: user(reservedFor.userId),
        email: names.emailOf(reservedFor.email),
        until: Date.parse(reservedFor.until),
      },
    }),
    setUserStatus: userStatus,
    blockUser: userStatus,
    createUser: userStatus,
    signOutUser: (json, { user }) => ({
      user: user(json.id),
      signedOutAt: Date.parse(json.signedOutAt),
    }),
    setEndpoints: ({ endpoints }) => ({ endpoints }),
    removeUser: (json, { user }) => ({ user: user(json.id) }),
    telnyxRemoveUser: (json, { user }) => ({ user: user(json.data.id) }),
    planOffboarding: offboarding,
    offboard: offboarding,
    applyPlan: offboarding,
    undoOffboarding: (json, { number }) =>
      json.numbers.map((it: Json) => ({ number: number(it.numberId), isRestored: it.isRestored })),
    undoEvent: ({ seq }) => ({ seq }),
    updateOrganization: ({ status, coolingDays }) => ({ status, coolingDays }),
    listAssignments: assignmentList,
    listAssignmentsAsOf: assignmentList,
    getNumber: (json, { number }) => ({ number: number(json.id), state: json.state }),
    listNumbers: (json) => json.items.map(({ serial }: Json) => serial),
    listNumberHistory: (json) => json.items.map(({ seq }: Json) => seq),
    tetherListAssignments: (json, serials) =>
      json.assignments.map((it: Json) => tetherAssignment(it, serials)).toSorted(),
    telnyxListUsers: (json, { user, group }) =>
      json.data.map((it: Json) => ({
        user: user(it.id),
        status: it.user_status,
        groups: it.groups
          .map(({ id }: Json) => group(id))
          .toSorted((one: number, other: number) => one - other),
      })),
    ippanelListNumbers: (json) => json.data.map(({ id, gets }: Json) => ({ number: id, gets })),
  };

/** Tether names a number by line and provider. */
function tetherAssignment(
  { userId, provider, phoneNumber, isDefault, isInboundEnabled, label = null }: Json,
  { user, names, org }: Serials,
): string {
  const isIt = (row: Json) =>
    row.line === phoneNumber && row.provider === provider && row.released_at === null;
  const number = names.rows("numbers", org).find(isIt)?.serial;
  return JSON.stringify({ user: user(userId), number, isDefault, isInboundEnabled, label });
}

/** The status of an error, and a text that its body contains. */
export function errorOf(operation: Operation, code: string): { status: number; text: string } {
  const dialect = dialectOf(operation);
  if (dialect === "native") return { status: nativeStatuses[code] ?? 409, text: `"code":"${code}"` };
  const [status, text = ""] = (vendorErrors[dialect][code] ?? vendorErrors[dialect].other) as VendorError;
  return { status, text };
}

/** Every other code is a conflict. */
const nativeStatuses: Readonly<Record<string, number>> = {
  organization_suspended: 403,
  insufficient_role: 403,
  owner_protected: 403,
  organization_not_found: 404,
  user_not_found: 404,
  number_not_found: 404,
  group_not_found: 404,
  assignment_not_found: 404,
  event_not_found: 404,
  offboarding_not_found: 404,
  holder_changed: 412,
  version_stale: 412,
  plan_stale: 412,
  validation_failed: 422,
  idempotency_key_reused: 422,
};

type VendorError = readonly [status: number, text?: string];
type VendorErrors = Readonly<Record<string, VendorError>> & { readonly other: VendorError };

const vendorErrors: Readonly<Record<"tether" | "telnyx" | "ippanel", VendorErrors>> = {
  tether: {
    other: [400],
    user_not_found: [404, "Target user not found"],
    no_assignment_on_provider: [404, "No assignment for provider"],
    number_held: [400, "Phone number already held"],
    number_unavailable: [400, "Phone number not available"],
    user_inactive: [400, "Target user not active"],
    idempotency_key_reused: [400, "Idempotency key reused"],
    number_cooling: [400, "cooling down until"],
    number_reserved: [400, "reserved for another user"],
  },
  telnyx: {
    other: [403],
    user_not_found: [404],
    organization_suspended: [403, "suspended"],
    owner_protected: [403, "owns the organization"],
    idempotency_key_reused: [400],
  },
  ippanel: {
    other: [400, "number already assigned to user"],
    organization_suspended: [403],
    validation_failed: [422, "errors"],
    user_inactive: [422, "target user id"],
    number_not_found: [422, "number"],
    assignment_not_found: [400, "number not assigned to user"],
    idempotency_key_reused: [422],
  },
};
