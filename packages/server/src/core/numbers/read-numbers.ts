import type {
  AssignmentDetails,
  NumberWithState,
  Page,
  PageRequest,
  PhoneNumber,
  UserHandle,
} from "../../model.ts";
import type { NumberFilter, NumberReference } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import type { CachedRecord } from "../kernel/record-cache.ts";
import { type SelectionResult, type Selector, select } from "../kernel/selection.ts";
import { readsForFilter } from "../users/find-user.ts";
import { existingNumber } from "./find-number.ts";
import { stateValidity } from "./number-state.ts";
import { type NumberWithHolders, numberWithHolders, withHolders } from "./with-holders.ts";
import { pageWithState } from "./with-state.ts";

/** Returns the number, released or not. Throws when the reference matches none, or lines at several providers. */
export async function getNumber(context: Context, reference: NumberReference): Promise<NumberWithHolders> {
  const keep = context.startCachedRead();
  const reads = await context.reads("numbers:read");
  const at = context.services.now();
  const number = await numberWithHolders(reads, await existingNumber(reads, reference), at);
  const name = textOf(reference);
  if (name !== undefined) keep("number", name, number, stateValidity(number));
  return number;
}

/** Like `getNumber`, from the cache only, by an id or a line; undefined for a number to be read. */
export function getNumberFromCache(
  context: Context,
  reference: string,
): CachedRecord<NumberWithHolders> | undefined {
  const number = context.findCached<NumberWithHolders>("number", reference);
  return number && context.canReadCached("numbers:read") ? number : undefined;
}

function textOf(reference: NumberReference): string | undefined {
  if ("id" in reference) return reference.id;
  return "line" in reference && reference.provider === undefined ? reference.line : undefined;
}

export interface NumberListFilter extends Omit<NumberFilter, "userId"> {
  readonly userId?: UserHandle | undefined;
}

/** Lists the numbers that match the filter, by serial. */
export async function listNumbers(
  context: Context,
  named: NumberListFilter,
  request: CursorRequest,
): Promise<CursorPage<NumberWithHolders>> {
  const { reads, filter } = await readsForFilter(context, "numbers:read", named);
  const at = context.services.now();
  return listByCursor(context, { name: "numbers", filter }, request, async (page) => {
    const numbers = await reads.numbers.list(filter, at, page);
    return { ...numbers, items: await withHolders(reads, numbers.items, at) };
  });
}

/** Lists the open assignments of a number, oldest first. */
export async function listHolders(
  context: Context,
  reference: NumberReference,
  request: CursorRequest,
): Promise<CursorPage<AssignmentDetails>> {
  const reads = await context.reads("numbers:read");
  const { id } = await existingNumber(reads, reference);
  return listByCursor(context, { name: "holders", filter: { id } }, request, (page) =>
    reads.assignments.list({ number: { id } }, "byAge", page),
  );
}

/** Lists the inventory by serial, in numbered pages. */
export async function listNumbersByPage(context: Context, page: PageRequest): Promise<Page<NumberWithState>> {
  const reads = await context.reads("numbers:read");
  const at = context.services.now();
  return pageWithState(await reads.numbers.list({}, at, page), at);
}

/** Finds the one number that all selectors name; returns field errors when they do not agree on one. */
export async function selectNumber(
  context: Context,
  selectors: readonly Selector<NumberReference>[],
): Promise<SelectionResult<PhoneNumber>> {
  const reads = await context.reads("numbers:read");
  return select(selectors, (reference) => reads.numbers.find(reference));
}
