import type { AssignmentDetails, AssignmentId, PageKey, Timestamp } from "../../model.ts";
import type { AssignmentFilter, StoreReader } from "../../storage/store.ts";
import type { AssignmentListFilter } from "../assignments/list-assignments.ts";
import type { Context } from "../kernel/context.ts";
import { readsForFilter } from "../users/find-user.ts";
import { exportPageSize } from "./export-limits.ts";
import { withDetails } from "./export-numbers.ts";
import { pagesAt } from "./pages-at.ts";
import { PastRecords } from "./past-records.ts";

export interface AssignmentExportOptions {
  /** In milliseconds since 1970-01-01 UTC; now by default. */
  readonly asOf?: Timestamp | undefined;
  readonly pageSize?: number;
}

/**
 * Reads the open assignments that match the filter, oldest first, as they are at the time of the call, however long the
 * caller takes; or as they were at `asOf`. Throws unless the caller has the permission.
 */
export async function exportAssignments(
  context: Context,
  named: AssignmentListFilter,
  { asOf, pageSize = exportPageSize }: AssignmentExportOptions = {},
): Promise<AsyncIterable<readonly AssignmentDetails[]>> {
  const { reads, filter } = await readsForFilter(context, "assignments:read", named);
  if (asOf !== undefined && asOf < context.services.now())
    return assignmentsAsOf(reads, filter, asOf, pageSize);
  const { seq } = await reads.events.head();
  const list = new PastAssignments(new PastRecords(reads, seq), reads, filter, pageSize);
  return withPastUsers(pagesAt<AssignmentDetails, AssignmentId, string>(list), list.past);
}

async function* assignmentsAsOf(
  reads: StoreReader,
  filter: AssignmentFilter,
  asOf: Timestamp,
  pageSize: number,
): AsyncGenerator<readonly AssignmentDetails[]> {
  let after: PageKey | undefined;
  do {
    const page = await reads.assignments.listAsOf(filter, asOf, { size: pageSize, after });
    yield page.items;
    after = page.next;
  } while (after !== undefined);
}

async function* withPastUsers(
  pages: AsyncIterable<readonly AssignmentDetails[]>,
  past: PastRecords,
): AsyncGenerator<readonly AssignmentDetails[]> {
  for await (const page of pages) yield page.map((assignment) => past.withPastUser(assignment));
}

class PastAssignments {
  readonly past: PastRecords;
  readonly #reads: StoreReader;
  readonly #filter: AssignmentFilter;
  readonly #pageSize: number;

  constructor(past: PastRecords, reads: StoreReader, filter: AssignmentFilter, pageSize: number) {
    this.past = past;
    this.#reads = reads;
    this.#filter = filter;
    this.#pageSize = pageSize;
  }

  load(after: PageKey | undefined) {
    return this.#reads.assignments.list(this.#filter, "byAge", { size: this.#pageSize, after });
  }

  readonly idOf = ({ id }: AssignmentDetails): AssignmentId => id;
  readonly positionOf = ({ id }: AssignmentDetails): string => id;

  async takeChanged(): Promise<readonly (readonly [AssignmentId, string])[]> {
    const ids = this.past.changedAssignments.splice(0);
    return ids.flatMap((id) => (this.past.assignments.get(id) ? [[id, id] as const] : []));
  }

  isChanged(id: AssignmentId): boolean {
    return this.past.assignments.has(id);
  }

  async restore(
    id: AssignmentId,
    present: AssignmentDetails | undefined,
  ): Promise<AssignmentDetails | undefined> {
    const assignment = this.past.assignments.get(id);
    if (!assignment) return undefined;
    const [number] = await this.#reads.numbers.find({ id: assignment.numberId });
    const user = await this.#reads.users.findInAnyState(assignment.userId);
    await this.past.catchUp();
    if (number === undefined || user === undefined) return undefined;
    const restored = { ...present, ...withDetails(assignment, number.line, user) };
    return matches(restored, this.#filter) ? restored : undefined;
  }
}

/** The same conditions as those of the list, which the database evaluates. */
function matches(it: AssignmentDetails, { userId, number, providers }: AssignmentFilter): boolean {
  if (userId !== undefined && it.userId !== userId) return false;
  if (providers !== undefined && !providers.includes(it.provider)) return false;
  if (number === undefined) return true;
  return "id" in number ? it.numberId === number.id : it.line === number.line;
}
