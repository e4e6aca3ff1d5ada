import type { Id, NumberNow, Page, PageRequest, PhoneNumber, Provider, Reservation } from "../model.ts";
import type { NumberFilter, NumberReference, Reads, StoredNumber } from "../storage/store.ts";
import { type Change, change } from "./change.ts";
import type { Context } from "./context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "./cursor.ts";
import { invalid, numberHere, numberStillHeld, numberUnavailable, numberUnknown } from "./errors.ts";
import { mayBecome, stateOf } from "./number-states.ts";
import { type Selected, type Selector, select } from "./selection.ts";
import { existingUser } from "./users.ts";
import { requireVersion } from "./version.ts";

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
    async add(input: NewNumber): Promise<NumberNow> {
      const added = await change(context, async (hands) => {
        await context.requireOrganization(hands.tx);
        return insertNumber(context, hands, input);
      });
      return numberAt(added, now());
    },

    /** The inventory that the filter leaves, by serial. */
    async list(filter: NumberFilter, request: CursorRequest): Promise<CursorPage<NumberNow>> {
      context.require("numbers:read");
      const reads = await context.reads();
      const at = now();
      return listByCursor(context, "numbers", request, async (page) =>
        pageAt(await reads.numbers.list(filter, at, page), at),
      );
    },

    /** Numbered pages of the whole inventory, by serial. */
    async page(page: PageRequest): Promise<Page<NumberNow>> {
      context.require("numbers:read");
      const reads = await context.reads();
      return pageAt(await reads.numbers.list({}, now(), page), now());
    },

    async get(reference: NumberReference): Promise<NumberNow> {
      context.require("numbers:read");
      return numberAt(await existingNumber(await context.reads(), reference), now());
    },

    /** The one number that all of these name; or what is wrong with which of them. */
    async select(selectors: readonly Selector<NumberReference>[]): Promise<Selected<PhoneNumber>> {
      context.require("numbers:read");
      const reads = await context.reads();
      return select(selectors, reads.numbers.find);
    },

    async update(reference: NumberReference, changes: NumberChanges, version?: number): Promise<NumberNow> {
      context.require("numbers:write");
      const after = await change(context, async (hands) => {
        await context.requireOrganization(hands.tx);
        const before = await liveNumber(hands.tx, reference);
        requireVersion(before, version);
        await requireReservable(hands, changes.reservation);
        const { alias = before.alias, reservation = before.reservation } = changes;
        return updateNumber(hands, before, { alias, reservation });
      });
      return numberAt(after, now());
    },

    /** Gives the number back to the carrier. Its history stays; nobody may hold it any more. */
    async release(reference: NumberReference, version?: number): Promise<NumberNow> {
      context.require("numbers:write");
      const released = await change(context, async ({ tx, at, record }) => {
        await context.requireOrganization(tx);
        const before = await liveNumber(tx, reference);
        requireVersion(before, version);
        if (!mayBecome(stateOf(before, before.isHeld, at), "released")) throw numberStillHeld();
        const after = await tx.numbers.release(before.id, at);
        record({ ...subject(after), kind: "number.released", before: plain(before), after: plain(after) });
        return after;
      });
      return numberAt(released, now());
    },
  };
};

/** Adds a number; for the operations that add one as a part of something else. */
export async function insertNumber(
  context: Context,
  { tx, at, record }: Change,
  { provider, line, alias = null }: NewNumber,
): Promise<StoredNumber> {
  context.require("numbers:add");
  const id = context.parts.makeId();
  const number = await tx.numbers.add({ id, provider, line, alias, addedAt: at });
  if ("taken" in number) throw number.taken === "here" ? numberHere() : numberUnavailable();
  record({ ...subject(number), kind: "number.added", before: null, after: plain(number) });
  return number;
}

type Stored = Pick<PhoneNumber, "alias" | "coolingUntil" | "formerHolderId" | "reservation">;

/** Changes what a number stores, with its event; nothing where it is so already. */
export async function updateNumber(
  { tx, record }: Change,
  before: StoredNumber,
  changes: Partial<Stored>,
): Promise<StoredNumber> {
  const wanted = { ...plain(before), ...changes };
  if (JSON.stringify(wanted) === JSON.stringify(plain(before))) return before;
  const after = await tx.numbers.update(wanted);
  record({ ...subject(after), kind: "number.updated", before: plain(before), after: plain(after) });
  return after;
}

/** Throws when the reference fits none, or more than one. */
export async function existingNumber(reads: Reads, reference: NumberReference): Promise<StoredNumber> {
  const number = onlyNumber(await reads.numbers.find(reference));
  if (number === undefined) throw numberUnknown();
  return number;
}

/** Throws for a released number too: nothing of it changes any more. */
async function liveNumber(reads: Reads, reference: NumberReference): Promise<StoredNumber> {
  const number = await existingNumber(reads, reference);
  if (number.releasedAt !== null) throw numberUnknown();
  return number;
}

/** Throws when a line was found at more than one provider. */
export function onlyNumber([number, another]: readonly StoredNumber[]): StoredNumber | undefined {
  if (another !== undefined) throw lineAmbiguous();
  return number;
}

async function requireReservable(
  { tx, at }: Change,
  reservation: Reservation | null | undefined,
): Promise<void> {
  if (!reservation) return;
  if (reservation.userId !== null) await existingUser(tx, reservation.userId);
  if (reservation.until <= at) throw reservationOver();
}

const numberAt = ({ isHeld, ...number }: StoredNumber, at: number): NumberNow => ({
  ...number,
  state: stateOf(number, isHeld, at),
});

const pageAt = (page: Page<StoredNumber>, at: number): Page<NumberNow> => ({
  ...page,
  items: page.items.map((number) => numberAt(number, at)),
});

const subject = ({ id }: { id: Id }) => ({ subjectId: id, numberId: id });

/** The number alone, without what others make of it. */
const plain = ({ isHeld, isInboundHeld, ...number }: StoredNumber): PhoneNumber => number;

const lineAmbiguous = () =>
  invalid({
    in: "path",
    name: "number",
    rule: "ambiguous",
    detail: "number is a line at more than one provider; name the number by its id",
  });

const reservationOver = () =>
  invalid({
    in: "body",
    name: "reservedFor.until",
    rule: "range",
    detail: "reservedFor.until must be in the future",
  });
