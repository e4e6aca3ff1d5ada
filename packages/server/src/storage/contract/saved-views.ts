import type { Page, PageRequest, SavedView, SavedViewId, Timestamp, UserId } from "../../model.ts";

export interface SavedViewFilter {
  /** The views of this user, and the shared ones. */
  readonly seenBy: UserId;
  readonly screen?: string | undefined;
}

export interface SavedViewReader {
  /** Ordered by serial. */
  list(filter: SavedViewFilter, page: PageRequest): Promise<Page<SavedView>>;
  find(id: SavedViewId): Promise<SavedView | undefined>;
}

export interface SavedViewWriter extends SavedViewReader {
  create(view: NewSavedView): Promise<SavedView>;
  /** Increases the version. The view must exist. */
  update(id: SavedViewId, fields: SavedViewFields, at: Timestamp): Promise<SavedView>;
  delete(id: SavedViewId): Promise<void>;
  deleteOf(userId: UserId): Promise<void>;
  countOf(userId: UserId): Promise<number>;
}

export type SavedViewFields = Pick<SavedView, "name" | "query" | "isShared">;
export type NewSavedView = SavedViewFields & Pick<SavedView, "id" | "userId" | "screen" | "createdAt">;
