import type { OrganizationId } from "../../model.ts";
import type { CoreServices } from "../kernel/context.ts";
import { type NewNotification, recordNotification } from "./record-notification.ts";

type Draft = Omit<NewNotification, "organizationId" | "at"> & { readonly at?: number | undefined };

/** Stores notifications of one organization in one commit, and has them delivered. */
export async function notify(
  services: CoreServices,
  organizationId: OrganizationId,
  drafts: readonly Draft[],
): Promise<void> {
  const at = services.now();
  const isStored = await services.store.write(organizationId, async (tx) => {
    const stored: boolean[] = [];
    for (const draft of drafts)
      stored.push(await recordNotification(services, tx, { ...draft, organizationId, at: draft.at ?? at }));
    return stored;
  });
  drafts.forEach(({ kind }, index) => {
    services.notifications.count(kind, isStored[index] === true);
  });
}
