import type { Names } from "./names.ts";
import { type Act, isPlatforms } from "./operations.ts";
import { lines } from "./state.ts";

export interface Request {
  readonly request: string;
  readonly body?: unknown;
  readonly headers: Readonly<Record<string, string>>;
  /** Whose key: an organization's owner's, or the superadmin's. */
  readonly by: 0 | 1 | "superadmin";
}

/** The act as its dialect writes it. */
export function toRequest(act: Act, names: Names, token: (offboarding: number) => string): Request {
  const [request, body] = write(act, names, token);
  const version = act.ifMatch === "wrong" ? 999 : versionOf(act, names);
  const isRetry = act.kind === "telnyxRemove" && act.isRetry;
  const by = isPlatforms(act) ? "superadmin" : ((act.isForeign ? 1 - act.org : act.org) as 0 | 1);
  const headers = {
    ...(act.key !== undefined && { "idempotency-key": `${act.key}-${names.run}` }),
    ...(act.ifMatch !== undefined && version !== undefined && { "if-match": `"${version}"` }),
    ...(isRetry && { "x-stainless-retry-count": "1" }),
    "accept-language": "en",
  };
  return { request, ...(body !== undefined && { body }), headers, by };
}

function write(act: Act, names: Names, token: (offboarding: number) => string): [string, unknown?] {
  const { org, reason } = act;
  const at = `/registry/v1/organizations/${names.organizations[org]}`;
  const tether = `/api/organizations/${names.organizations[org]}/phone-numbers`;
  const user = (serial: number) => names.idOf("users", org, serial);
  const number = (reference: number) => encodeURIComponent(names.reference(org, reference));
  switch (act.kind) {
    case "assign":
      return [`PUT ${at}/numbers/${number(act.number)}/holders/${user(act.user)}`, { ...act.flags, reason }];
    case "unassign":
      return [
        `DELETE ${at}/numbers/${number(act.number)}/holders/${user(act.user)}${reason ? `?reason=${reason}` : ""}`,
      ];
    case "transfer": {
      const body = { from: user(act.from), to: user(act.to), ...act.flags, reason };
      return [`POST ${at}/numbers/${number(act.number)}/transfer`, body];
    }
    case "add": {
      const { provider, digit } = lines[act.line] as (typeof lines)[number];
      return [`POST ${at}/numbers`, { provider, line: names.line(digit) }];
    }
    case "release":
      return [`DELETE ${at}/numbers/${number(act.number)}`];
    case "reserve": {
      const until = new Date(act.until).toISOString();
      const whom = act.for === "user" ? { userId: user(act.whom) } : { email: names.email(org, act.whom) };
      const reservedFor = act.for === "nobody" ? null : { ...whom, until };
      return [`PATCH ${at}/numbers/${number(act.number)}`, { reservedFor }];
    }
    case "setUser":
      return [`PATCH ${at}/users/${user(act.user)}`, { status: act.status }];
    case "setEndpoints":
      return [`PUT ${at}/users/${user(act.user)}/endpoints`, { endpoints: act.endpoints }];
    case "addUser":
      return [`POST ${at}/users`, { name: `User ${act.email}`, email: names.email(org, act.email) }];
    case "join":
    case "leave": {
      const path = `${at}/groups/${names.idOf("groups", org, act.group)}/members/${user(act.user)}`;
      return [`${act.kind === "join" ? "PUT" : "DELETE"} ${path}`];
    }
    case "remove":
      return [`DELETE ${at}/users/${user(act.user)}`];
    case "telnyxRemove":
      return [`POST /v2/organizations/users/${user(act.user)}/actions/remove`];
    case "plan":
    case "offboard": {
      const numbers = act.numbers.map((it) => ({
        number: names.reference(org, it.number),
        to: it.to === null ? "pool" : user(it.to),
      }));
      const dryRun = act.kind === "plan" ? true : undefined;
      return [`POST ${at}/users/${user(act.user)}/offboarding`, { dryRun, numbers, reason }];
    }
    case "applyPlan": {
      const id = names.rows("offboardings", org).find((row) => row.serial === act.offboarding)?.user_id;
      const path = `${at}/users/${id ?? "f".repeat(24)}/offboarding`;
      return [`POST ${path}`, { token: token(act.offboarding), reason }];
    }
    case "undoOffboarding":
      return [`POST ${at}/offboardings/${names.idOf("offboardings", org, act.offboarding)}/undo`, { reason }];
    case "undoEvent":
      return [`POST ${at}/events/${act.seq}/undo`, { reason }];
    case "organization":
      return [`PATCH ${at}`, { coolingDays: act.coolingDays, status: act.status }];
    case "tetherAssign": {
      const { provider, digit } = lines[act.line] as (typeof lines)[number];
      const { isDefault, isInboundEnabled, label, transfer } = act;
      const flags = { isDefault, isInboundEnabled, label, transfer };
      const body = { targetUserId: user(act.user), provider, phoneNumber: names.line(digit), ...flags };
      return [`POST ${tether}`, body];
    }
    case "tetherRemove":
      return [`DELETE ${tether}/${user(act.user)}/${act.provider}`];
    case "ippanelAssign":
    case "ippanelUnassign": {
      const which =
        act.number >= 100 ? { number: names.line(act.number - 100) } : { number_id: Math.max(0, act.number) };
      const pair = { ...which, target_user_id: Math.max(0, act.user) };
      return act.kind === "ippanelAssign"
        ? ["POST /v1/api/numbers/assign", { ...pair, send: act.send, gets: act.gets }]
        : ["POST /v1/api/numbers/unassign", pair];
    }
    case "list":
      return [
        `GET ${at}/assignments?${query({ userId: act.user && user(act.user), provider: act.provider })}`,
      ];
    case "asOf": {
      const asOf = new Date(act.at).toISOString();
      return [`GET ${at}/assignments?${query({ userId: act.user && user(act.user), asOf })}`];
    }
    case "number":
      return [`GET ${at}/numbers/${number(act.number)}`];
    case "numbers":
      return [`GET ${at}/numbers?${query({ state: act.state })}`];
    case "history":
      return [`GET ${at}/numbers/${number(act.number)}/history?${query({})}`];
    case "tetherList":
      return [`GET ${tether}`];
    case "telnyxList":
      return ["GET /v2/organizations/users?include_groups=true"];
    case "ippanelList":
      return ["GET /v1/api/number/numbers?per_page=1000"];
  }
}

const query = (fields: Readonly<Record<string, string | number | undefined>>): string =>
  Object.entries({ limit: 200, ...fields })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join("&");

function versionOf(act: Act, names: Names): number | undefined {
  const { org } = act;
  switch (act.kind) {
    case "assign":
    case "unassign":
      return names.versionOfHolding(org, act.user, act.number);
    case "transfer":
      return names.versionOfHolding(org, act.from, act.number);
    case "release":
    case "reserve": {
      const id = names.reference(org, act.number);
      const line = names
        .rows("numbers", org)
        .find((row) => row.id === id || (row.line === id && row.released_at === null));
      return Number(line?.version ?? 0);
    }
    case "setUser":
    case "setEndpoints":
    case "remove":
    case "offboard":
      return names.versionOf("users", org, act.user);
    case "organization":
      return Number(names.rows("organizations", org)[0]?.version);
    default:
      return undefined;
  }
}
