import type { ChainedEvent, JobId, NumberId, UserId } from "../../model.ts";
import type { EventFilter } from "../../storage/store.ts";
import { changedSinceImport } from "../kernel/errors.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";

/** More changes of one record by the jobs of one import are taken for a change by somebody else. */
const eventsMax = 100;

/** The jobs of an import that is undone. */
interface ImportJobs {
  readonly applyJobId: JobId | null;
  readonly undoJobIds: readonly JobId[];
}

/** What an import has changed, and what the undo has changed of it, also in the transaction that is not committed. */
export class UndoneChanges {
  /** Its events are taken into account. */
  readonly unitOfWork: UnitOfWork;
  readonly #jobs: ImportJobs;
  readonly #changedIds = new Set<string>();

  constructor(unitOfWork: UnitOfWork, jobs: ImportJobs) {
    this.#jobs = jobs;
    this.unitOfWork = {
      ...unitOfWork,
      record: (draft) => {
        for (const id of [draft.numberId, draft.userId]) if (id != null) this.#changedIds.add(id);
        unitOfWork.record(draft);
      },
    };
  }

  /**
   * Throws when a record has events after the number `seq` other than those of later rows of the import that were undone.
   * The filter has the id of the record.
   */
  async requireUnchanged(
    filter: Pick<EventFilter, "kinds"> & ({ readonly numberId: NumberId } | { readonly userId: UserId }),
    seq: number,
  ): Promise<void> {
    const { items, next } = await this.unitOfWork.tx.events.list(filter, { size: eventsMax, after: [seq] });
    const id = "numberId" in filter ? filter.numberId : filter.userId;
    const { applyJobId, undoJobIds } = this.#jobs;
    const isOfUndo = ({ jobId }: ChainedEvent) => jobId !== undefined && undoJobIds.includes(jobId);
    const isOfImport = (event: ChainedEvent) => event.jobId === applyJobId || isOfUndo(event);
    const last = items.at(-1);
    const isAsLeft = last === undefined || isOfUndo(last) || this.#changedIds.has(id);
    if (next !== undefined || !isAsLeft || !items.every(isOfImport)) throw changedSinceImport();
  }
}
