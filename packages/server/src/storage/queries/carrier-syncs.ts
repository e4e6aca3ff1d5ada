import type {
  CarrierAccountId,
  CarrierSync,
  CarrierSyncId,
  CarrierSyncItem,
  CarrierSyncItemId,
  DriftItemState,
  Page,
  PageRequest,
} from "../../model.ts";
import type { CarrierSyncItemFilter, CarrierSyncWriter } from "../contract/carrier-syncs.ts";
import { Conditions, listPage, type SqlValue } from "../sql.ts";
import { BoundQueries } from "./bound-queries.ts";
import {
  type CarrierSyncItemRow,
  type CarrierSyncRow,
  carrierSyncColumns,
  carrierSyncItemColumns,
  toCarrierSync,
  toCarrierSyncItem,
} from "./carrier-sync-rows.ts";

/** Rows of one statement. SQLite binds at most 32,766 values. */
const rowsPerInsert = 100;

export class CarrierSyncQueries extends BoundQueries implements CarrierSyncWriter {
  list(accountId: CarrierAccountId, page: PageRequest): Promise<Page<CarrierSync>> {
    return listPage<CarrierSyncRow, CarrierSync>({
      sql: this.sql,
      columns: carrierSyncColumns,
      from: "from carrier_syncs",
      conditions: new Conditions()
        .and("organization_id = ?", this.organizationId)
        .and("account_id = ?", accountId),
      order: ["-serial"],
      page,
      toItem: toCarrierSync,
      keyOf: ({ serial }) => [-serial],
    });
  }

  async find(id: CarrierSyncId): Promise<CarrierSync | undefined> {
    const row = await this.sql.first<CarrierSyncRow>(
      `select ${carrierSyncColumns} from carrier_syncs where organization_id = $1 and id = $2`,
      this.organizationId,
      id,
    );
    return row && toCarrierSync(row);
  }

  async latestComplete(accountId: CarrierAccountId): Promise<CarrierSync | undefined> {
    const row = await this.sql.first<CarrierSyncRow>(
      `select ${carrierSyncColumns} from carrier_syncs
       where organization_id = $1 and account_id = $2 and read_at is not null order by serial desc limit 1`,
      this.organizationId,
      accountId,
    );
    return row && toCarrierSync(row);
  }

  items(
    id: CarrierSyncId,
    { kind, state }: CarrierSyncItemFilter,
    page: PageRequest,
  ): Promise<Page<CarrierSyncItem>> {
    return listPage<CarrierSyncItemRow, CarrierSyncItem>({
      sql: this.sql,
      columns: carrierSyncItemColumns,
      from: "from carrier_sync_items",
      conditions: new Conditions()
        .and("organization_id = ?", this.organizationId)
        .and("sync_id = ?", id)
        .and("kind = ?", kind)
        .and("state = ?", state),
      order: ["position"],
      page,
      toItem: toCarrierSyncItem,
      keyOf: ({ position }) => [position],
    });
  }

  async findItem(id: CarrierSyncId, itemId: CarrierSyncItemId): Promise<CarrierSyncItem | undefined> {
    const row = await this.sql.first<CarrierSyncItemRow>(
      `select ${carrierSyncItemColumns} from carrier_sync_items
       where organization_id = $1 and sync_id = $2 and id = $3`,
      this.organizationId,
      id,
      itemId,
    );
    return row && toCarrierSyncItem(row);
  }

  async sightings(id: CarrierSyncId): Promise<readonly string[]> {
    const rows = await this.sql.all<{ line: string }>(
      "select line from carrier_sightings where organization_id = $1 and sync_id = $2 order by line",
      this.organizationId,
      id,
    );
    return rows.map(({ line }) => line);
  }

