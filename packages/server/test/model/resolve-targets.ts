import { type Assignment, assignmentKinds, heldBy, openAssignments } from "./log/assignments.ts";
import { eventsOf, type Log } from "./log/log.ts";
import { liveNumbersOf } from "./log/numbers.ts";
import { type Offboarding, offboardingsOf } from "./log/offboardings.ts";
import { presentUsersOf } from "./log/users.ts";
import type { Command, Operation } from "./operations.ts";
import { logOf, type World } from "./world.ts";

type RelativeCommand = Exclude<Command, { kind: "advanceClock" | "repeat" }>;

/** The operation that a command stands for at present: most of them concern records that exist. */
export function resolveTargets(world: World, command: RelativeCommand, now: number): Operation {
  const log = logOf(world, command.org);
  const events = eventsOf(log);
  if (command.kind === "undoRecentEvent") {
    const { kind, back, isUndoable, ...rest } = command;
    const undoable: readonly string[] = assignmentKinds;
    const candidates = isUndoable ? events.filter((event) => undoable.includes(event.kind)) : events;
    return { ...rest, kind: "undoEvent", seq: candidates.at(-1 - back)?.seq ?? events.length };
  }
  if (command.kind === "listAssignmentsAroundEvent") {
    const { at = 0 } = events[Math.max(0, events.length - 1 - command.back)] ?? {};
    return { kind: "listAssignmentsAsOf", org: command.org, at: at + command.shift };
  }
  const { target, ...relative } = command;
  const operation =
    relative.kind === "reserveNumber" ? { ...relative, until: now + relative.until } : relative;
  return target === undefined
    ? operation
    : ({ ...operation, ...existingTarget(log, operation, target) } as Operation);
}

const pick = <T>(candidates: readonly T[], index: number): T | undefined =>
  candidates[index % candidates.length];

/** Fields that name records which exist, selected by a number of six bits. */
function existingTarget(log: Log, operation: Operation, target: number): object {
  const open = openAssignments(log);
  const user = pickUser(log, target);
  const number = pick(liveNumbersOf(log), target >> 3)?.serial ?? 1;
  switch (operation.kind) {
    case "unassign":
    case "ippanelUnassign":
      return pairOf(pick(open, target));
    case "transfer": {
      const { isInboundEnabled = true } = operation.flags;
      const movable = open.filter(({ flags }) => flags.isInboundEnabled === isInboundEnabled);
      const held = pick(movable, target >> 3);
      return held ? { from: held.user, number: held.number, to: user } : {};
    }
    case "tetherUnassignProvider": {
      const held = pick(
        open.filter(({ provider }) => provider !== "ippanel"),
        target,
      );
      return held ? { user: held.user, provider: held.provider } : {};
    }
    case "assign":
    case "ippanelAssign":
      return { user, number };
    case "blockUser":
      // The owner's key sends the other requests.
      return { user: user === 1 ? 2 : user };
    case "releaseNumber":
    case "reserveNumber":
      return { number };
    case "tetherAssign":
    case "setUserStatus":
    case "setEndpoints":
    case "signOutUser":
    case "addMember":
    case "removeMember":
      return { user };
    case "planOffboarding":
    case "offboard": {
      const leaver = pick(
        open.filter((it) => it.user !== 1),
        target,
      )?.user;
      return offboardingOf(log, operation, { leaver: leaver ?? user, successor: user });
    }
    case "applyPlan":
      return serialOf(offboardingsOf(log).findLast(({ status }) => status === "planned"));
    case "undoOffboarding":
      return serialOf(offboardingsOf(log).findLast(({ status }) => status === "applied"));
    default:
      return {};
  }
}

/** Half of the time one of few, so that some users come to have several numbers. */
function pickUser(log: Log, target: number): number {
  const serials = presentUsersOf(log).map(({ serial }) => serial);
  return pick(target % 2 === 0 ? serials.slice(0, 3) : serials, target >> 1) ?? 1;
}

function offboardingOf(
  log: Log,
  { numbers: wanted }: { readonly numbers: readonly { readonly to: number | null }[] },
  { leaver, successor }: { readonly leaver: number; readonly successor: number },
): object {
  const held = heldBy(log, leaver);
  const numbers = wanted.slice(0, held.length).map(({ to }, index) => ({
    number: held[index]?.number,
    to: to === null || successor === leaver ? null : successor,
  }));
  return { user: leaver, numbers };
}

const pairOf = (held: Assignment | undefined) => (held ? { user: held.user, number: held.number } : {});
const serialOf = (found: Offboarding | undefined) => (found ? { offboarding: found.serial } : {});
