import type { Notification, NotificationId, OrganizationId } from "../../model.ts";
import type { StoredNotification } from "../../storage/store.ts";
import type { CoreServices } from "../kernel/context.ts";

/** After this time a text is erased, and the notification is sent without it; in milliseconds. */
export const textKeptMs = 72 * 60 * 60_000;

type Details = Pick<Notification, "ids" | "values">;

/** Everything personal is encrypted: what is left to read in a backup is the kind, the time and ids. */
export function encryptNotification({ encryption }: CoreServices, it: Notification): StoredNotification {
  const { id, kind, at, numberId, userId, ids, values, text, hasText } = it;
  const details: Details = { ids, values };
  return {
    ...{ id, kind, at, numberId, userId, hasText },
    details: encryption.encrypt(placeOf("details", id), JSON.stringify(details)),
    text: text === null ? null : encryption.encrypt(placeOf("text", id), text),
  };
}

/** Without the text when it is too old, whether it was erased or not. */
export function decryptNotification(
  { encryption, now }: CoreServices,
  organizationId: OrganizationId,
  { details, text, ...stored }: StoredNotification,
): Notification {
  const { ids, values }: Details = JSON.parse(encryption.decrypt(placeOf("details", stored.id), details));
  const isKept = text !== null && now() - stored.at < textKeptMs;
  return {
    ...{ ...stored, organizationId, ids, values },
    text: isKept ? encryption.decrypt(placeOf("text", stored.id), text) : null,
  };
}

const placeOf = (column: "details" | "text", id: NotificationId): readonly string[] => [
  "notifications",
  column,
  id,
];
