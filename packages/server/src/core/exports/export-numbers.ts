import type {
  Assignment,
  AssignmentDetails,
  NumberId,
  PageKey,
  PhoneNumber,
  Timestamp,
  User,
} from "../../model.ts";
import type { NumberFilter, StoreReader } from "../../storage/store.ts";
import { searchKey, searchParts } from "../../text/search-key.ts";
import type { Context } from "../kernel/context.ts";
import { stateOf } from "../numbers/number-state.ts";
import type { NumberListFilter } from "../numbers/read-numbers.ts";
import { withoutHolders } from "../numbers/store-number.ts";
import { type NumberWithHolders, withHolders } from "../numbers/with-holders.ts";
import { readsForFilter } from "../users/find-user.ts";
import { exportPageSize } from "./export-limits.ts";
import { pagesAt } from "./pages-at.ts";
import { PastRecords } from "./past-records.ts";

/**
 * Reads the numbers that match the filter, by serial, as they are at the time of the call, however long the caller takes.
 * Throws unless the caller has the permission.
 */
export async function exportNumbers(
  context: Context,
  named: NumberListFilter,
  pageSize = exportPageSize,
): Promise<AsyncIterable<readonly NumberWithHolders[]>> {
  const { reads, filter } = await readsForFilter(context, "numbers:read", named);
  const { seq } = await reads.events.head();
  const list = new PastNumbers(reads, { filter, at: context.services.now(), seq, pageSize });
  return withPastUsers(pagesAt<NumberWithHolders, NumberId, number>(list), list.past);
}

async function* withPastUsers(
  pages: AsyncIterable<readonly NumberWithHolders[]>,
  past: PastRecords,
): AsyncGenerator<readonly NumberWithHolders[]> {
  for await (const page of pages)
    yield page.map((it) => ({ ...it, holders: it.holders.map((holder) => past.withPastUser(holder)) }));
}

interface PastNumbersOptions {
  readonly filter: NumberFilter;
  /** When the export began: states are of this time. */
  readonly at: Timestamp;
  /** The last event then. */
  readonly seq: number;
  readonly pageSize: number;
}

class PastNumbers {
  readonly past: PastRecords;
  readonly #reads: StoreReader;
  readonly #filter: NumberFilter;
  readonly #at: Timestamp;
  readonly #pageSize: number;

  constructor(reads: StoreReader, { filter, at, seq, pageSize }: PastNumbersOptions) {
    this.past = new PastRecords(reads, seq);
    this.#reads = reads;
    this.#filter = filter;
    this.#at = at;
    this.#pageSize = pageSize;
  }

  async load(after: PageKey | undefined) {
    const page = await this.#reads.numbers.list(this.#filter, this.#at, { size: this.#pageSize, after });
    const items = await withHolders(this.#reads, page.items, this.#at);
    return { ...page, items };
  }

  readonly idOf = ({ id }: NumberWithHolders): NumberId => id;
  readonly positionOf = ({ serial }: NumberWithHolders): number => serial;

  /**
   * A number that was released is in no page of numbers that are not. One whose holders have changed can be missing only
   * where the filter depends on them.
   */
  async takeChanged(): Promise<readonly (readonly [NumberId, number])[]> {
    const positions: [NumberId, number][] = [];
    for (const id of this.past.changedNumbers.splice(0)) {
      const number = this.past.numbers.get(id);
      if (number) positions.push([id, number.serial]);
    }
    const { state, userId, label, search } = this.#filter;
    const holdings = this.past.changedHoldings.splice(0);
    if ([state, userId, label, search].every((it) => it === undefined)) return positions;
    for (const id of holdings) {
      const [number] = await this.#reads.numbers.find({ id });
      if (number !== undefined) positions.push([id, number.serial]);
    }
    return positions;
  }

  isChanged(id: NumberId): boolean {
    return this.past.numbers.has(id) || this.past.assignmentsOf.has(id);
  }

  async restore(id: NumberId): Promise<NumberWithHolders | undefined> {
    const open = await this.#reads.assignments.open({ numberId: id });
    const [found] = await this.#reads.numbers.find({ id });
    await this.past.catchUp();
    const number = this.past.numbers.has(id) ? this.past.numbers.get(id) : found && withoutHolders(found);
    if (!number) return undefined;
    const holders = await this.#holdersOf(number, open);
    const row = toNumber(number, holders, this.#at);
    return matches(row, this.#filter) ? row : undefined;
  }

  async #holdersOf(
    { id, line }: PhoneNumber,
    open: readonly AssignmentDetails[],
  ): Promise<readonly AssignmentDetails[]> {
    const unchanged = open.filter((it) => !this.past.assignments.has(it.id));
    const ended: AssignmentDetails[] = [];
    for (const assignmentId of this.past.assignmentsOf.get(id) ?? []) {
      const assignment = this.past.assignments.get(assignmentId);
      if (!assignment) continue;
      const user = await this.#reads.users.findInAnyState(assignment.userId);
      if (user !== undefined) ended.push(withDetails(assignment, line, user));
    }
    const inboundFirst = ({ isInboundEnabled, id: order }: Assignment) =>
      `${isInboundEnabled ? 0 : 1}${order}`;
    return [...unchanged, ...ended].sort((a, b) => (inboundFirst(a) < inboundFirst(b) ? -1 : 1));
  }
}

export const withDetails = (assignment: Assignment, line: string, user: User): AssignmentDetails => ({
  ...assignment,
  line,
  userName: user.name,
  userEmail: user.email ?? "",
});

const toNumber = (
  number: PhoneNumber,
  holders: readonly AssignmentDetails[],
  at: Timestamp,
): NumberWithHolders => ({
  ...number,
  state: stateOf(number, holders.length > 0, at),
  isInboundHeld: holders.some(({ isInboundEnabled }) => isInboundEnabled),
  holders,
  holderCount: holders.length,
});

/** The same conditions as those of the list, which the database evaluates. */
function matches(number: NumberWithHolders, filter: NumberFilter): boolean {
  const { provider, state, userId, label, search } = filter;
  const { holders } = number;
  if (state === undefined ? number.state === "released" : number.state !== state) return false;
  if (provider !== undefined && number.provider !== provider) return false;
  if (userId !== undefined && !holders.some((it) => it.userId === userId)) return false;
  if (label !== undefined && !holders.some((it) => it.label === label)) return false;
  return isFound(searchKey(number.line, number.alias, ...holders.map((it) => it.label)), search);
}

/** Whether a search finds a part of the key. */
export function isFound(key: string, search: string | undefined): boolean {
  const parts = searchParts(search ?? "");
  return parts.length === 0 || parts.some((part) => key.includes(part));
}
