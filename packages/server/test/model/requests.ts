import { lineAt } from "./log/lines.ts";
import type { Names } from "./names.ts";
import { isBySuperadmin, type Operation, type OperationOf } from "./operations.ts";

export interface Request {
  readonly request: string;
  readonly body?: unknown;
  readonly headers: Readonly<Record<string, string>>;
  /** Whose key is sent: an organization's owner's, or the superadmin's. */
  readonly by: 0 | 1 | "superadmin";
}

interface RequestContext {
  readonly names: Names;
  /** The path of the organization in the native dialect. */
  readonly native: string;
  readonly tether: string;
  readonly user: (serial: number) => string;
  readonly number: (reference: number) => string;
  readonly token: (offboarding: number) => string;
}

type Line = readonly [request: string, body?: unknown];
type RequestTable = {
  readonly [Kind in Operation["kind"]]: (operation: OperationOf<Kind>, context: RequestContext) => Line;
};

/** The operation's request in its dialect. */
export function toRequest(
  operation: Operation,
  names: Names,
  token: (offboarding: number) => string,
): Request {
  const [request, body] = toLine(operation, contextOf(operation, names, token));
  const version = operation.ifMatch === "stale" ? 999 : versionOf(operation, names);
  const isRetry = operation.kind === "telnyxRemoveUser" && operation.isRetry;
  const owner = operation.isForeign ? 1 - operation.org : operation.org;
  const headers = {
    ...(operation.key !== undefined && { "idempotency-key": `${operation.key}-${names.sequence}` }),
    ...(operation.ifMatch !== undefined && version !== undefined && preconditionOf(version)),
    ...(isRetry && { "x-stainless-retry-count": "1" }),
    "accept-language": "en",
  };
  const by = isBySuperadmin(operation) ? "superadmin" : (owner as 0 | 1);
  return { request, ...(body !== undefined && { body }), headers, by };
}

const preconditionOf = (version: number) =>
  version === 0 ? { "if-none-match": "*" } : { "if-match": `"${version}"` };

const toLine = (operation: Operation, context: RequestContext): Line =>
  (table[operation.kind] as (operation: Operation, context: RequestContext) => Line)(operation, context);

function contextOf({ org }: Operation, names: Names, token: (offboarding: number) => string): RequestContext {
  const id = names.organizations[org];
  return {
    names,
    native: `/registry/v1/organizations/${id}`,
    tether: `/api/organizations/${id}/phone-numbers`,
    user: (serial) => names.idOf("users", org, serial),
    number: (reference) => encodeURIComponent(names.reference(org, reference)),
    token,
  };
}

