import { randomUUID } from "node:crypto";
import type { WebhookDisabledReason } from "../../../model.ts";
import type { DueWebhook, WebhookReference } from "../../../storage/store.ts";
import type { CoreServices } from "../../kernel/context.ts";
import { disableWebhook } from "../disable-webhook.ts";
import { selectedKinds } from "../webhook-kinds.ts";
import type { WebhookStats } from "../webhook-stats.ts";
import { deliverWebhook } from "./deliver-webhook.ts";
import { LeasedWebhook, LeaseEnded } from "./leased-webhook.ts";

export interface WebhookDelivererOptions {
  /** The interval between searches for retries and for events of other processes, in milliseconds. */
  readonly pollMs?: number | undefined;
  /** The shortest interval between two searches, in milliseconds. */
  readonly gapMs?: number | undefined;
  readonly random?: (() => number) | undefined;
  /** Called when a webhook was disabled. */
  readonly onDisabled?: ((webhook: WebhookReference, reason: WebhookDisabledReason) => void) | undefined;
  /** Called when the database cannot be read or written, and for each webhook that cannot be delivered because of it. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** Webhooks that are delivered to at the same time. */
const turnsMax = 64;
/** Of these, webhooks whose last attempt failed: they often take the full time limit, and must not delay the others. */
const failingTurnsMax = 24;
/** Time of one turn, in milliseconds; an attempt that has begun is completed. */
const turnMs = 1000;
/** Longer than a turn with its last attempt. */
const leaseMs = 60_000;
const dueMax = 10_000;
/** After an error that is not the receiver's, in milliseconds. */
const errorPauseMs = 5000;
/** Events that were not selected, after which the position is stored. */
const skippedMax = 1000;

/**
 * Delivers the events of all organizations to their webhooks. Each webhook has at most one turn at a time, in one process: a
 * lease with a token keeps what another process has done since from being overwritten.
 */
export class WebhookDeliverer {
  readonly #services: CoreServices;
  readonly #stats: WebhookStats;
  readonly #options: WebhookDelivererOptions;
  readonly #owner = randomUUID();
  readonly #stopping = new AbortController();
  readonly #turns = new Map<string, { readonly isFailing: boolean; readonly done: Promise<void> }>();
  /** The number of the last turn of each webhook; those that waited longest come first. */
  readonly #lastTurns = new Map<string, number>();
  readonly #pausedUntil = new Map<string, number>();
  /** Up to which event a webhook selects none. */
  readonly #skipped = new Map<
    string,
    { readonly position: number; readonly kinds: string; readonly head: number }
  >();
  #turnCount = 0;
  /** What the last search found, and what has no turn yet. */
  #queue: readonly DueWebhook[] = [];
  #isWoken = false;
  #wake: () => void = () => {};
  #loop: Promise<void> = Promise.resolve();
  #unsubscribe: () => void = () => {};

  constructor(services: CoreServices, stats: WebhookStats, options: WebhookDelivererOptions = {}) {
    this.#services = services;
    this.#stats = stats;
    this.#options = options;
  }

  start(): void {
    const { commits, notifications } = this.#services;
    const wake = () => this.wake();
    const unsubscribe = [commits.subscribe(wake), notifications.listen(wake)];
    this.#unsubscribe = () => {
      for (const end of unsubscribe) end();
    };
    this.#loop = this.#run();
  }

  /** Ends after the attempts in progress. `cancel` is called when they take longer than `graceMs`. */
  async stop(graceMs: number, cancel: () => Promise<void>): Promise<void> {
    this.#unsubscribe();
    this.#stopping.abort();
    this.wake();
    const timer = setTimeout(() => void cancel(), graceMs);
    await this.#loop;
    await Promise.all([...this.#turns.values()].map(({ done }) => done));
    clearTimeout(timer);
    await this.#services.store.platform.webhooks.release(this.#owner).catch(() => {});
  }

  /** Searches for something to deliver. */
  wake(): void {
    this.#isWoken = true;
    this.#wake();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      this.#isWoken = false;
      try {
        await this.#startTurns();
      } catch (error) {
        this.#options.onError?.(error);
      }
      await this.#pause();
    }
  }

  async #pause(): Promise<void> {
    const { pollMs = 1000, gapMs = 50 } = this.#options;
    await this.#sleep(gapMs, () => false);
    await this.#sleep(Math.max(pollMs - gapMs, 0), () => this.#isWoken);
  }

