import type { Assignment, HeldNumber, Id, PhoneNumber, Provider, User } from "../model.ts";
import type { AssignmentFilter, NumberReference } from "../storage/store.ts";
import { type Change, change } from "./change.ts";
import type { Context } from "./context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "./cursor.ts";
import {
  alreadyHolding,
  assignmentNoneOnProvider,
  assignmentUnknown,
  numberHeld,
  numberUnknown,
  userNotActive,
} from "./errors.ts";
import { existingNumber, insertNumber, onlyNumber } from "./numbers.ts";
import { together } from "./together.ts";
import { existingUser } from "./users.ts";
import { requireVersion } from "./version.ts";

/** What is left out keeps its stored value; a new assignment takes both directions, no default and no label. */
export interface Flags {
  readonly isDefault?: boolean | undefined;
  readonly isInboundEnabled?: boolean | undefined;
  readonly isOutboundEnabled?: boolean | undefined;
  readonly label?: string | null | undefined;
}

export interface AssignInput {
  readonly userId: Id;
  readonly number: NumberReference;
  readonly flags: Flags;
  /** A line nobody has yet enters the inventory; the reference must say its provider. */
  readonly addsNumber?: boolean | undefined;
  /** What becomes of the number that was the user's default: it stays his, or he gives it back. */
  readonly formerDefault?: "kept" | "unassigned" | undefined;
  /** Inbound moves here from whoever has it; he keeps the number for outbound use. */
  readonly takesInbound?: boolean | undefined;
  /** Refuses when the user holds the number already. */
  readonly isNew?: boolean | undefined;
  readonly version?: number | undefined;
}

export interface AssignOutcome {
  readonly assignment: Assignment;
  readonly isChanged: boolean;
  readonly isNew: boolean;
}

/** The operations on who holds what in one organization, for one caller. */
export const assignments = (context: Context) => ({
  /** Open assignments, oldest first or by the user's name. */
  async list(
    filter: AssignmentFilter,
    order: "byUser" | "byAge",
    request: CursorRequest,
  ): Promise<CursorPage<HeldNumber>> {
    context.require("assignments:read", filter.userId);
    const reads = await context.reads();
    return listByCursor(context, `assignments ${order}`, request, (page) =>
      reads.assignments.list(filter, order, page),
    );
  },

  /** Gives the number to the user, or changes how he holds it. Repeating it changes nothing. */
  assign(input: AssignInput): Promise<AssignOutcome> {
    context.require("assignments:write");
    return change(context, async (hands) => {
      const [, user, numbers] = await together(
        context.requireOrganization(hands.tx),
        existingUser(hands.tx, input.userId),
        hands.tx.numbers.find(input.number),
      );
      const number = onlyNumber(numbers) ?? (await addedNumber(context, hands, input));
      return place(context, hands, input, user, number);
    });
  },

  /** Takes the number back. Throws when the user does not hold it. */
  unassign(input: {
    userId: Id;
    number: NumberReference;
    version?: number | undefined;
  }): Promise<Assignment> {
    context.require("assignments:write");
    return change(context, async (hands) => {
      const [, user, number] = await together(
        context.requireOrganization(hands.tx),
        existingUser(hands.tx, input.userId),
        existingNumber(hands.tx, input.number),
      );
      const [held] = await hands.tx.assignments.open({ userId: user.id, numberId: number.id });
      if (held === undefined) throw assignmentUnknown();
      requireVersion(held, input.version);
      return endAssignment(hands, held);
    });
  },

  /** Takes back every number the user holds on the provider. Throws when there is none. */
  unassignProvider(input: {
    userId: Id;
    provider: Provider;
  }): Promise<{ unassigned: readonly Assignment[] }> {
    context.require("assignments:write");
    return change(context, async (hands) => {
      const [, , held] = await together(
        context.requireOrganization(hands.tx),
        existingUser(hands.tx, input.userId),
        hands.tx.assignments.open({ userId: input.userId, provider: input.provider }),
      );
      if (held.length === 0) throw assignmentNoneOnProvider(input.provider);
      const unassigned: Assignment[] = [];
      for (const assignment of held) unassigned.push(await endAssignment(hands, assignment));
      return { unassigned };
    });
  },
});

/** Ends one open assignment, with its event. */
export async function endAssignment({ tx, at, record }: Change, before: Assignment): Promise<Assignment> {
  const after = await tx.assignments.end(before.id, at);
  record({ ...subject(after), kind: "number.unassigned", before: plain(before), after });
  return after;
}

