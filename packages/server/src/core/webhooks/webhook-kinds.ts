import { type EventKind, eventKinds, type WebhookKind } from "../../model.ts";

const nounOf = (kind: EventKind): string => kind.slice(0, kind.indexOf("."));

/** All of the kinds of one noun: `number.*`. */
export const webhookKindGroups: readonly WebhookKind[] = [
  ...new Set(eventKinds.map((kind) => `${nounOf(kind)}.*` as const)),
];

/** What the filter of a webhook can have. */
export const webhookKinds: readonly WebhookKind[] = [...webhookKindGroups, ...eventKinds];

/** The event kinds that a filter selects; undefined for all of them. */
export const selectedKinds = (kinds: readonly WebhookKind[]): readonly EventKind[] | undefined =>
  kinds.length === 0
    ? undefined
    : eventKinds.filter((kind) => kinds.includes(kind) || kinds.includes(`${nounOf(kind)}.*`));
