import type { CoreServices } from "../kernel/context.ts";
import { deleteInBatches } from "../kernel/delete-in-batches.ts";
import { messageKeptMs } from "../telephony/receive-messages.ts";
import { textKeptMs } from "./notification-contents.ts";

/** How long a notification is kept that a webhook has not accepted, in milliseconds: like the attempts of webhooks. */
const notificationKeptMs = 30 * 24 * 60 * 60_000;

/** Erases the texts that are too old; returns how many. */
export function eraseExpiredTexts({ store, now }: CoreServices): Promise<number> {
  const before = now() - textKeptMs;
  return deleteInBatches((countMax) => store.platform.notifications.eraseTexts(before, countMax));
}

/** Deletes old notifications, the keys of messages that no carrier repeats any more, and the calls that expired. */
export async function deleteOldNotifications({ store, now }: CoreServices): Promise<number> {
  const { platform } = store;
  const { notifications } = platform;
  const at = now();
  const deletions = [
    (countMax: number) => notifications.deleteOld(at - notificationKeptMs, countMax),
    (countMax: number) => notifications.deleteReceivedMessages(at - messageKeptMs, countMax),
    (countMax: number) => notifications.deleteForwards(at - messageKeptMs, countMax),
    (countMax: number) => platform.deleteExpiredCalls(at, countMax),
  ];
  let count = 0;
  for (const deletion of deletions) count += await deleteInBatches(deletion);
  return count;
}
