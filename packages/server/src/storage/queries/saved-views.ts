import type { Page, PageRequest, SavedView, SavedViewId, Timestamp, UserId } from "../../model.ts";
import type {
  NewSavedView,
  SavedViewFields,
  SavedViewFilter,
  SavedViewWriter,
} from "../contract/saved-views.ts";
import { Conditions, firstOrThrow, listPage } from "../sql.ts";
import type { SavedViewRow } from "../tables.ts";
import { BoundQueries } from "./bound-queries.ts";

const columns = "id, serial, user_id, name, screen, query, is_shared, created_at, updated_at, version";

export class SavedViewQueries extends BoundQueries implements SavedViewWriter {
  list({ seenBy, screen }: SavedViewFilter, page: PageRequest): Promise<Page<SavedView>> {
    return listPage<SavedViewRow, SavedView>({
      sql: this.sql,
      columns,
      from: "from saved_views",
      conditions: new Conditions()
        .and("organization_id = ?", this.organizationId)
        .and("(user_id = ? or is_shared)", seenBy)
        .and("screen = ?", screen),
      order: ["serial"],
      page,
      toItem: toSavedView,
      keyOf: (row) => [row.serial],
    });
  }

  async find(id: SavedViewId): Promise<SavedView | undefined> {
    const row = await this.sql.first<SavedViewRow>(
      `select ${columns} from saved_views where organization_id = $1 and id = $2`,
      this.organizationId,
      id,
    );
    return row && toSavedView(row);
  }

  async create(view: NewSavedView): Promise<SavedView> {
    const row = await firstOrThrow<SavedViewRow>(
      this.sql,
      `insert into saved_views (organization_id, id, serial, user_id, name, screen, query, is_shared, created_at,
         updated_at, version)
       values ($1, $2, (select coalesce(max(serial), 0) + 1 from saved_views where organization_id = $1),
         $3, $4, $5, $6, $7, $8, $8, 1)
       returning ${columns}`,
      this.organizationId,
      view.id,
      view.userId,
      view.name,
      view.screen,
      view.query,
      view.isShared,
      view.createdAt,
    );
    return toSavedView(row);
  }

  async update(id: SavedViewId, fields: SavedViewFields, at: Timestamp): Promise<SavedView> {
    const row = await firstOrThrow<SavedViewRow>(
      this.sql,
      `update saved_views set name = $3, query = $4, is_shared = $5, updated_at = $6, version = version + 1
       where organization_id = $1 and id = $2 returning ${columns}`,
      this.organizationId,
      id,
      fields.name,
      fields.query,
      fields.isShared,
      at,
    );
    return toSavedView(row);
  }

  async delete(id: SavedViewId): Promise<void> {
    await this.sql.run(
      "delete from saved_views where organization_id = $1 and id = $2",
      this.organizationId,
      id,
    );
  }

  async deleteOf(userId: UserId): Promise<void> {
    this.sql.deferAny(
      "delete from saved_views where organization_id = $1 and user_id = $2",
      this.organizationId,
      userId,
    );
  }

  async countOf(userId: UserId): Promise<number> {
    const row = await firstOrThrow<{ count: number }>(
      this.sql,
      "select count(*) as count from saved_views where organization_id = $1 and user_id = $2",
      this.organizationId,
      userId,
    );
    return Number(row.count);
  }
}

const toSavedView = (row: SavedViewRow): SavedView => ({
  id: row.id,
  serial: row.serial,
  userId: row.user_id,
  name: row.name,
  screen: row.screen,
  query: row.query,
  isShared: Boolean(row.is_shared),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  version: row.version,
});
