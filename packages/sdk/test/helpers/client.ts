import type { RunningApp } from "../../../server/test/helpers/app.ts";
import { superadminKey } from "../../../server/test/helpers/secrets.ts";
import { type ClientOptions, type Clock, Whoseline } from "../../src/index.ts";

/** A clock that sleeps without waiting and records the delays. Its jitter is the longest delay that is possible. */
export class TestClock implements Clock {
  readonly delays: number[] = [];
  #now = Date.UTC(2026, 2, 3, 14);
  jitter = 1;

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.jitter;
  }

  async sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    this.delays.push(ms);
    this.#now += ms;
  }
}

/** A client of the app with the superadmin key. */
export const clientOf = (app: RunningApp, options: Partial<ClientOptions> = {}): Whoseline =>
  new Whoseline({ baseUrl: app.url, apiKey: superadminKey, ...options });
