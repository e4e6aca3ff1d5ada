import type { Notification, NotificationId, NotificationKind, WebhookId } from "../../model.ts";
import type { StoreTransaction } from "../../storage/store.ts";
import type { CoreServices } from "../kernel/context.ts";
import { selectsKind } from "../webhooks/webhook-kinds.ts";
import { encryptNotification } from "./notification-contents.ts";

export type NewNotification = Omit<Notification, "id" | "hasText">;

/**
 * Stores a notification for the webhooks that selected its kind, in the transaction `tx` of its organization. Returns whether
 * there is one: otherwise nothing is stored.
 */
export async function recordNotification(
  services: CoreServices,
  tx: StoreTransaction,
  draft: NewNotification,
): Promise<boolean> {
  const receivers = await receiversOf(tx, draft.kind);
  if (receivers.length === 0) return false;
  const notification = {
    ...draft,
    id: services.createId<NotificationId>(),
    hasText: draft.text !== null,
  };
  await tx.notifications.add(encryptNotification(services, notification), receivers);
  return true;
}

async function receiversOf(tx: StoreTransaction, kind: NotificationKind): Promise<readonly WebhookId[]> {
  const receivers = await tx.notifications.receivers();
  return receivers.filter(({ kinds }) => selectsKind(kinds, kind)).map(({ id }) => id);
}
