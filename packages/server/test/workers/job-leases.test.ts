import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createInstallation } from "../../src/core/create-installation.ts";
import type { Installation } from "../../src/core/installation.ts";
import { LeaseLost, leaseMs, type RunningJob } from "../../src/core/jobs/running-job.ts";
import type { Store, StoreTransaction } from "../../src/storage/store.ts";
import { type RunningApp, startApp } from "../helpers/app.ts";
import { times } from "../helpers/depth.ts";
import { type EngineName, engineNames } from "../helpers/engines.ts";
import { testKeys } from "../helpers/installation-keys.ts";
import { adminContext, createGroupStep, enqueue, nextStep } from "../helpers/test-jobs.ts";
import { makeOrganization, type Organization } from "../helpers/world.ts";

const workers = 3;
const steps = 4;
type ClaimedJob = NonNullable<Awaited<ReturnType<Installation["jobs"]["claim"]>>>;

/** What one worker does next. A worker that was stopped keeps what it knows and can continue after its lease has expired. */
type Action =
  | { readonly type: "claim" | "step" | "crash" | "end"; readonly worker: number }
  | { readonly type: "expire" };

const worker = fc.nat({ max: workers - 1 });
const actions = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ type: fc.constant("claim" as const), worker }) },
    { weight: 6, arbitrary: fc.record({ type: fc.constant("step" as const), worker }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constantFrom("crash" as const, "end" as const), worker }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constant("expire" as const) }) },
  ),
  { minLength: 4, maxLength: 40 },
);

/** Accepts the progress of workers that have lost their lease. */
const unfenced = (store: Store): Store => ({
  ...store,
  write: (organizationId, work) => store.write(organizationId, (tx) => work(unfencedTransaction(tx))),
});

function unfencedTransaction(tx: StoreTransaction): StoreTransaction {
  const checkpoint = (...values: Parameters<typeof tx.jobs.checkpoint>) =>
    tx.jobs.checkpoint(...values).then(() => true);
  return new Proxy(tx, {
    get(target, name: keyof StoreTransaction) {
      if (name === "jobs") return Object.assign(Object.create(target.jobs), { checkpoint });
      if (name === "changesAfter")
        return async (gate: Promise<void>) => unfencedTransaction(await target.changesAfter(gate));
      const value = target[name];
      return typeof value === "function" ? (value as (...values: unknown[]) => unknown).bind(target) : value;
    },
  });
}

class Workers {
  readonly #app: RunningApp;
  readonly #queue: Installation["jobs"];
  readonly #running: ({ claimed: ClaimedJob; running: RunningJob } | undefined)[] = [];

  constructor(app: RunningApp, queue: Installation["jobs"]) {
    this.#app = app;
    this.#queue = queue;
  }

  async perform(action: Action): Promise<void> {
    if (action.type === "expire") this.#app.clock.now += leaseMs;
    else await this.#performBy(action.worker, action.type);
  }

  async #performBy(index: number, type: "claim" | "step" | "crash" | "end"): Promise<void> {
    const at = this.#running[index];
    if (type === "claim" && at === undefined) await this.#claim(index);
    if (at === undefined) return;
    if (type === "crash") this.#running[index] = undefined;
    else if (nextStep(at.running.job) < steps) await this.#step(index, at.running);
    else if (type === "end") {
      await this.#queue.succeed(at.claimed);
      this.#running[index] = undefined;
    }
  }

  async #claim(index: number): Promise<void> {
    const claimed = await this.#queue.claim(["maintenance"]);
    if (claimed === undefined) return;
    const running = this.#queue.toRunning(claimed, new AbortController().signal);
    this.#running[index] = { claimed, running };
  }

  async #step(index: number, running: RunningJob): Promise<void> {
    try {
      await createGroupStep(running, steps);
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
      this.#running[index] = undefined;
    }
  }
}

describe.each(engineNames)("on %s", (engine: EngineName) => {
  let app: RunningApp;
  let acme: Organization;
  beforeAll(async () => {
    app = await startApp({ engine });
    acme = await makeOrganization(app.ask, "acme", "1");
  });
  afterAll(() => app.close());

  /** How often each step of a job took effect. */
  async function effectsOf(store: Store, history: readonly Action[]): Promise<number[]> {
    const { jobs } = await createInstallation(store, testKeys, { now: () => app.clock.now });
    const { items: before } = await app.store.read(acme.id).groups.list({ size: 100_000 });
    await enqueue(await adminContext(app, acme));
    const all = new Workers(app, jobs);
    for (const action of history) await all.perform(action);
    const last = new Workers(app, jobs);
    const toEnd: Action[] = [{ type: "expire" }, { type: "claim", worker: 0 }];
    for (let count = 0; count < steps; count++) toEnd.push({ type: "step", worker: 0 });
    for (const action of [...toEnd, { type: "end", worker: 0 } as const]) await last.perform(action);
    const { items } = await app.store.read(acme.id).groups.list({ size: 100_000 });
    const known = new Set(before.map(({ id }) => id));
    const made = items.filter(({ id }) => !known.has(id)).map(({ name }) => Number(name.split(" ")[0]));
    return Array.from({ length: steps }, (_, index) => made.filter((step) => step === index + 1).length);
  }

  const everyOnce = Array.from({ length: steps }, () => 1);
  const property = (store: Store) =>
    fc.asyncProperty(actions, async (history) => {
      expect(await effectsOf(store, history)).toEqual(everyOnce);
    });

  test("every step takes effect exactly once over crashes and expired leases", async () => {
    await fc.assert(property(app.store), { numRuns: times(40, 1000), endOnFailure: true });
  });

  test("without fencing a step takes effect twice", async () => {
    const { failed } = await fc.check(property(unfenced(app.store)), { numRuns: 500, endOnFailure: true });
    expect(failed).toBe(true);
  });
});
