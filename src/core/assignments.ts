import type { Assignment, HeldNumber, Id, Provider } from "../model.ts";
import type { AssignmentFilter, NumberReference, StoredNumber } from "../storage/store.ts";
import { type Change, change } from "./change.ts";
import type { Context } from "./context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "./cursor.ts";
import {
  assignmentNoneOnProvider,
  assignmentUnknown,
  holderChanged,
  invalid,
  numberUnknown,
} from "./errors.ts";
import { endAssignment, holdingOf } from "./holding.ts";
import { existingNumber, insertNumber, onlyNumber } from "./numbers.ts";
import { type Flags, given, type Placed, type PlacingOptions, place } from "./placing.ts";
import { together } from "./together.ts";
import { existingUser } from "./users.ts";
import { requireVersion } from "./version.ts";

export interface AssignInput extends PlacingOptions {
  readonly userId: Id;
  readonly number: NumberReference;
  /** A line nobody has yet enters the inventory; the reference must say its provider. */
  readonly addsNumber?: boolean | undefined;
}

export interface UnassignInput {
  readonly userId: Id;
  readonly number: NumberReference;
  readonly reason?: string | undefined;
  readonly version?: number | undefined;
}

export interface TransferInput {
  readonly number: NumberReference;
  readonly from: Id;
  readonly to: Id;
  /** What is left out goes along from the former holder. */
  readonly flags: Flags;
  readonly reason?: string | undefined;
  /** Of the former holder's assignment. */
  readonly version?: number | undefined;
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

  /** Who held what at a moment, by id, as it was then. */
  async listAsOf(
    filter: AssignmentFilter,
    at: number,
    request: CursorRequest,
  ): Promise<CursorPage<HeldNumber>> {
    context.require("assignments:read", filter.userId);
    const reads = await context.reads();
    return listByCursor(context, `assignments as of ${at}`, request, (page) =>
      reads.assignments.listAsOf(filter, at, page),
    );
  },

  /** Gives the number to the user, or changes how he holds it. Repeating it changes nothing. */
  assign(input: AssignInput): Promise<Placed> {
    context.require("assignments:write");
    const assigned = async (hands: Change) => {
      const [, user, numbers] = await together(
        context.requireOrganization(hands.tx),
        existingUser(hands.tx, input.userId),
        hands.tx.numbers.find(input.number),
      );
      const number = onlyNumber(numbers) ?? (await addedNumber(context, hands, input));
      return place(context, hands, user, number, input);
    };
    return change(context, assigned, { reason: input.reason });
  },

  /**
   * Moves the number from its inbound holder to another user in one step. Throws when `from` is not the inbound
   * holder any more.
   */
  transfer({ number: reference, from, to, flags, reason, version }: TransferInput): Promise<Placed> {
    context.require("assignments:write");
    if (from === to) throw transferToSelf();
    const transferred = async (hands: Change) => {
      const [, former, user, number] = await together(
        context.requireOrganization(hands.tx),
        existingUser(hands.tx, from),
        existingUser(hands.tx, to),
        existingNumber(hands.tx, reference),
      );
      const [held] = await hands.tx.assignments.open({ userId: former.id, numberId: number.id });
      if (!held?.isInboundEnabled) throw holderChanged();
      requireVersion(held, version);
      await endAssignment(hands, held);
      return place(context, hands, user, await existingNumber(hands.tx, { id: number.id }), {
        flags: { ...holdingOf(held), ...given(flags), isInboundEnabled: true },
        reason,
      });
    };
    return change(context, transferred, { reason });
  },

  /** Takes the number back. Throws when the user does not hold it. */
  unassign(input: UnassignInput): Promise<Assignment> {
    context.require("assignments:write");
    const unassigned = async (hands: Change) => {
      const [, user, number] = await together(
        context.requireOrganization(hands.tx),
        existingUser(hands.tx, input.userId),
        existingNumber(hands.tx, input.number),
      );
      const [held] = await hands.tx.assignments.open({ userId: user.id, numberId: number.id });
      if (held === undefined) throw assignmentUnknown();
      requireVersion(held, input.version);
      return endAssignment(hands, held);
    };
    return change(context, unassigned, { reason: input.reason });
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

const transferToSelf = () =>
  invalid({ in: "body", name: "to", rule: "mismatch", detail: "to must be another user than from" });

/** The line that nobody has yet, where the caller may bring it in. */
function addedNumber(
  context: Context,
  hands: Change,
  { number, addsNumber }: AssignInput,
): Promise<StoredNumber> {
  if (!addsNumber || !("line" in number) || number.provider === undefined) throw numberUnknown();
  return insertNumber(context, hands, { provider: number.provider, line: number.line });
}
