import {
  type EventKind,
  eventKinds,
  type NotificationKind,
  notificationKinds,
  type WebhookKind,
} from "../../model.ts";

const nounOf = (kind: EventKind | NotificationKind): string => kind.slice(0, kind.indexOf("."));
const everyKind = [...eventKinds, ...notificationKinds];

/** What the filter of a webhook can have: kinds of events and notifications, and all kinds of a noun such as `number.*`. */
export const webhookKinds: readonly WebhookKind[] = [
  ...new Set(everyKind.map((kind) => `${nounOf(kind)}.*` as const)),
  ...everyKind,
];

/** Whether the filter names the kind or its noun. */
export const selectsKind = (kinds: readonly WebhookKind[], kind: EventKind | NotificationKind): boolean =>
  kinds.includes(kind) || kinds.includes(`${nounOf(kind)}.*`);

/** The event kinds that a filter selects; undefined for all of them. */
export const selectedKinds = (kinds: readonly WebhookKind[]): readonly EventKind[] | undefined =>
  kinds.length === 0 ? undefined : eventKinds.filter((kind) => selectsKind(kinds, kind));
