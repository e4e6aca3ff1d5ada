import { Histogram } from "../../histogram.ts";

/** In seconds: from half a millisecond to the time after which carriers give up. */
const secondsBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** `accepted`, or why a webhook was not. */
export type WebhookResult =
  | "accepted"
  | "unknownAccount"
  | "unconfigured"
  | "unsigned"
  | "wrong"
  | "expired"
  | "replayed"
  | "unreadable"
  | "failed";

/** The webhooks of carriers that this process has answered. `provider` is one of a closed list, or `unknown`. */
export class TelephonyStats {
  readonly webhooks = new Map<string, Map<WebhookResult, number>>();
  /** What calls were answered with: the kinds of their steps. */
  readonly steps = new Map<string, Map<string, number>>();
  readonly seconds = new Map<string, Histogram>();
  /** The carrier's clock minus ours, by the last verified webhook, in seconds. */
  readonly skewSeconds = new Map<string, number>();

  /** `startedAt` is by `performance.now()`. */
  countWebhook(provider: string, result: WebhookResult, startedAt: number): void {
    increment(this.webhooks, provider, result);
    let histogram = this.seconds.get(provider);
    if (histogram === undefined) {
      histogram = new Histogram(secondsBounds);
      this.seconds.set(provider, histogram);
    }
    histogram.observe((performance.now() - startedAt) / 1000);
  }

  countStep(provider: string, step: string): void {
    increment(this.steps, provider, step);
  }

  setSkew(provider: string, milliseconds: number): void {
    this.skewSeconds.set(provider, milliseconds / 1000);
  }
}

function increment<Key>(counts: Map<string, Map<Key, number>>, provider: string, key: Key): void {
  let of = counts.get(provider);
  if (of === undefined) {
    of = new Map();
    counts.set(provider, of);
  }
  of.set(key, (of.get(key) ?? 0) + 1);
}