  async create({
    id,
    accountId,
    jobId,
    createdBy,
    createdAt,
  }: Parameters<CarrierSyncWriter["create"]>[0]): Promise<void> {
    await this.sql.run(
      `insert into carrier_syncs (organization_id, id, serial, account_id, job_id, here, there, counts, created_by, created_at)
       values ($1, $2, (select coalesce(max(serial), 0) + 1 from carrier_syncs where organization_id = $1),
         $3, $4, 0, 0, '{}', $5, $6)`,
      this.organizationId,
      id,
      accountId,
      jobId,
      createdBy,
      createdAt,
    );
  }

  addSightings(id: CarrierSyncId, lines: readonly string[]): Promise<void> {
    return this.#insert(
      "carrier_sightings (organization_id, sync_id, line)",
      lines.map((line) => [this.organizationId, id, line]),
      "on conflict (organization_id, sync_id, line) do nothing",
    );
  }

  addItems(id: CarrierSyncId, items: Parameters<CarrierSyncWriter["addItems"]>[1]): Promise<void> {
    return this.#insert(
      "carrier_sync_items (organization_id, sync_id, position, id, kind, drift, state)",
      items.map((item) => [
        this.organizationId,
        id,
        item.position,
        item.id,
        item.drift.kind,
        JSON.stringify(item.drift),
        "open",
      ]),
    );
  }

  async complete(
    id: CarrierSyncId,
    { readAt, here, there, counts }: Parameters<CarrierSyncWriter["complete"]>[1],
  ): Promise<boolean> {
    const changed = await this.sql.run(
      `update carrier_syncs set read_at = $3, here = $4, there = $5, counts = $6
       where organization_id = $1 and id = $2 and read_at is null and failure is null`,
      this.organizationId,
      id,
      readAt,
      here,
      there,
      JSON.stringify(counts),
    );
    return changed > 0;
  }

  async fail(
    id: CarrierSyncId,
    { reason, message }: Parameters<CarrierSyncWriter["fail"]>[1],
  ): Promise<void> {
    await this.sql.run(
      `update carrier_syncs set failure = $3, failure_message = $4
       where organization_id = $1 and id = $2 and read_at is null and failure is null`,
      this.organizationId,
      id,
      reason,
      message,
    );
  }

  async changeItem(
    id: CarrierSyncItemId,
    from: readonly DriftItemState[],
    { state, change }: Parameters<CarrierSyncWriter["changeItem"]>[2],
  ): Promise<boolean> {
    const states = from.map((_, index) => `$${index + 5}`).join(", ");
    const changed = await this.sql.run(
      `update carrier_sync_items set state = $3, change = $4
       where organization_id = $1 and id = $2 and state in (${states})`,
      this.organizationId,
      id,
      state,
      JSON.stringify(change),
      ...from,
    );
    return changed > 0;
  }

  async clear(id: CarrierSyncId): Promise<void> {
    for (const table of ["carrier_sync_items", "carrier_sightings"])
      await this.sql.run(
        `delete from ${table} where organization_id = $1 and sync_id = $2`,
        this.organizationId,
        id,
      );
  }

  async deleteOld(accountId: CarrierAccountId, keep: number): Promise<void> {
    const old = await this.sql.all<{ id: CarrierSyncId }>(
      `select id from carrier_syncs where organization_id = $1 and account_id = $2 and serial not in
         (select serial from carrier_syncs where organization_id = $1 and account_id = $2 order by serial desc limit $3)`,
      this.organizationId,
      accountId,
      keep,
    );
    for (const { id } of old) {
      await this.clear(id);
      await this.sql.run(
        "delete from carrier_syncs where organization_id = $1 and id = $2",
        this.organizationId,
        id,
      );
    }
  }

  async #insert(target: string, rows: readonly (readonly SqlValue[])[], conflict = ""): Promise<void> {
    for (let from = 0; from < rows.length; from += rowsPerInsert) {
      const conditions = new Conditions();
      const values = rows
        .slice(from, from + rowsPerInsert)
        .map((row) => `(${row.map((value) => conditions.value(value)).join(", ")})`);
      await this.sql.run(
        `insert into ${target} values ${values.join(", ")} ${conflict}`,
        ...conditions.values,
      );
    }
  }
}
