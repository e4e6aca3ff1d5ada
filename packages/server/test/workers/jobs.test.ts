import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { attemptsMax } from "../../src/core/jobs/job-queue.ts";
import { leaseMs, type RunningJob } from "../../src/core/jobs/running-job.ts";
import { numberReserved, storageUnavailable } from "../../src/core/kernel/errors.ts";
import type { JobRunner } from "../../src/workers/job-runner.ts";
import { type RunningApp, startApp } from "../helpers/app.ts";
import { engineNames } from "../helpers/engines.ts";
import { scrape } from "../helpers/metrics.ts";
import { nativeClient } from "../helpers/native.ts";
import type { Native } from "../helpers/test-context.ts";
import { adminContext, createGroups, enqueue, startRunner } from "../helpers/test-jobs.ts";
import { makeOrganization, type Organization } from "../helpers/world.ts";

describe.each(engineNames)("on %s", (engine) => {
  let app: RunningApp;
  let acme: Organization;
  let admin: Native;
  let runner: JobRunner | undefined;
  beforeEach(async () => {
    app = await startApp({ engine });
    acme = await makeOrganization(app.ask, "acme", "1");
    admin = nativeClient(app, acme.id, acme.admin.key);
  });
  afterEach(async () => {
    await runner?.stop();
    runner = undefined;
    await app.close();
  });

  const enqueueOne = async () => enqueue(await adminContext(app, acme));
  const read = async (id: string) => (await admin.get(`/jobs/${id}`)).json;
  const groupNames = async () =>
    (await admin.get("/groups")).json.items.map((it: { name: string }) => it.name);

  test("runs a job when it is enqueued, for the user who created it, and reports its progress", async () => {
    runner = startRunner(app, createGroups(3));
    await runner.idle();
    const { id } = await enqueueOne();
    await runner.idle();
    expect(await read(id)).toMatchObject({
      ...{ id, kind: "maintenance", state: "succeeded", progress: { done: 3, total: 3 }, attempts: 1 },
      ...{ lastError: null, createdBy: acme.admin.id, dueAt: null },
    });
    expect(await groupNames()).toHaveLength(3);
    const { items } = (await admin.get("/events?kind=group.created")).json;
    expect(items[0]).toMatchObject({ actorId: acme.admin.id, requestId: "test-request" });
  });

  test("repeats a failed job after a delay with full jitter, from its checkpoint", async () => {
    let failures = 2;
    const failing = async (running: RunningJob) => {
      await createGroups(2)(running);
      if (failures-- > 0) throw storageUnavailable(new Error("private"));
      await createGroups(4)(running);
    };
    runner = startRunner(app, failing, { random: () => 0.5 });
    const { id } = await enqueueOne();
    await runner.idle();
    expect(await read(id)).toMatchObject({
      ...{ state: "pending", attempts: 1, progress: { done: 2 } },
      lastError: "The database is unavailable. The outcome of a write is unknown.",
      dueAt: new Date(app.clock.now + 500).toISOString(),
    });
    app.clock.now += 500;
    await runner.idle();
    expect(await read(id)).toMatchObject({ state: "pending", attempts: 2 });
    app.clock.now += 999;
    await runner.idle();
    expect(await read(id)).toMatchObject({ state: "pending" });
    app.clock.now += 1;
    await runner.idle();
    expect(await read(id)).toMatchObject({ state: "succeeded", progress: { done: 4 }, lastError: null });
    expect(await groupNames()).toHaveLength(4);
  });

  test("does not repeat a job whose every attempt would fail", async () => {
    runner = startRunner(app, async () => {
      throw numberReserved(app.clock.now);
    });
    const { id } = await enqueueOne();
    await runner.idle();
    const job = await read(id);
    expect(job).toMatchObject({ state: "failed", attempts: 1 });
    expect(job.lastError).toContain("reserved for another user");
    const metrics = await scrape(app.ask);
    const labels = { kind: "maintenance", state: "failed" };
    expect(metrics.value("whoseline_jobs_finished_total", labels)).toBe(1);
  });

  test("fails a job whose creator was removed", async () => {
    const { id } = await enqueueOne();
    await app.ask(`DELETE /registry/v1/organizations/${acme.id}/users/${acme.admin.id}`);
    runner = startRunner(app, createGroups(1));
    await runner.idle();
    const job = (await app.ask(`GET /registry/v1/organizations/${acme.id}/jobs/${id}`)).json;
    expect(job).toMatchObject({ state: "failed", progress: { done: 0 } });
  });

  test("fails a job that ends its worker time after time", async () => {
    const { id } = await enqueueOne();
    for (let count = 0; count < attemptsMax; count++) {
      expect(await app.installation.jobs.claim(["maintenance"])).toBeDefined();
      app.clock.now += leaseMs;
    }
    expect(await app.installation.jobs.claim(["maintenance"])).toBeUndefined();
    expect(await read(id)).toMatchObject({
      state: "failed",
      lastError: `${attemptsMax} attempts ended without a result.`,
    });
  });

  test("a cancelled job commits nothing more, and what it has committed stays", async () => {
    const ask = (id: string) => admin.post(`/jobs/${id}/cancel`);
    const run = async (running: RunningJob) => {
      await createGroups(1)(running);
      expect((await ask(running.job.id)).json).toMatchObject({ state: "cancelled" });
      await createGroups(3)(running);
    };
    runner = startRunner(app, run);
    const { id } = await enqueueOne();
    await runner.idle();
    expect(await read(id)).toMatchObject({ state: "cancelled", progress: { done: 1 } });
    expect(await groupNames()).toHaveLength(1);
    expect(await ask(id)).toMatchObject({ status: 409, json: { code: "job_finished" } });
    await runner.idle();
    expect(await groupNames()).toHaveLength(1);
  });

  test("a worker that stops releases its job, and another one continues it at once", async () => {
    const stopped = Promise.withResolvers<void>();
    const run = async (running: RunningJob) => {
      await createGroups(1)(running);
      stopped.resolve();
      await new Promise((resolve) => running.signal.addEventListener("abort", resolve));
      await createGroups(2)(running);
    };
    const first = startRunner(app, run);
    const { id } = await enqueueOne();
    await stopped.promise;
    await first.stop();
    expect(await read(id)).toMatchObject({ state: "pending", progress: { done: 1 }, attempts: 0 });
    runner = startRunner(app, createGroups(2));
    await runner.idle();
    expect(await read(id)).toMatchObject({ state: "succeeded", progress: { done: 2 } });
    expect(await groupNames()).toHaveLength(2);
  });

  test("lists jobs by state, and shows those of the platform to superadmins only", async () => {
    const { id } = await enqueueOne();
    expect(await app.installation.scheduleMaintenance()).toBe(true);
    expect((await admin.get("/jobs?state=pending")).json.items).toMatchObject([{ id }]);
    expect((await admin.get("/jobs?state=failed")).json.items).toEqual([]);
    const { json } = await app.ask("GET /registry/v1/jobs?kind=maintenance");
    expect(json.items).toMatchObject([{ kind: "maintenance", state: "pending", createdBy: null }]);
    const path = `/registry/v1/jobs/${json.items[0].id}`;
    expect((await app.ask(`GET ${path}`)).json).toEqual(json.items[0]);
    expect((await app.ask(`GET ${path}`, { key: acme.admin.key })).status).toBe(403);
    expect(await admin.get(`/jobs/${json.items[0].id}`)).toMatchObject({ status: 404 });
    expect((await app.ask(`POST ${path}/cancel`)).json).toMatchObject({ state: "cancelled" });
  });

  test("counts open jobs and the age of the oldest pending one in the metrics", async () => {
    await enqueueOne();
    app.clock.now += 5000;
    await app.installation.jobs.count();
    const metrics = await scrape(app.ask);
    expect(metrics.value("whoseline_jobs", { kind: "maintenance", state: "pending" })).toBe(1);
    expect(metrics.value("whoseline_job_oldest_pending_age_seconds", { kind: "maintenance" })).toBe(5);
  });
});
