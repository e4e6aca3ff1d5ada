import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunningJob } from "../../src/core/jobs/running-job.ts";
import { createSession } from "../../src/core/sessions/create-session.ts";
import { type RunningApp, startApp } from "../helpers/app.ts";
import { engineNames } from "../helpers/engines.ts";
import { nativeClient } from "../helpers/native.ts";
import type { Native } from "../helpers/test-context.ts";
import { createGroupStep, createGroups, enqueue, startRunner } from "../helpers/test-jobs.ts";
import { makeOrganization, type Organization } from "../helpers/world.ts";

type Answer = Awaited<ReturnType<Native["get"]>>;

describe.each(engineNames)("on %s", (engine) => {
  let app: RunningApp;
  let acme: Organization;
  let owner: Native;
  let platform: Native;
  /** Another admin, for whom the jobs act. */
  let creator: { readonly id: string; readonly keyId: string; readonly key: string };
  beforeEach(async () => {
    app = await startApp({ engine });
    acme = await makeOrganization(app.ask, "acme", "1");
    owner = nativeClient(app, acme.id, acme.admin.key);
    platform = nativeClient(app, acme.id);
    const email = "second@acme.example";
    const { id } = (await owner.post("/users", { name: "Second", email, role: "admin" })).json;
    const { id: keyId, key } = (await platform.post("/api-keys", { user: id, name: "second" })).json;
    creator = { id, key, keyId };
  });
  afterEach(() => app.close());

  const contextOf = async (credential: "key" | "session" | "token") => {
    const { installation } = app;
    const call = { dialect: "native", requestId: "test-request" } as const;
    if (credential === "token")
      return installation.as(await installation.principalOfUser(creator.id as never), acme.id, call);
    const context = installation.as(await installation.authenticateKey(creator.key), acme.id, call);
    if (credential === "key") return context;
    const { secret } = (await createSession(context)) as { secret: string };
    return installation.as(await installation.authenticateSession(secret), acme.id, call);
  };
  const runWith = async (
    credential: "key" | "session" | "token",
    between: () => Promise<unknown>,
  ): Promise<{ readonly state: string; readonly done: number; readonly lastError: string | null }> => {
    const runner = startRunner(app, async (running: RunningJob) => {
      await createGroupStep(running, 3);
      await between();
      await createGroups(3)(running);
    });
    const { id } = await enqueue(await contextOf(credential));
    await runner.idle();
    await runner.stop();
    const { state, progress, lastError } = (await platform.get(`/jobs/${id}`)).json;
    return { state, done: progress.done, lastError };
  };
  const signOut = (): Promise<Answer> => owner.post(`/users/${creator.id}/sign-out`, {});
  const replaceKey = async (): Promise<void> => {
    const rotated = await platform.post(`/api-keys/${creator.keyId}/rotate`, { overlapSeconds: 60 });
    expect(rotated.status).toBeLessThan(300);
    app.clock.now += 61_000;
    expect((await nativeClient(app, acme.id, creator.key).get("/groups")).json.code).toBe(
      "credential_expired",
    );
  };
  const changeCreator = (body: object) => owner.patch(`/users/${creator.id}`, body);

  const revoked = "The credential has been revoked. Create a new one.";
  const inactive = "The user of this credential is not active.";
  test.each([
    ["its API key is revoked", "key", () => owner.delete(`/api-keys/${creator.keyId}`), revoked],
    [
      "the API key of its session is revoked",
      "session",
      () => owner.delete(`/api-keys/${creator.keyId}`),
      revoked,
    ],
    ["the user of its token is signed out", "token", () => signOut(), revoked],
    ["the user of its session is signed out", "session", () => signOut(), revoked],
    ["its user is disabled", "key", () => changeCreator({ status: "disabled" }), inactive],
    ["its user has another role", "key", () => changeCreator({ role: "member" }), /admin/],
    ["its organization is suspended", "key", () => platform.patch("", { status: "suspended" }), /suspended/],
  ] as const)("ends a job after the present step when %s", async (_, credential, between, lastError) => {
    const ended = await runWith(credential, async () => {
      app.clock.now += 1;
      expect((await between()).status).toBeLessThan(300);
    });
    expect(ended).toMatchObject({ state: "failed", done: 1 });
    expect(ended.lastError).toMatch(lastError);
  });
  test.each([
    ["an API key whose user is signed out", () => signOut()],
    ["an API key that has expired", () => replaceKey()],
  ] as const)("continues a job of %s", async (_, between) => {
    expect(await runWith("key", between)).toMatchObject({ state: "succeeded", done: 3 });
  });
});
