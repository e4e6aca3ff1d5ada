import type {
  CarrierAccountId,
  CarrierSync,
  CarrierSyncChange,
  CarrierSyncFailure,
  CarrierSyncId,
  CarrierSyncItem,
  CarrierSyncItemId,
  Drift,
  DriftItemState,
  DriftKind,
  JobId,
  Page,
  PageRequest,
  Timestamp,
} from "../../model.ts";

export interface CarrierSyncReader {
  /** Of an account, the latest first. */
  list(accountId: CarrierAccountId, page: PageRequest): Promise<Page<CarrierSync>>;
  find(id: CarrierSyncId): Promise<CarrierSync | undefined>;
  /** The latest complete one of an account. */
  latestComplete(accountId: CarrierAccountId): Promise<CarrierSync | undefined>;
  /** Ordered by position. */
  items(id: CarrierSyncId, filter: CarrierSyncItemFilter, page: PageRequest): Promise<Page<CarrierSyncItem>>;
  findItem(id: CarrierSyncId, itemId: CarrierSyncItemId): Promise<CarrierSyncItem | undefined>;
  /** The lines that a sync saw at the carrier. */
  sightings(id: CarrierSyncId): Promise<readonly string[]>;
}

export interface CarrierSyncItemFilter {
  readonly kind?: DriftKind | undefined;
  readonly state?: DriftItemState | undefined;
}

export interface CarrierSyncWriter extends CarrierSyncReader {
  create(
    sync: Pick<CarrierSync, "id" | "accountId" | "createdBy" | "createdAt"> & { readonly jobId: JobId },
  ): Promise<void>;
  addSightings(id: CarrierSyncId, lines: readonly string[]): Promise<void>;
  addItems(
    id: CarrierSyncId,
    items: readonly (Pick<CarrierSyncItem, "id" | "position"> & { readonly drift: Drift })[],
  ): Promise<void>;
  /** Completes a sync that is running. Returns false when it is not. */
  complete(
    id: CarrierSyncId,
    result: Pick<CarrierSync, "here" | "there" | "counts"> & { readonly readAt: Timestamp },
  ): Promise<boolean>;
  /** Ends a sync that is running. */
  fail(
    id: CarrierSyncId,
    failure: { readonly reason: CarrierSyncFailure; readonly message: string },
  ): Promise<void>;
  /** Changes an item that is in one of the states. Returns false when it is not. */
  changeItem(
    id: CarrierSyncItemId,
    from: readonly DriftItemState[],
    to: { readonly state: DriftItemState; readonly change: CarrierSyncChange },
  ): Promise<boolean>;
  /** Deletes what a sync has collected. */
  clear(id: CarrierSyncId): Promise<void>;
  /** Deletes the syncs of an account but the latest ones. */
  deleteOld(accountId: CarrierAccountId, keep: number): Promise<void>;
}