const table: RequestTable = {
  assign: ({ number, user, flags, reason }, it) => [
    `PUT ${it.native}/numbers/${it.number(number)}/holders/${it.user(user)}`,
    { ...flags, reason },
  ],
  unassign: ({ number, user, reason }, it) => [
    `DELETE ${it.native}/numbers/${it.number(number)}/holders/${it.user(user)}${reason ? `?reason=${reason}` : ""}`,
  ],
  transfer: ({ number, from, to, flags, reason }, it) => [
    `POST ${it.native}/numbers/${it.number(number)}/transfer`,
    { fromUser: it.user(from), toUser: it.user(to), ...flags, reason },
  ],
  addNumber: ({ line }, it) => {
    const { provider, digit, isSenderId } = lineAt(line);
    const kind = isSenderId && { kind: "alphanumeric" };
    return [`POST ${it.native}/numbers`, { provider, line: it.names.line(digit), ...kind }];
  },
  releaseNumber: ({ number }, it) => [`DELETE ${it.native}/numbers/${it.number(number)}`],
  reserveNumber: (operation, it) => [
    `PATCH ${it.native}/numbers/${it.number(operation.number)}`,
    { reservedFor: reservationBody(operation, it) },
  ],
  setUserStatus: ({ user, status }, it) => [`PATCH ${it.native}/users/${it.user(user)}`, { status }],
  setEndpoints: ({ user, endpoints }, it) => [
    `PUT ${it.native}/users/${it.user(user)}/endpoints`,
    { endpoints },
  ],
  blockUser: ({ user, status }, it) => [`PATCH ${it.native}/users/${it.user(user)}`, { status }],
  signOutUser: ({ user }, it) => [`POST ${it.native}/users/${it.user(user)}/sign-out`],
  createUser: ({ org, email }, it) => [
    `POST ${it.native}/users`,
    { name: `User ${email}`, email: it.names.email(org, email) },
  ],
  addMember: (operation, it) => [`PUT ${memberPath(operation, it)}`],
  removeMember: (operation, it) => [`DELETE ${memberPath(operation, it)}`],
  removeUser: ({ user }, it) => [`DELETE ${it.native}/users/${it.user(user)}`],
  telnyxRemoveUser: ({ user }, it) => [`POST /v2/organizations/users/${it.user(user)}/actions/remove`],
  planOffboarding: (operation, it) => [
    `POST ${it.native}/users/${it.user(operation.user)}/offboarding`,
    { dryRun: true, numbers: destinations(operation, it), reason: operation.reason },
  ],
  offboard: (operation, it) => [
    `POST ${it.native}/users/${it.user(operation.user)}/offboarding`,
    { numbers: destinations(operation, it), reason: operation.reason },
  ],
  applyPlan: ({ org, offboarding, reason }, it) => {
    const planned = it.names.rows("offboardings", org).find((row) => row.serial === offboarding);
    const path = `${it.native}/users/${planned?.user_id ?? "f".repeat(24)}/offboarding`;
    return [`POST ${path}`, { token: it.token(offboarding), reason }];
  },
  undoOffboarding: ({ org, offboarding, reason }, it) => [
    `POST ${it.native}/offboardings/${it.names.idOf("offboardings", org, offboarding)}/undo`,
    { reason },
  ],
  undoEvent: ({ seq, reason }, it) => [`POST ${it.native}/events/${seq}/undo`, { reason }],
  updateOrganization: ({ coolingDays, status }, it) => [`PATCH ${it.native}`, { coolingDays, status }],
  tetherAssign: ({ user, line, isDefault, isInboundEnabled, label, transfer }, it) => {
    const { provider, digit } = lineAt(line);
    const target = { targetUserId: it.user(user), provider, phoneNumber: it.names.line(digit) };
    return [`POST ${it.tether}`, { ...target, isDefault, isInboundEnabled, label, transfer }];
  },
  tetherUnassignProvider: ({ user, provider }, it) => [`DELETE ${it.tether}/${it.user(user)}/${provider}`],
  ippanelAssign: (operation, it) => [
    "POST /v1/api/numbers/assign",
    { ...ippanelPair(operation, it), send: operation.send, gets: operation.gets },
  ],
  ippanelUnassign: (operation, it) => ["POST /v1/api/numbers/unassign", ippanelPair(operation, it)],
  listAssignments: ({ user, provider }, it) => [
    `GET ${it.native}/assignments?${query({ userId: user && it.user(user), provider })}`,
  ],
  listAssignmentsAsOf: ({ user, at }, it) => {
    const asOf = new Date(at).toISOString();
    return [`GET ${it.native}/assignments?${query({ userId: user && it.user(user), asOf })}`];
  },
  getNumber: ({ number }, it) => [`GET ${it.native}/numbers/${it.number(number)}`],
  listNumbers: ({ state }, it) => [`GET ${it.native}/numbers?${query({ state })}`],
  listNumberHistory: ({ number }, it) => [
    `GET ${it.native}/numbers/${it.number(number)}/history?${query({})}`,
  ],
  tetherListAssignments: (_, it) => [`GET ${it.tether}`],
  telnyxListUsers: () => ["GET /v2/organizations/users?include_groups=true"],
  ippanelListNumbers: () => ["GET /v1/api/number/numbers?per_page=1000"],
};

function reservationBody(
  { org, for: kind, reservee, until }: OperationOf<"reserveNumber">,
  it: RequestContext,
) {
  if (kind === "none") return null;
  const target = kind === "user" ? { userId: it.user(reservee) } : { email: it.names.email(org, reservee) };
  return { ...target, until: new Date(until).toISOString() };
}

const memberPath = ({ org, group, user }: OperationOf<"addMember" | "removeMember">, it: RequestContext) =>
  `${it.native}/groups/${it.names.idOf("groups", org, group)}/members/${it.user(user)}`;

const destinations = (
  { org, numbers }: OperationOf<"planOffboarding" | "offboard">,
  { names, user }: RequestContext,
) =>
  numbers.map(({ number, to }) => ({
    number: names.reference(org, number),
    toUser: to === null ? "pool" : user(to),
  }));

function ippanelPair(
  { user, number }: OperationOf<"ippanelAssign" | "ippanelUnassign">,
  { names }: RequestContext,
) {
  const which = number >= 100 ? { number: names.line(number - 100) } : { number_id: Math.max(0, number) };
  return { ...which, target_user_id: Math.max(0, user) };
}

const query = (fields: Readonly<Record<string, string | number | undefined>>): string =>
  Object.entries({ limit: 200, ...fields })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join("&");

/** The present version of the record that `If-Match` concerns; undefined where the operation takes none. */
function versionOf(operation: Operation, names: Names): number | undefined {
  const { org } = operation;
  switch (operation.kind) {
    case "assign":
    case "unassign":
      return names.versionOfAssignment(org, operation.user, operation.number);
    case "transfer":
      return names.versionOfAssignment(org, operation.from, operation.number);
    case "releaseNumber":
    case "reserveNumber":
      return names.versionOfNumber(org, operation.number);
    case "setUserStatus":
    case "setEndpoints":
    case "removeUser":
    case "offboard":
      return names.versionOf("users", org, operation.user);
    case "updateOrganization":
      return Number(names.rows("organizations", org)[0]?.version);
    default:
      return undefined;
  }
}
