import type {
  Page,
  PageRequest,
  Plan,
  PlanFate,
  PlanId,
  PlanItem,
  PlanItemResult,
  RecordVersions,
  Timestamp,
} from "../../model.ts";

export interface PlanReader {
  find(id: PlanId): Promise<Plan | undefined>;
  /** Ordered by position, which the key of a page has. With `fate`, only the items that were planned with it. */
  items(
    id: PlanId,
    filter: { readonly fate?: PlanFate | undefined },
    page: PageRequest,
  ): Promise<Page<PlanItem>>;
}

export interface PlanWriter extends PlanReader {
  create(plan: Plan): Promise<Plan>;
  addItems(id: PlanId, items: readonly PlanItem[]): Promise<void>;
  /** Stores everything but the action and who planned it. The plan must exist. */
  update(plan: Plan): Promise<Plan>;
  /** Stores what was done with an item. */
  setResult(
    id: PlanId,
    position: number,
    result: PlanItemResult,
    remaining: RecordVersions | null,
  ): Promise<void>;
  /** Stores what the undo did with an item. */
  setUndo(id: PlanId, position: number, undo: PlanItemResult): Promise<void>;
  /** The plans that were made after `since` and are not applied. */
  countOpen(since: Timestamp): Promise<number>;
  /** The numbers that plans which this credential began to apply after `since` change, through one API. */
  countChanges(of: PlanCredential, since: Timestamp): Promise<number>;
  /**
   * Deletes the plans that are not applied, and the texts and effects of the others, all of which can have personal
   * values of any user.
   */
  erase(): Promise<void>;
}

export interface PlanCredential {
  readonly credentialId: string;
  readonly via: string;
}
