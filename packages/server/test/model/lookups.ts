import type { Answer } from "../helpers/ask.ts";
import type { Random } from "../helpers/random.ts";
import type { Names } from "./names.ts";
import {
  type Asked,
  type Caller,
  type Dialled,
  type Inbound,
  inbound,
  type Outbound,
  outbound,
} from "./routes.ts";
import { type Held, holdingNow, lines, type World } from "./state.ts";

// The questions of where calls go: which are asked, how, and the whole answer that must come.

interface Common {
  readonly by: Caller;
  readonly isFresh: boolean;
}
export type Lookup = Common &
  (
    | { readonly kind: "inbound"; readonly line: number }
    /** Every line at once. */
    | { readonly kind: "inboundMany" }
    | ({ readonly kind: "outbound" } & Asked)
  );

const callers: readonly Caller[] = [0, 1, "router"];
const asked = ["twilio", "sinch", "ippanel"] as const;

const draw = (chance: Random): Common => ({
  by: chance.pick(["router", "router", 0, 0, 1] as const),
  isFresh: chance.below(5) === 0,
});

/** Every line, and the one user or another whom it may concern. */
export function afterStep({ orgs }: World, chance: Random): Lookup[] {
  const org = chance.pick([0, 0, 0, 1] as const);
  const held = chance.pick(orgs[org]?.held.filter(holdingNow) ?? []);
  const anybody = { user: 1 + chance.below(6), provider: chance.pick(asked) };
  const { user, provider } = held && chance.below(4) > 0 ? held : anybody;
  return [
    { kind: "inboundMany", ...draw(chance) },
    { kind: "outbound", org, user, provider, ...draw(chance) },
  ];
}

/** Every line by everybody, from memory and from the database; and every user there is or was, at every provider. */
export function atTheEnd({ orgs }: World, chance: Random): Lookup[] {
  const many = callers.flatMap((by) =>
    [true, false].map((isFresh): Lookup => ({ kind: "inboundMany", by, isFresh })),
  );
  const each = lines.map((_, line): Lookup => ({ kind: "inbound", line, ...draw(chance) }));
  const users = orgs.flatMap(({ users }, org) =>
    [...users, { serial: users.length + 1 }].flatMap(({ serial: user }) =>
      asked.map(
        (provider): Lookup => ({ kind: "outbound", org: org as 0 | 1, user, provider, ...draw(chance) }),
      ),
    ),
  );
  return [...many, ...each, ...users];
}

export function toQuestion(lookup: Lookup, names: Names): { request: string; body?: unknown } {
  const at = "/registry/v1/routes";
  const fresh = lookup.isFresh ? "&fresh=true" : "";
  switch (lookup.kind) {
    case "inbound": {
      const { provider, digit } = lines[lookup.line] as (typeof lines)[number];
      const to = encodeURIComponent(names.line(digit));
      return { request: `GET ${at}/inbound?provider=${provider}&to=${to}${fresh}` };
    }
    case "inboundMany": {
      const all = lines.map(({ provider, digit }) => ({ provider, to: names.line(digit) }));
      return { request: `POST ${at}/inbound`, body: { lines: all, fresh: lookup.isFresh } };
    }
    case "outbound": {
      const userId = names.idOf("users", lookup.org, lookup.user);
      return { request: `GET ${at}/outbound?userId=${userId}&provider=${lookup.provider}${fresh}` };
    }
  }
}

/** What was answered, in the same words: whole, but for its age, which must be one. */
export function toldBy({ status, json }: Answer): unknown {
  if (status !== 200) return { status, code: json?.code };
  return json.items ? { items: json.items.map(withoutAge) } : withoutAge(json);
}

function withoutAge({ ageMs, ...told }: { ageMs: unknown; source: string }) {
  const isAge = Number.isInteger(ageMs) && Number(ageMs) >= 0 && (told.source === "memory" || ageMs === 0);
  return isAge ? told : { ...told, ageMs };
}

/** All that must be answered, but for how old it may be. */
export function expectedOf(world: World, lookup: Lookup, names: Names, now: number): unknown {
  const { by, isFresh } = lookup;
  if (by !== "router" && world.orgs[by]?.status === "suspended")
    return { status: 403, code: "organization_suspended" };
  const source = isFresh ? "database" : "memory";
  const asking = { by, now, spell: names.line };
  const answer = (line: Dialled) => ({ ...toInbound(inbound(world, line, asking), names), source });
  switch (lookup.kind) {
    case "inbound":
      return answer(lines[lookup.line] as Dialled);
    case "inboundMany":
      return { items: lines.map(answer) };
    case "outbound":
      return { ...toOutbound(outbound(world, lookup, asking), names), source };
  }
}

const toInbound = ({ org, number, holder, why }: Inbound, names: Names) => ({
  organizationId: org === null ? null : names.organizations[org],
  numberId: org === null || number === null ? null : names.idOf("numbers", org, number),
  holder:
    org === null || holder === null
      ? null
      : {
          userId: names.idOf("users", org, holder.user.serial),
          endpoints: holder.user.endpoints,
          ...since(org, holder.held, names),
        },
  why,
});

const toOutbound = ({ org, from, why }: Outbound, names: Names) => ({
  organizationId: org === null ? null : names.organizations[org],
  from:
    org === null || from === null
      ? null
      : {
          line: from.line,
          numberId: names.idOf("numbers", org, from.held.number),
          ...since(org, from.held, names),
        },
  why,
});

const since = (org: number, held: Held, names: Names) => ({
  assignmentId: names.idOfHeld(org, held.id),
  since: new Date(held.assignedAt).toISOString(),
});
