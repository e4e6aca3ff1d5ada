import type { Answer } from "../helpers/ask.ts";
import type { Names } from "./names.ts";
import { type Act, dialectOf } from "./operations.ts";

// What was answered, in the model's words.

/** The code of a refusal, or every status and word by which its dialect may render it. */
export function refusalOf(act: Act, code: string): { status: number; words: string } {
  const dialect = dialectOf(act);
  if (dialect === "native") return { status: native[code] ?? 409, words: `"code":"${code}"` };
  const [status, words = ""] = (vendors[dialect][code] ?? vendors[dialect].other) as [number, string?];
  return { status, words };
}

const native: Readonly<Record<string, number>> = {
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

type Words = Readonly<Record<string, [number, string?]>> & { readonly other: [number, string?] };
const vendors: Readonly<Record<"tether" | "telnyx" | "ippanel", Words>> = {
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

export const statusOf = ({ kind }: Act): number => {
  if (kind === "join" || kind === "leave") return 204;
  return kind === "add" || kind === "addUser" ? 201 : 200;
};

// biome-ignore lint/suspicious/noExplicitAny: answers are of every shape
type Json = any;

/** The decisive fields of a 2xx; undefined where the answer says nothing that the tables do not. */
export function answerOf(act: Act, { json }: Answer, names: Names): unknown {
  const { org } = act;
  const user = (id: unknown) => names.serialOf("users", org, id);
  const number = (id: unknown) => names.serialOf("numbers", org, id);
  const flags = ({ isDefault, isInboundEnabled, isOutboundEnabled, label }: Json) => ({
    isDefault,
    isInboundEnabled,
    isOutboundEnabled,
    label,
  });
  switch (act.kind) {
    case "assign":
    case "unassign":
    case "transfer":
      return {
        user: user(json.userId),
        number: number(json.numberId),
        ...flags(json),
        isOpen: json.unassignedAt === null,
      };
    case "add":
      return { number: number(json.id) };
    case "release":
      return { number: number(json.id), releasedAt: Date.parse(json.releasedAt) };
    case "reserve": {
      const { reservedFor: kept } = json;
      const reservation = kept && {
        user: user(kept.userId),
        email: names.emailOf(kept.email),
        until: Date.parse(kept.until),
      };
      return { number: number(json.id), reservation };
    }
    case "setUser":
    case "addUser":
      return { user: user(json.id), status: json.status };
    case "setEndpoints":
      return { endpoints: json.endpoints };
    case "remove":
      return { user: user(json.id) };
    case "telnyxRemove":
      return { user: user(json.data.id) };
    case "plan":
    case "offboard":
    case "applyPlan":
      return {
        status: json.status,
        user: user(json.user.id),
        numbers: json.numbers.map((it: Json) => ({
          number: number(it.assignment.numberId),
          to: it.to === "pool" ? null : user(it.to),
          becomes: it.becomes,
        })),
        groups: json.groupIds.map((id: string) => names.serialOf("groups", org, id)),
      };
    case "undoOffboarding":
      return json.numbers.map((it: Json) => ({ number: number(it.numberId), isRestored: it.isRestored }));
    case "undoEvent":
      return { seq: json.seq };
    case "organization":
      return { status: json.status, coolingDays: json.coolingDays };
    case "list":
    case "asOf":
      return json.items.map((it: Json) => ({
        id: names.heldOf(org, it.id),
        user: user(it.userId),
        number: number(it.numberId),
        ...flags(it),
        assignedAt: Date.parse(it.assignedAt),
        unassignedAt: it.unassignedAt === null ? null : Date.parse(it.unassignedAt),
      }));
    case "number":
      return { number: number(json.id), state: json.state };
    case "numbers":
      return json.items.map((it: Json) => it.serial);
    case "history":
      return json.items.map((it: Json) => it.seq);
    case "tetherList":
      return json.assignments
        .map(({ userId, provider, phoneNumber, isDefault, isInboundEnabled, label = null }: Json) =>
          JSON.stringify({
            user: user(userId),
            number: names
              .rows("numbers", org)
              .find(
                (row) => row.line === phoneNumber && row.provider === provider && row.released_at === null,
              )?.serial,
            isDefault,
            isInboundEnabled,
            label,
          }),
        )
        .toSorted();
    case "telnyxList":
      return json.data.map((it: Json) => ({
        user: user(it.id),
        status: it.user_status,
        groups: it.groups
          .map((group: Json) => names.serialOf("groups", org, group.id))
          .toSorted((one: number, other: number) => one - other),
      }));
    case "ippanelList":
      return json.data.map(({ id, gets }: Json) => ({ number: id, gets }));
    default:
      return undefined;
  }
}
