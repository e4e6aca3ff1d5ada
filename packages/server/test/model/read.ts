import type { Read } from "./operations.ts";
import { number, Refusal } from "./rules.ts";
import { asOf, type Held, holdingNow, type Org, stateAt } from "./state.ts";

/** What a look must answer, in an order that does not matter. */
export function read(org: Org, act: Read, now: number): unknown {
  const isWanted = (held: Held, wanted: { user?: number | undefined; provider?: string | undefined }) =>
    (wanted.user === undefined || held.user === wanted.user) &&
    (wanted.provider === undefined || held.provider === wanted.provider);
  switch (act.kind) {
    case "list":
      return org.held.filter((held) => holdingNow(held) && isWanted(held, act)).map(line);
    case "asOf":
      return asOf(org, act.at)
        .filter((held) => isWanted(held, act))
        .map(line);
    case "number": {
      const found = number(org, act.number);
      return { number: found.serial, state: stateAt(org, found, now) };
    }
    case "numbers":
      return org.numbers.filter((it) => stateAt(org, it, now) === act.state).map(({ serial }) => serial);
    case "history": {
      const { serial } = number(org, act.number);
      return org.events.filter((it) => it.number === serial && isOfHolding(it.kind)).map(({ seq }) => seq);
    }
    case "tetherList":
      return org.held
        .filter((held) => holdingNow(held) && ["twilio", "sinch", "textgrid"].includes(held.provider))
        .map(({ user, number: serial, holding: { isDefault, isInboundEnabled, label } }) =>
          JSON.stringify({ user, number: serial, isDefault, isInboundEnabled, label }),
        )
        .toSorted();
    case "telnyxList":
      return org.users
        .filter(({ status }) => status !== "removed")
        .map(({ serial, status }) => ({
          user: serial,
          status: status === "active" ? "enabled" : status,
          groups: org.groups.flatMap((members, index) => (members.includes(serial) ? [index + 1] : [])),
        }));
    case "ippanelList":
      return org.numbers
        .filter(({ releasedAt }) => releasedAt === null)
        .map(({ serial }) => ({
          number: serial,
          gets: org.held.some((it) => it.number === serial && holdingNow(it) && it.holding.isInboundEnabled)
            ? 1
            : 0,
        }));
    default:
      throw new Refusal("route_not_found");
  }
}

const isOfHolding = (kind: string): boolean =>
  ["number.assigned", "assignment.updated", "number.unassigned"].includes(kind);

const line = ({ id, user, number: serial, holding, assignedAt, unassignedAt }: Held) => ({
  id,
  user,
  number: serial,
  ...holding,
  assignedAt,
  unassignedAt,
});
