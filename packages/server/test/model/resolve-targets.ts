import type { Act, Command } from "./operations.ts";
import { heldBy } from "./rules.ts";
import { holdingNow, type Offboarding, type Org, type World } from "./state.ts";

type Placed = Exclude<Command, { kind: "tick" | "again" }>;

/** What a command says in relation to the present, said absolutely: most are aimed at what there is. */
export function aim(world: World, command: Placed, now: number): Act {
  const org = world.orgs[command.org] as Org;
  if (command.kind === "undoBack") {
    const { kind, back, isAimed, ...rest } = command;
    const among = isAimed ? org.events.filter(({ before, after }) => before ?? after) : org.events;
    return { ...rest, kind: "undoEvent", seq: among.at(-1 - back)?.seq ?? org.events.length };
  }
  if (command.kind === "asOfEvent") {
    const { at = 0 } = org.events[Math.max(0, org.events.length - 1 - command.back)] ?? {};
    return { kind: "asOf", org: command.org, at: at + command.shift };
  }
  const { aim: at, ...act } = command;
  const said = act.kind === "reserve" ? { ...act, until: now + act.until } : act;
  return at === undefined ? said : ({ ...said, ...aimed(org, said, at) } as Act);
}

function aimed(org: Org, act: Act, at: number): object {
  const pick = <T>(among: readonly T[], turn = at): T | undefined => among[turn % among.length];
  const open = org.held.filter(holdingNow);
  const all = org.users.filter(({ status }) => status !== "removed").map(({ serial }) => serial);
  // Half of the time among few, so that one user comes to have several numbers.
  const user = pick(at % 2 === 0 ? all.slice(0, 3) : all, at >> 1) ?? 1;
  const number =
    pick(
      org.numbers.filter(({ releasedAt }) => releasedAt === null),
      at >> 3,
    )?.serial ?? 1;
  switch (act.kind) {
    case "unassign":
    case "ippanelUnassign":
      return pair(pick(open));
    case "transfer": {
      const held = pick(
        open.filter(({ holding }) => holding.isInboundEnabled),
        at >> 3,
      );
      return held ? { from: held.user, number: held.number, to: user } : {};
    }
    case "tetherRemove": {
      const held = pick(open.filter(({ provider }) => provider !== "ippanel"));
      return held ? { user: held.user, provider: held.provider } : {};
    }
    case "assign":
    case "ippanelAssign":
      return { user, number };
    case "release":
    case "reserve":
      return { number };
    case "tetherAssign":
    case "setUser":
    case "setEndpoints":
    case "join":
    case "leave":
      return { user };
    case "plan":
    case "offboard": {
      const leaver = pick(open.filter((it) => it.user !== 1))?.user ?? user;
      const held = heldBy(org, leaver);
      const numbers = act.numbers.slice(0, held.length).map(({ to }, index) => ({
        number: held[index]?.number,
        to: to === null || user === leaver ? null : user,
      }));
      return { user: leaver, numbers };
    }
    case "applyPlan":
      return named(org.offboardings.findLast(({ status }) => status === "planned"));
    case "undoOffboarding":
      return named(org.offboardings.findLast(({ status }) => status === "applied"));
    default:
      return {};
  }
}

const pair = (held: { user: number; number: number } | undefined) =>
  held ? { user: held.user, number: held.number } : {};
const named = (found: Offboarding | undefined) => (found ? { offboarding: found.serial } : {});
