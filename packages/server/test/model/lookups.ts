import type { Answer } from "../helpers/ask.ts";
import type { Random } from "../helpers/random.ts";
import { type Assignment, openAssignments } from "./log/assignments.ts";
import { dialledLines, type Line, lineAt } from "./log/lines.ts";
import { organizationOf } from "./log/organization.ts";
import { usersOf } from "./log/users.ts";
import type { Names } from "./names.ts";
import { calledNumbers, type OutboundAnswer, type OutboundQuery, outbound } from "./outbound-routes.ts";
import { type Caller, type InboundAnswer, inbound } from "./routes.ts";
import { logOf, type World } from "./world.ts";

// Route lookups: which ones a sequence makes, their requests, and the complete answer that the app must send.

interface Common {
  readonly by: Caller;
  readonly isFresh: boolean;
}
export type Lookup = Common &
  (
    | { readonly kind: "inbound"; readonly line: number }
    /** Every line at once. */
    | { readonly kind: "inboundBatch" }
    | ({ readonly kind: "outbound" } & OutboundQuery)
  );

const callers: readonly Caller[] = [0, 1, "router"];
const providers = ["twilio", "sinch", "ippanel"] as const;

const randomCommon = (random: Random): Common => ({
  by: random.pick(["router", "router", 0, 0, 1] as const),
  isFresh: random.below(5) === 0,
});

/** To a number, mostly from those at every provider. */
const randomCall = (random: Random, provider: OutboundQuery["provider"]) => ({
  provider: random.below(3) === 0 ? provider : undefined,
  call: {
    to: random.below(calledNumbers.length),
    policy: random.pick([undefined, "sameCountry", "default"] as const),
  },
});

/** After each step: every line, and one user, mostly a holder, at a provider and to a number. */
export function lookupsAfterStep(world: World, random: Random): Lookup[] {
  const org = random.pick([0, 0, 0, 1] as const);
  const held = random.pick(openAssignments(logOf(world, org)));
  const anyUser = { user: 1 + random.below(6), provider: random.pick(providers) };
  const { user, provider } = held && random.below(4) > 0 ? held : anyUser;
  return [
    { kind: "inboundBatch", ...randomCommon(random) },
    { kind: "outbound", org, user, provider, ...randomCommon(random) },
    { kind: "outbound", org, user, ...randomCall(random, provider), ...randomCommon(random) },
  ];
}

/**
 * After the last step: every line by every caller, from memory and from the database; and every user there ever was,
 * at every provider and to every number.
 */
export function lookupsAtEnd({ logs }: World, random: Random): Lookup[] {
  const batches = callers.flatMap((by) =>
    [true, false].map((isFresh): Lookup => ({ kind: "inboundBatch", by, isFresh })),
  );
  const each = dialledLines.map((_, line): Lookup => ({ kind: "inbound", line, ...randomCommon(random) }));
  const users = logs.flatMap((log, org) =>
    [...usersOf(log), { serial: usersOf(log).length + 1 }].flatMap(({ serial: user }) => [
      ...providers.map(
        (provider): Lookup => ({
          kind: "outbound",
          org: org as 0 | 1,
          user,
          provider,
          ...randomCommon(random),
        }),
      ),
      ...calledNumbers.map(
        (_, to): Lookup => ({
          kind: "outbound",
          org: org as 0 | 1,
          user,
          ...randomCall(random, random.pick(providers)),
          call: { to, policy: random.pick([undefined, "default"] as const) },
          ...randomCommon(random),
        }),
      ),
    ]),
  );
  return [...batches, ...each, ...users];
}

export function toLookupRequest(lookup: Lookup, names: Names): { request: string; body?: unknown } {
  const path = "/registry/v1/routes";
  const fresh = lookup.isFresh ? "&fresh=true" : "";
  switch (lookup.kind) {
    case "inbound": {
      const { provider, digit } = lineAt(lookup.line);
      const to = encodeURIComponent(names.line(digit));
      return { request: `GET ${path}/inbound?provider=${provider}&to=${to}${fresh}` };
    }
    case "inboundBatch": {
      const all = dialledLines.map(({ provider, digit }) => ({ provider, to: names.line(digit) }));
      return { request: `POST ${path}/inbound`, body: { lines: all, fresh: lookup.isFresh } };
    }
    case "outbound": {
      const { org, user, provider, call } = lookup;
      const query = [
        `user=${names.idOf("users", org, user)}`,
        provider ? `provider=${provider}` : [],
        call ? `to=${encodeURIComponent(calledNumbers[call.to]?.to ?? "")}` : [],
        call?.policy ? `policy=${call.policy}` : [],
      ].flat();
      return { request: `GET ${path}/outbound?${query.join("&")}${fresh}` };
    }
  }
}

/** The app's answer without its age, which must be valid. */
export function actualAnswer({ status, json }: Answer): unknown {
  if (status !== 200) return { status, code: json?.code };
  return json.items ? { items: json.items.map(withoutAge) } : withoutAge(json);
}

function withoutAge({ ageMs, ...answer }: { ageMs: unknown; source: string }) {
  const isAge = Number.isInteger(ageMs) && Number(ageMs) >= 0 && (answer.source === "memory" || ageMs === 0);
  return isAge ? answer : { ...answer, ageMs };
}

/** The complete answer that the app must send, without its age. */
export function expectedAnswer(world: World, lookup: Lookup, names: Names, now: number): unknown {
  const { by, isFresh } = lookup;
  if (by !== "router" && organizationOf(logOf(world, by)).status === "suspended")
    return { status: 403, code: "organization_suspended" };
  const source = isFresh ? "database" : "memory";
  const context = { by, now, lineText: names.line };
  const answer = (line: Line) => ({ ...toInbound(inbound(world, line, context), names), source });
  switch (lookup.kind) {
    case "inbound":
      return answer(lineAt(lookup.line));
    case "inboundBatch":
      return { items: dialledLines.map(answer) };
    case "outbound":
      return { ...toOutbound(outbound(world, lookup, context), names, lookup.call !== undefined), source };
  }
}

const toInbound = ({ org, number, holder, why }: InboundAnswer, names: Names) => ({
  organizationId: org === null ? null : names.organizations[org],
  numberId: org === null || number === null ? null : names.idOf("numbers", org, number),
  holder:
    org === null || holder === null
      ? null
      : {
          userId: names.idOf("users", org, holder.user.serial),
          endpoints: holder.user.endpoints,
          ...assignmentFields(org, holder.assignment, names),
        },
  why,
});

const toOutbound = ({ org, from, why }: OutboundAnswer, names: Names, isCall: boolean) => ({
  organizationId: org === null ? null : names.organizations[org],
  number:
    org === null || from === null
      ? null
      : {
          line: from.line,
          numberId: names.idOf("numbers", org, from.assignment.number),
          ...assignmentFields(org, from.assignment, names),
          ...(isCall && { provider: from.assignment.provider }),
        },
  why,
});

const assignmentFields = (org: number, { id, assignedAt }: Assignment, names: Names) => ({
  assignmentId: names.idOfAssignment(org, id),
  since: new Date(assignedAt).toISOString(),
});
