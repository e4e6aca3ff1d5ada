import type { SavedView, SavedViewId } from "../../model.ts";
import type { StoreReader } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { savedViewNotFound, tooManySavedViews } from "../kernel/errors.ts";
import { isSame } from "../kernel/is-same.ts";
import { mutate } from "../kernel/mutate.ts";
import { requireVersion, type VersionCondition } from "../kernel/version.ts";

export const savedViewsPerUserMax = 100;

export interface NewSavedView {
  readonly name: string;
  readonly screen: string;
  readonly query: string;
  readonly isShared: boolean;
}

export type SavedViewChanges = Partial<Pick<NewSavedView, "name" | "query" | "isShared">>;

/** Saves a view for the caller. A shared one needs the permission to share. Throws when the caller has too many. */
export function createSavedView(context: Context, view: NewSavedView): Promise<SavedView> {
  const validate = () => requireMayShare(context, view);
  return mutate(context, { permission: "savedViews:own", validate }, async ({ tx, at }) => {
    const { userId } = context.principal;
    if ((await tx.savedViews.countOf(userId)) >= savedViewsPerUserMax)
      throw tooManySavedViews(savedViewsPerUserMax);
    const id = context.services.createId<SavedViewId>();
    return tx.savedViews.create({ ...view, id, userId, createdAt: at });
  });
}

/** Lists the caller's views and the shared ones, by serial. */
export async function listSavedViews(
  context: Context,
  { screen, ...request }: CursorRequest & { readonly screen?: string | undefined },
): Promise<CursorPage<SavedView>> {
  const reads = await context.reads("savedViews:read");
  const filter = { seenBy: context.principal.userId, screen };
  return listByCursor(context, { name: "saved-views", filter }, request, (page) =>
    reads.savedViews.list(filter, page),
  );
}

/** Throws when there is no such view, or it is another user's and not shared. */
export async function getSavedView(context: Context, id: SavedViewId): Promise<SavedView> {
  return existingView(context, await context.reads("savedViews:read"), id);
}

/** Changes the caller's view, or with the permission to share a shared one. */
export function updateSavedView(
  context: Context,
  id: SavedViewId,
  changes: SavedViewChanges,
  version?: VersionCondition,
): Promise<SavedView> {
  return mutate(context, { permission: "savedViews:own" }, async ({ tx, at }) => {
    const before = await existingView(context, tx, id);
    requireVersion(before, version);
    const wanted = {
      name: changes.name ?? before.name,
      query: changes.query ?? before.query,
      isShared: changes.isShared ?? before.isShared,
    };
    requireMayShare(context, before);
    requireMayShare(context, wanted);
    return isSame(before, wanted) ? before : tx.savedViews.update(id, wanted, at);
  });
}

/** Deletes the caller's view, or with the permission to share a shared one, and returns it as it was. */
export function deleteSavedView(
  context: Context,
  id: SavedViewId,
  version?: VersionCondition,
): Promise<SavedView> {
  return mutate(context, { permission: "savedViews:own" }, async ({ tx }) => {
    const before = await existingView(context, tx, id);
    requireVersion(before, version);
    requireMayShare(context, before);
    await tx.savedViews.delete(id);
    return before;
  });
}

function requireMayShare(context: Context, { isShared }: Pick<SavedView, "isShared">): void {
  if (isShared) context.require("savedViews:share");
}

async function existingView(context: Context, reads: StoreReader, id: SavedViewId): Promise<SavedView> {
  const view = await reads.savedViews.find(id);
  if (view === undefined || !(view.isShared || view.userId === context.principal.userId))
    throw savedViewNotFound();
  return view;
}
