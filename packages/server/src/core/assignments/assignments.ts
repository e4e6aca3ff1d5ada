import type { Assignment, AssignmentDetails, Id, Provider } from "../../model.ts";
import type { AssignmentFilter, NumberRecord, NumberReference } from "../../storage/store.ts";
import { allInOrder } from "../kernel/all-in-order.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import {
  assignmentNotFound,
  holderChanged,
  invalidArguments,
  noAssignmentOnProvider,
  numberNotFound,
} from "../kernel/errors.ts";
import { mutate, type UnitOfWork } from "../kernel/unit-of-work.ts";
import { requireVersion } from "../kernel/version.ts";
import { existingNumber, insertNumber, singleNumber } from "../numbers/numbers.ts";
import { existingUser } from "../users/users.ts";
import {
  type AssignmentFlagsPatch,
  type AssignOptions,
  type AssignResult,
  applyAssignment,
  omitUndefined,
} from "./assign-number.ts";
import { endAssignment, flagsOf } from "./assignment-details.ts";

export interface AssignInput extends AssignOptions {
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
  readonly flags: AssignmentFlagsPatch;
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
  ): Promise<CursorPage<AssignmentDetails>> {
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
  ): Promise<CursorPage<AssignmentDetails>> {
    context.require("assignments:read", filter.userId);
    const reads = await context.reads();
    return listByCursor(context, `assignments as of ${at}`, request, (page) =>
      reads.assignments.listAsOf(filter, at, page),
    );
  },

  /** Gives the number to the user, or changes how he holds it. Repeating it changes nothing. */
  assign(input: AssignInput): Promise<AssignResult> {
    context.require("assignments:write");
    const assigned = async (unitOfWork: UnitOfWork) => {
      const [, user, numbers] = await allInOrder(
        context.requireOrganization(unitOfWork.tx),
        existingUser(unitOfWork.tx, input.userId),
        unitOfWork.tx.numbers.find(input.number),
      );
      const number = singleNumber(numbers) ?? (await addedNumber(context, unitOfWork, input));
      return applyAssignment(context, unitOfWork, user, number, input);
    };
    return mutate(context, assigned, { reason: input.reason });
  },

  /**
   * Moves the number from its inbound holder to another user in one step. Throws when `from` is not the inbound
   * holder any more.
   */
  transfer({ number: reference, from, to, flags, reason, version }: TransferInput): Promise<AssignResult> {
    context.require("assignments:write");
    if (from === to) throw transferToSelf();
    const transferred = async (unitOfWork: UnitOfWork) => {
      const [, former, user, number] = await allInOrder(
        context.requireOrganization(unitOfWork.tx),
        existingUser(unitOfWork.tx, from),
        existingUser(unitOfWork.tx, to),
        existingNumber(unitOfWork.tx, reference),
      );
      const [held] = await unitOfWork.tx.assignments.open({ userId: former.id, numberId: number.id });
      if (!held?.isInboundEnabled) throw holderChanged();
      requireVersion(held, version);
      await endAssignment(unitOfWork, held);
      return applyAssignment(
        context,
        unitOfWork,
        user,
        await existingNumber(unitOfWork.tx, { id: number.id }),
        {
          flags: { ...flagsOf(held), ...omitUndefined(flags), isInboundEnabled: true },
          reason,
        },
      );
    };
    return mutate(context, transferred, { reason });
  },

  /** Takes the number back. Throws when the user does not hold it. */
  unassign(input: UnassignInput): Promise<Assignment> {
    context.require("assignments:write");
    const unassigned = async (unitOfWork: UnitOfWork) => {
      const [, user, number] = await allInOrder(
        context.requireOrganization(unitOfWork.tx),
        existingUser(unitOfWork.tx, input.userId),
        existingNumber(unitOfWork.tx, input.number),
      );
      const [held] = await unitOfWork.tx.assignments.open({ userId: user.id, numberId: number.id });
      if (held === undefined) throw assignmentNotFound();
      requireVersion(held, input.version);
      return endAssignment(unitOfWork, held);
    };
    return mutate(context, unassigned, { reason: input.reason });
  },

  /** Takes back every number the user holds on the provider. Throws when there is none. */
  unassignProvider(input: {
    userId: Id;
    provider: Provider;
  }): Promise<{ unassigned: readonly Assignment[] }> {
    context.require("assignments:write");
    return mutate(context, async (unitOfWork) => {
      const [, , held] = await allInOrder(
        context.requireOrganization(unitOfWork.tx),
        existingUser(unitOfWork.tx, input.userId),
        unitOfWork.tx.assignments.open({ userId: input.userId, provider: input.provider }),
      );
      if (held.length === 0) throw noAssignmentOnProvider(input.provider);
      const unassigned: Assignment[] = [];
      for (const assignment of held) unassigned.push(await endAssignment(unitOfWork, assignment));
      return { unassigned };
    });
  },
});

const transferToSelf = () =>
  invalidArguments({ argument: "to", rule: "mismatch", problem: "must be a different user than from" });

/** The line that nobody has yet, where the caller may bring it in. */
function addedNumber(
  context: Context,
  unitOfWork: UnitOfWork,
  { number, addsNumber }: AssignInput,
): Promise<NumberRecord> {
  if (!addsNumber || !("line" in number) || number.provider === undefined) throw numberNotFound();
  return insertNumber(context, unitOfWork, { provider: number.provider, line: number.line });
}
