import type { AcceptedFate } from "../kernel/batch.ts";
import type { Context } from "../kernel/context.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";

/** A row with the record that it is about. */
export interface PreparedRow {
  /** What the record is now, as a short text: another text means that it has changed. */
  readonly basis: string;
  /** Makes the record as the row states it. Throws when a rule forbids that. */
  apply(): Promise<RowOutcome>;
}

export interface RowOutcome {
  readonly fate: AcceptedFate;
  readonly id: string;
}

export type PrepareRow<Row> = (context: Context, unitOfWork: UnitOfWork, row: Row) => Promise<PreparedRow>;

/** The outcome for a record that was created, changed or left as it was. */
export const outcomeOf = (id: string, isNew: boolean, isChanged: boolean): RowOutcome => ({
  id,
  fate: isNew ? "create" : isChanged ? "change" : "same",
});
