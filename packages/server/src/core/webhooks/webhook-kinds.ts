import { type EventKind, eventKinds, type WebhookKind } from "../../model.ts";

const nounOf = (kind: EventKind): string => kind.slice(0, kind.indexOf("."));

/** What the filter of a webhook can have: event kinds, and all kinds of a noun such as `number.*`. */
export const webhookKinds: readonly WebhookKind[] = [
  ...new Set(eventKinds.map((kind) => `${nounOf(kind)}.*` as const)),
  ...eventKinds,
];

/** The event kinds that a filter selects; undefined for all of them. */
export const selectedKinds = (kinds: readonly WebhookKind[]): readonly EventKind[] | undefined =>
  kinds.length === 0
    ? undefined
    : eventKinds.filter((kind) => kinds.includes(kind) || kinds.includes(`${nounOf(kind)}.*`));
