import type { Page, PageRequest, PhoneNumber, Provider } from "../model.ts";
import type { NumberFilter, NumberReference, Reads } from "../storage/store.ts";
import { type Change, change } from "./change.ts";
import type { Context } from "./context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "./cursor.ts";
import { invalid, numberHere, numberUnavailable, numberUnknown } from "./errors.ts";
import { type Selected, type Selector, select } from "./selection.ts";
import { requireVersion } from "./version.ts";

export interface NewNumber {
  readonly provider: Provider;
  readonly line: string;
  readonly alias?: string | null | undefined;
}

/** The operations on one organization's inventory, for one caller. */
export const numbers = (context: Context) => ({
  /** Whoever adds a line vouches that it is this organization's. */
  add(input: NewNumber): Promise<PhoneNumber> {
    return change(context, async (hands) => {
      await context.requireOrganization(hands.tx);
      return insertNumber(context, hands, input);
    });
  },

  /** The inventory by serial, narrowed by the filter. */
  async list(filter: NumberFilter, request: CursorRequest): Promise<CursorPage<PhoneNumber>> {
    context.require("numbers:read");
    const reads = await context.reads();
    return listByCursor(context, "numbers", request, (page) => reads.numbers.list(filter, page));
  },

  /** Numbered pages of the whole inventory, by serial. */
  async page(page: PageRequest): Promise<Page<PhoneNumber>> {
    context.require("numbers:read");
    const reads = await context.reads();
    return reads.numbers.list({}, page);
  },

  /** Throws when the reference fits none, or more than one. */
  async get(reference: NumberReference): Promise<PhoneNumber> {
    context.require("numbers:read");
    return existingNumber(await context.reads(), reference);
  },

  /** The one number that all of these name; or what is wrong with which of them. */
  async select(selectors: readonly Selector<NumberReference>[]): Promise<Selected<PhoneNumber>> {
    context.require("numbers:read");
    const reads = await context.reads();
    return select(selectors, reads.numbers.find);
  },

  /** What is left out stays. Throws when the record has another version than the one given. */
  update(reference: NumberReference, changes: { alias?: string | null | undefined }, version?: number) {
    context.require("numbers:write");
    return change<PhoneNumber>(context, async ({ tx, record }) => {
      await context.requireOrganization(tx);
      const before = await existingNumber(tx, reference);
      requireVersion(before, version);
      const alias = changes.alias === undefined ? before.alias : changes.alias;
      if (alias === before.alias) return before;
      const after = await tx.numbers.update(before.id, { alias });
      record({ kind: "number.updated", subjectId: after.id, numberId: after.id, before, after });
      return after;
    });
  },
});

/** Adds a number; for the operations that add one as a part of something else. */
export async function insertNumber(
  context: Context,
  { tx, at, record }: Change,
  { provider, line, alias = null }: NewNumber,
): Promise<PhoneNumber> {
  context.require("numbers:add");
  const id = context.parts.makeId();
  const number = await tx.numbers.add({ id, provider, line, alias, addedAt: at });
  if ("taken" in number) throw number.taken === "here" ? numberHere() : numberUnavailable();
  record({ kind: "number.added", subjectId: id, numberId: id, before: null, after: number });
  return number;
}

/** Throws when the reference fits none, or more than one. */
export async function existingNumber(reads: Reads, reference: NumberReference): Promise<PhoneNumber> {
  const number = onlyNumber(await reads.numbers.find(reference));
  if (number === undefined) throw numberUnknown();
  return number;
}

/** Throws when a line was found at more than one provider. */
export function onlyNumber([number, another]: readonly PhoneNumber[]): PhoneNumber | undefined {
  if (another !== undefined) throw lineAmbiguous();
  return number;
}

const lineAmbiguous = () =>
  invalid({
    in: "path",
    name: "number",
    rule: "ambiguous",
    detail: "number is a line at more than one provider; name the number by its id",
  });
