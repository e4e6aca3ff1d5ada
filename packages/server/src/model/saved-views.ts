import type { SavedViewId, Timestamp, UserId } from "../model.ts";

/** A query of a screen under a name. */
export interface SavedView {
  readonly id: SavedViewId;
  readonly serial: number;
  /** Who saved it. */
  readonly userId: UserId;
  readonly name: string;
  readonly screen: string;
  /** What the screen shows, as the part of its URL after `?`. */
  readonly query: string;
  /** Whether everybody in the organization sees it. */
  readonly isShared: boolean;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
  readonly version: number;
}
