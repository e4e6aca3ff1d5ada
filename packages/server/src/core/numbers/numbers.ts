import type {
  Id,
  NumberWithState,
  Page,
  PageRequest,
  PhoneNumber,
  Provider,
  Reservation,
} from "../../model.ts";
import type { NumberFilter, NumberRecord, NumberReference, Reads } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import {
  invalidArguments,
  numberExists,
  numberInUse,
  numberNotFound,
  numberUnavailable,
} from "../kernel/errors.ts";
import { type SelectionResult, type Selector, select } from "../kernel/selection.ts";
import { mutate, type UnitOfWork } from "../kernel/unit-of-work.ts";
import { requireVersion } from "../kernel/version.ts";
import { existingUser } from "../users/users.ts";
import { mayBecome, stateOf } from "./number-states.ts";

export interface NewNumber {
  readonly provider: Provider;
  readonly line: string;
  readonly alias?: string | null | undefined;
}

export interface NumberChanges {
  readonly alias?: string | null | undefined;
  /** Null gives up the reservation. */
  readonly reservation?: Reservation | null | undefined;
}

/** The operations on one organization's inventory, for one caller. */
export const numbers = (context: Context) => {
  const { now } = context.parts;
  return {
    /** Whoever adds a line vouches that it is this organization's. */
    async add(input: NewNumber): Promise<NumberWithState> {
      const added = await mutate(context, async (unitOfWork) => {
        await context.requireOrganization(unitOfWork.tx);
        return insertNumber(context, unitOfWork, input);
      });
      return withState(added, now());
    },

    /** The inventory that the filter leaves, by serial. */
    async list(filter: NumberFilter, request: CursorRequest): Promise<CursorPage<NumberWithState>> {
      context.require("numbers:read");
      const reads = await context.reads();
      const at = now();
      return listByCursor(context, "numbers", request, async (page) =>
        pageWithState(await reads.numbers.list(filter, at, page), at),
      );
    },

    /** Numbered pages of the whole inventory, by serial. */
    async page(page: PageRequest): Promise<Page<NumberWithState>> {
      context.require("numbers:read");
      const reads = await context.reads();
      return pageWithState(await reads.numbers.list({}, now(), page), now());
    },

    async get(reference: NumberReference): Promise<NumberWithState> {
      context.require("numbers:read");
      return withState(await existingNumber(await context.reads(), reference), now());
    },

    /** The one number that all of these name; or what is wrong with which of them. */
    async select(selectors: readonly Selector<NumberReference>[]): Promise<SelectionResult<PhoneNumber>> {
      context.require("numbers:read");
      const reads = await context.reads();
      return select(selectors, reads.numbers.find);
    },

    async update(
      reference: NumberReference,
      changes: NumberChanges,
      version?: number,
    ): Promise<NumberWithState> {
      context.require("numbers:write");
      const after = await mutate(context, async (unitOfWork) => {
        await context.requireOrganization(unitOfWork.tx);
        const before = await unreleasedNumber(unitOfWork.tx, reference);
        requireVersion(before, version);
        await requireReservable(unitOfWork, changes.reservation);
        const { alias = before.alias, reservation = before.reservation } = changes;
        return storeNumber(unitOfWork, before, { alias, reservation });
      });
      return withState(after, now());
    },

    /** Gives the number back to the carrier. Its history stays; nobody may hold it any more. */
    async release(reference: NumberReference, version?: number): Promise<NumberWithState> {
      context.require("numbers:write");
      const released = await mutate(context, async ({ tx, at, record }) => {
        await context.requireOrganization(tx);
        const before = await unreleasedNumber(tx, reference);
        requireVersion(before, version);
        if (!mayBecome(stateOf(before, before.isHeld, at), "released")) throw numberInUse();
        const after = await tx.numbers.release(before.id, at);
        record({
          ...subject(after),
          kind: "number.released",
          before: withoutHolders(before),
          after: withoutHolders(after),
        });
        return after;
      });
      return withState(released, now());
    },
  };
};

/** Adds a number; for the operations that add one as a part of something else. */
export async function insertNumber(
  context: Context,
  { tx, at, record }: UnitOfWork,
  { provider, line, alias = null }: NewNumber,
): Promise<NumberRecord> {
  context.require("numbers:add");
  const id = context.parts.createId();
  const number = await tx.numbers.add({ id, provider, line, alias, addedAt: at });
  if ("taken" in number) throw number.taken === "here" ? numberExists() : numberUnavailable();
  record({ ...subject(number), kind: "number.added", before: null, after: withoutHolders(number) });
  return number;
}

type Stored = Pick<PhoneNumber, "alias" | "coolingUntil" | "formerHolderId" | "reservation">;

/** Changes what a number stores, with its event; nothing where it is so already. */
export async function storeNumber(
  { tx, record }: UnitOfWork,
  before: NumberRecord,
  changes: Partial<Stored>,
): Promise<NumberRecord> {
  const wanted = { ...withoutHolders(before), ...changes };
  if (JSON.stringify(wanted) === JSON.stringify(withoutHolders(before))) return before;
  const after = await tx.numbers.update(wanted);
  record({
    ...subject(after),
    kind: "number.updated",
    before: withoutHolders(before),
    after: withoutHolders(after),
  });
  return after;
}

/** `argument` names the reference in errors. Throws if the reference matches no number or several. */
export async function existingNumber(
  reads: Reads,
  reference: NumberReference,
  argument = "number",
): Promise<NumberRecord> {
  const number = singleNumber(await reads.numbers.find(reference), argument);
  if (number === undefined) throw numberNotFound();
  return number;
}

/** Throws for a released number too: nothing of it changes any more. */
async function unreleasedNumber(reads: Reads, reference: NumberReference): Promise<NumberRecord> {
  const number = await existingNumber(reads, reference);
  if (number.releasedAt !== null) throw numberNotFound();
  return number;
}

/** Throws if the line exists at several providers. */
export function singleNumber(
  [number, another]: readonly NumberRecord[],
  argument = "number",
): NumberRecord | undefined {
  if (another !== undefined) throw ambiguousLine(argument);
  return number;
}

async function requireReservable(
  { tx, at }: UnitOfWork,
  reservation: Reservation | null | undefined,
): Promise<void> {
  if (!reservation) return;
  if (reservation.userId !== null) await existingUser(tx, reservation.userId);
  if (reservation.until <= at) throw reservationInPast();
}

const withState = ({ isHeld, ...number }: NumberRecord, at: number): NumberWithState => ({
  ...number,
  state: stateOf(number, isHeld, at),
});

const pageWithState = (page: Page<NumberRecord>, at: number): Page<NumberWithState> => ({
  ...page,
  items: page.items.map((number) => withState(number, at)),
});

const subject = ({ id }: { id: Id }) => ({ subjectId: id, numberId: id });

/** The number alone, without what others make of it. */
const withoutHolders = ({ isHeld, isInboundHeld, ...number }: NumberRecord): PhoneNumber => number;

const ambiguousLine = (argument: string) =>
  invalidArguments({
    argument,
    rule: "ambiguous",
    problem: "is a line at more than one provider; name the number by its id",
  });

const reservationInPast = () =>
  invalidArguments({ argument: "reservation.until", rule: "range", problem: "must be in the future" });