  /** Ends early when `isEnough`, asked at every call of `wake`, and when the deliverer stops. */
  async #sleep(ms: number, isEnough: () => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = () => {
      if (isEnough() || this.#stopping.signal.aborted) resolve();
    };
    const timer = setTimeout(resolve, ms);
    this.#wake = check;
    check();
    await promise;
    clearTimeout(timer);
    this.#wake = () => {};
  }

  async #startTurns(): Promise<void> {
    const { store, now } = this.#services;
    const lease = { now: now(), owner: this.#owner, isOnly: !store.isShared };
    const due = await store.platform.webhooks.due(lease, dueMax);
    const lastTurn = (one: DueWebhook) => this.#lastTurns.get(keyOf(one)) ?? -1;
    this.#queue = due.toSorted((a, b) => lastTurn(a) - lastTurn(b));
    this.#startQueued();
  }

  /** Starts turns of the last search, as many as may run. */
  #startQueued(): void {
    const waiting: DueWebhook[] = [];
    let next = 0;
    for (; next < this.#queue.length && this.#hasFreeTurn; next += 1) {
      const due = this.#queue[next] as DueWebhook;
      if (this.#mustWait(due)) waiting.push(due);
      else if (this.#canStart(due)) this.#startTurn(due);
    }
    this.#queue = [...waiting, ...this.#queue.slice(next)];
  }

  get #hasFreeTurn(): boolean {
    return !this.#stopping.signal.aborted && this.#turns.size < turnsMax;
  }

  #mustWait({ failures }: DueWebhook): boolean {
    return failures > 0 && this.#failingTurns >= failingTurnsMax;
  }

  #canStart(due: DueWebhook): boolean {
    const key = keyOf(due);
    if (this.#turns.has(key) || (this.#pausedUntil.get(key) ?? 0) > performance.now()) return false;
    return due.hasDuePending || due.hasDueNotifications || !this.#isSkipped(due);
  }

  get #failingTurns(): number {
    let count = 0;
    for (const { isFailing } of this.#turns.values()) if (isFailing) count += 1;
    return count;
  }

  #isSkipped(due: DueWebhook): boolean {
    const skipped = this.#skipped.get(keyOf(due));
    return (
      skipped?.position === due.position && skipped.kinds === due.kinds.join() && skipped.head >= due.head
    );
  }

  #startTurn(due: DueWebhook): void {
    const key = keyOf(due);
    this.#turnCount += 1;
    this.#lastTurns.set(key, this.#turnCount);
    const done = this.#takeTurn(due)
      .catch((error: unknown) => {
        if (error instanceof LeaseEnded) return;
        this.#pausedUntil.set(key, performance.now() + errorPauseMs);
        this.#options.onError?.(error);
      })
      .finally(() => {
        this.#turns.delete(key);
        this.#startQueued();
        if (this.#queue.length === 0) this.wake();
      });
    this.#turns.set(key, { isFailing: due.failures > 0, done });
  }

  async #takeTurn(due: DueWebhook): Promise<void> {
    const hasRepeated = due.hasDuePending || due.hasDueNotifications;
    if (!hasRepeated && !(await this.#hasSelected(due))) return this.#skip(due);
    const leased = await this.#claim(due);
    if (leased === undefined) return;
    const { signal } = this.#stopping;
    const endsAt = performance.now() + turnMs;
    const reason = await deliverWebhook({
      ...{ services: this.#services, stats: this.#stats, leased, signal },
      ...{ head: due.head, canSendEvents: due.canSendEvents },
      ...{ hasDuePending: due.hasDuePending, hasDueNotifications: due.hasDueNotifications },
      random: this.#options.random ?? Math.random,
      isOver: () => signal.aborted || performance.now() > endsAt,
    });
    if (reason !== undefined && (await disableWebhook(this.#services, due, reason))) {
      this.#stats.countDisabled(reason);
      this.#options.onDisabled?.(due, reason);
    }
  }

  async #claim(due: DueWebhook): Promise<LeasedWebhook | undefined> {
    const { store, now } = this.#services;
    const at = now();
    const lease = { now: at, until: at + leaseMs, owner: this.#owner, isOnly: !store.isShared };
    const claimed = await store.platform.webhooks.claim(due, lease);
    return claimed && new LeasedWebhook(this.#services, this.#stats, due, claimed);
  }

  /** Whether there is an event to deliver: a lease for each event that is not selected would be many writes. */
  async #hasSelected({ organizationId, position, kinds }: DueWebhook): Promise<boolean> {
    const selected = selectedKinds(kinds);
    if (selected === undefined) return true;
    const { events } = this.#services.store.read(organizationId);
    return (await events.list({ kinds: selected }, { size: 1, after: [position] })).items.length > 0;
  }

  async #skip(due: DueWebhook): Promise<void> {
    const { position, head, kinds } = due;
    this.#skipped.set(keyOf(due), { position, kinds: kinds.join(), head });
    if (head - position < skippedMax) return;
    const leased = await this.#claim(due);
    // The position can have been set back since.
    if (leased === undefined || leased.progress.position !== position) return;
    leased.update({ position: head });
    await leased.flush();
  }
}

const keyOf = ({ organizationId, webhookId }: WebhookReference): string => `${organizationId} ${webhookId}`;