/** The line that nobody has yet, where the caller may bring it in. */
function addedNumber(
  context: Context,
  hands: Change,
  { number, addsNumber }: AssignInput,
): Promise<PhoneNumber> {
  if (!addsNumber || !("line" in number) || number.provider === undefined) throw numberUnknown();
  return insertNumber(context, hands, { provider: number.provider, line: number.line });
}

async function place(
  context: Context,
  hands: Change,
  input: AssignInput,
  user: User,
  number: PhoneNumber,
): Promise<AssignOutcome> {
  const holders = await hands.tx.assignments.open({ numberId: number.id });
  const held = holders.find((holder) => holder.userId === user.id);
  if (held && input.isNew) throw alreadyHolding();
  requireVersion(held ?? { version: 0 }, input.version);
  const flags = wantedFlags(held, input.flags);
  if (held && isSame(held, flags)) return { assignment: plain(held), isChanged: false, isNew: false };
  if (user.status !== "active") throw userNotActive();
  const rival = holders.find((holder) => holder.isInboundEnabled && holder.userId !== user.id);
  if (flags.isInboundEnabled && rival) await takeInbound(hands, rival, input);
  if (flags.isDefault) await clearDefault(hands, user, number, input);
  const assignment = held
    ? await updateAssignment(hands, held, flags)
    : await createAssignment(context, hands, user, number, flags);
  return { assignment, isChanged: true, isNew: held === undefined };
}

type AllFlags = { [Flag in keyof Flags]-?: Exclude<Flags[Flag], undefined> };

const wantedFlags = (held: Assignment | undefined, flags: Flags): AllFlags => ({
  isDefault: flags.isDefault ?? held?.isDefault ?? false,
  isInboundEnabled: flags.isInboundEnabled ?? held?.isInboundEnabled ?? true,
  isOutboundEnabled: flags.isOutboundEnabled ?? held?.isOutboundEnabled ?? true,
  label: flags.label === undefined ? (held?.label ?? null) : flags.label,
});

const isSame = (held: Assignment, flags: AllFlags): boolean =>
  (Object.keys(flags) as (keyof AllFlags)[]).every((flag) => flags[flag] === held[flag]);

async function takeInbound(hands: Change, rival: HeldNumber, { takesInbound }: AssignInput): Promise<void> {
  if (!takesInbound) throw numberHeld(rival);
  await updateAssignment(hands, rival, { ...wantedFlags(rival, {}), isInboundEnabled: false });
}

/** A user has one default a provider: the former one makes room. */
async function clearDefault(
  hands: Change,
  user: User,
  number: PhoneNumber,
  input: AssignInput,
): Promise<void> {
  const held = await hands.tx.assignments.open({ userId: user.id, provider: number.provider });
  const former = held.find((assignment) => assignment.isDefault && assignment.numberId !== number.id);
  if (former === undefined) return;
  if (input.formerDefault === "unassigned") await endAssignment(hands, former);
  else await updateAssignment(hands, former, { ...wantedFlags(former, {}), isDefault: false });
}

async function createAssignment(
  context: Context,
  { tx, at, record }: Change,
  user: User,
  number: PhoneNumber,
  flags: AllFlags,
): Promise<Assignment> {
  const assignment = await tx.assignments.create({
    id: context.parts.makeId(),
    numberId: number.id,
    userId: user.id,
    provider: number.provider,
    assignedAt: at,
    ...flags,
  });
  if ("taken" in assignment)
    throw new Error(`an assignment passed the rules and broke "${assignment.taken}"`);
  record({ ...subject(assignment), kind: "number.assigned", before: null, after: assignment });
  return assignment;
}

async function updateAssignment(
  { tx, record }: Change,
  before: Assignment,
  flags: AllFlags,
): Promise<Assignment> {
  const after = await tx.assignments.update(before.id, flags);
  record({ ...subject(after), kind: "assignment.updated", before: plain(before), after });
  return after;
}

const subject = ({ id, userId, numberId }: Assignment) => ({ subjectId: id, userId, numberId });

/** The assignment alone, without the names that lists add. */
const plain = (assignment: Assignment): Assignment => ({
  id: assignment.id,
  numberId: assignment.numberId,
  userId: assignment.userId,
  provider: assignment.provider,
  isDefault: assignment.isDefault,
  isInboundEnabled: assignment.isInboundEnabled,
  isOutboundEnabled: assignment.isOutboundEnabled,
  label: assignment.label,
  assignedAt: assignment.assignedAt,
  unassignedAt: assignment.unassignedAt,
  version: assignment.version,
});
