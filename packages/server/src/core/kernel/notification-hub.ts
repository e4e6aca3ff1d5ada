import { type NotificationKind, notificationKinds } from "../../model.ts";

interface NotificationCounts {
  /** Stored for at least one webhook. */
  recorded: number;
  /** Not stored, because no webhook selected the kind. */
  unselected: number;
}

/** Counts the notifications of this process, and wakes its delivery. The delivery of other processes finds them by polling. */
export class NotificationHub {
  readonly counts: Readonly<Record<NotificationKind, NotificationCounts>> = Object.fromEntries(
    notificationKinds.map((kind) => [kind, { recorded: 0, unselected: 0 }]),
  ) as unknown as Record<NotificationKind, NotificationCounts>;
  /** Messages for lines of no organization that the carrier account may route. */
  unknownLines = 0;
  /** Messages that the carrier had delivered before. */
  repeatedMessages = 0;
  readonly #listeners = new Set<() => void>();

  /** Must be called after the commit. */
  count(kind: NotificationKind, isRecorded: boolean): void {
    this.counts[kind][isRecorded ? "recorded" : "unselected"] += 1;
    if (isRecorded) for (const listener of this.#listeners) listener();
  }

  countUnknownLine(): void {
    this.unknownLines += 1;
  }

  /** Messages that were sent on to phones: accepted by the carrier, given up, or delayed by the carrier's limit. */
  readonly forwards = { sent: 0, failed: 0, pending: 0, skipped: 0 };

  /** `skipped`: the account forwards messages, and this one was over the limit of the hour or had come back. */
  countForward(outcome: keyof NotificationHub["forwards"]): void {
    this.forwards[outcome] += 1;
  }

  countRepeatedMessage(): void {
    this.repeatedMessages += 1;
  }

  /** Returns the function that removes the listener. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
