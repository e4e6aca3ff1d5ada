import { expect, test } from "vitest";
import type { OrganizationId, WebhookDelivery, WebhookId, WebhookProgress } from "../../../src/model.ts";
import type { NewWebhookAttempt, WebhookOutcome } from "../../../src/storage/store.ts";
import { at, makeId, makeOrganization, newEvent, type UseStore } from "./fixture.ts";

const attempt: NewWebhookAttempt = {
  cause: "delivery",
  seq: 1,
  notificationId: null,
  number: 1,
  at,
  durationMs: 12,
  url: "https://hooks.acme.example/",
  responseStatus: 200,
  responseBody: "ok",
  failure: null,
};
const progress: WebhookProgress = {
  position: 7,
  failures: 2,
  failingSince: at,
  lastDeliveredAt: at - 1000,
  nextAttemptAt: at + 5000,
  notificationFailures: 0,
  notificationsPausedUntil: 0,
};
const delivery: WebhookDelivery = {
  seq: 3,
  status: "pending",
  failures: 1,
  firstFailedAt: at,
  lastFailedAt: at,
  nextAttemptAt: at + 5000,
};
const outcome: WebhookOutcome = {
  ...{ progress, attempts: [], deliveries: [], delivered: [] },
  ...{ notifications: [], deliveredNotifications: [] },
};
const leaseOf = (owner: string, now = at) => ({ owner, now, until: now + 1000, isOnly: false });

export function webhooks(use: UseStore): void {
  async function withWebhook(position = 0) {
    const organizationId = await makeOrganization(use());
    const webhookId = makeId<WebhookId>();
    const given = {
      id: webhookId,
      url: "https://hooks.acme.example/",
      alias: null,
      kinds: ["number.*" as const],
      body: "fat" as const,
      isOrdered: true,
      hasCloudEvents: false,
      secret: "encrypted",
      createdAt: at,
    };
    const made = await use().write(organizationId, async (tx) => {
      const webhook = await tx.webhooks.create(given);
      await tx.webhooks.start(webhookId, position);
      return webhook;
    });
    return { organizationId, webhookId, given, made, reference: { organizationId, webhookId } };
  }
  const queue = () => use().platform.webhooks;
  const dueIds = async (lease = leaseOf("me")) =>
    (await queue().due(lease, 1000)).map(({ webhookId }) => webhookId);
  const readProgress = (organizationId: OrganizationId, id: WebhookId) =>
    use().read(organizationId).webhooks.progress(id);

  test("creates, finds, lists, updates and deletes a webhook", async () => {
    const { organizationId, webhookId, given, made } = await withWebhook();
    const { secret, ...shown } = given;
    expect(made).toEqual({
      ...shown,
      serial: 1,
      status: "enabled",
      disabledReason: null,
      secretCreatedAt: at,
      previousSecretExpiresAt: null,
      version: 1,
    });
    const reads = use().read(organizationId).webhooks;
    expect(await reads.find(webhookId)).toEqual(made);
    expect(await reads.list({ size: 10 })).toEqual({ items: [made] });
    expect(await reads.secrets(webhookId)).toEqual({
      secret,
      secretCreatedAt: at,
      previousSecret: null,
      previousSecretExpiresAt: null,
    });
    const changed = { ...made, status: "disabled", disabledReason: "gone", kinds: [] } as const;
    const updated = await use().write(organizationId, (tx) => tx.webhooks.update(webhookId, changed));
    expect(updated).toEqual({ ...changed, version: 2 });
    const secrets = {
      secret: "new",
      secretCreatedAt: at + 1,
      previousSecret: "old",
      previousSecretExpiresAt: at + 2,
    };
    await use().write(organizationId, (tx) => tx.webhooks.setSecrets(webhookId, secrets));
    expect(await reads.secrets(webhookId)).toEqual(secrets);
    await queue().recordAttempt({ organizationId, webhookId }, attempt, false);
    await use().write(organizationId, (tx) => tx.webhooks.delete(webhookId));
    expect([await reads.find(webhookId), await reads.progress(webhookId)]).toEqual([undefined, undefined]);
    expect((await reads.attempts(webhookId, undefined, { size: 10 })).items).toEqual([]);
  });

  test("a webhook of another organization is not found", async () => {
    const { webhookId } = await withWebhook();
    const other = use().read(await makeOrganization(use())).webhooks;
    expect(
      await Promise.all([other.find(webhookId), other.secrets(webhookId), other.progress(webhookId)]),
    ).toEqual([undefined, undefined, undefined]);
  });

  test("an enabled webhook is due when there are events after its position and its next attempt", async () => {
    const { organizationId, webhookId, made, reference } = await withWebhook(0);
    expect(await dueIds()).not.toContain(webhookId);
    await use().write(organizationId, (tx) => tx.events.append([newEvent()]));
    expect(await dueIds()).toContain(webhookId);
    const claimed = await queue().claim(reference, leaseOf("me"));
    await queue().settle(reference, claimed?.token ?? 0, {
      ...outcome,
      progress: { ...progress, position: 0 },
    });
    expect(await dueIds()).not.toContain(webhookId);
    expect(await dueIds(leaseOf("me", at + 5000))).toContain(webhookId);
    await use().write(organizationId, (tx) => tx.webhooks.update(webhookId, { ...made, status: "paused" }));
    expect(await dueIds(leaseOf("me", at + 5000))).not.toContain(webhookId);
    expect(await queue().claim(reference, leaseOf("me", at + 5000))).toBeUndefined();
  });

  test("a lease keeps others away until it ends, and what its former holder did is not stored", async () => {
    const { reference, organizationId, webhookId, made } = await withWebhook();
    const mine = await queue().claim(reference, leaseOf("me"));
    expect(mine).toMatchObject({
      webhook: made,
      progress: { position: 0 },
      secrets: { secret: "encrypted" },
    });
    expect(await queue().claim(reference, leaseOf("other"))).toBeUndefined();
    expect(await dueIds(leaseOf("other"))).not.toContain(webhookId);
    const others = await queue().claim(reference, leaseOf("other", at + 1000));
    expect(others?.token).toBeGreaterThan(mine?.token ?? 0);
    expect(await queue().settle(reference, mine?.token ?? 0, outcome)).toBe(false);
    expect(await readProgress(organizationId, webhookId)).toMatchObject({ position: 0 });
    expect(await queue().settle(reference, others?.token ?? 0, outcome)).toBe(true);
    expect(await readProgress(organizationId, webhookId)).toEqual({
      ...{ ...progress, pending: 0, dead: 0 },
      ...{ pendingNotifications: 0, deadNotifications: 0 },
    });
    await queue().release("other");
    expect(await queue().claim(reference, leaseOf("me"))).toBeDefined();
  });

  test("the only process takes over the lease of a process that was killed", async () => {
    const { reference } = await withWebhook();
    await queue().claim(reference, leaseOf("killed"));
    expect(await queue().claim(reference, { ...leaseOf("me"), isOnly: true })).toBeDefined();
  });

  test("setting the position back ends the lease, and deletes the deliveries after it", async () => {
    const { reference, organizationId, webhookId } = await withWebhook();
    const claimed = await queue().claim(reference, leaseOf("me"));
    const deliveries = [delivery, { ...delivery, seq: 5, status: "dead", nextAttemptAt: null } as const];
    await queue().settle(reference, claimed?.token ?? 0, { ...outcome, deliveries });
    expect(await readProgress(organizationId, webhookId)).toMatchObject({ pending: 1, dead: 1 });
    await use().write(organizationId, (tx) => tx.webhooks.rewind(webhookId, 3));
    expect(await queue().settle(reference, claimed?.token ?? 0, outcome)).toBe(false);
    expect(await readProgress(organizationId, webhookId)).toMatchObject({
      position: 3,
      failures: 0,
      failingSince: null,
      pending: 1,
      dead: 0,
    });
  });

  test("stores, lists and ends deliveries", async () => {
    const { reference, organizationId, webhookId } = await withWebhook();
    const token = (await queue().claim(reference, leaseOf("me")))?.token ?? 0;
    const dead = { ...delivery, seq: 4, status: "dead", nextAttemptAt: null } as const;
    await queue().settle(reference, token, { ...outcome, deliveries: [delivery, dead] });
    const reads = use().read(organizationId).webhooks;
    expect((await reads.deliveries(webhookId, undefined, { size: 10 })).items).toEqual([delivery, dead]);
    expect((await reads.deliveries(webhookId, "dead", { size: 10 })).items).toEqual([dead]);
    expect(await reads.dueDeliveries(webhookId, at + 4999, 10)).toEqual([]);
    expect(await reads.dueDeliveries(webhookId, at + 5000, 10)).toEqual([delivery]);
    const again = { ...delivery, failures: 2, nextAttemptAt: at + 9000 };
    await queue().settle(reference, token, { ...outcome, deliveries: [again], delivered: [4] });
    expect((await reads.deliveries(webhookId, undefined, { size: 10 })).items).toEqual([again]);
    await queue().recordAttempt(reference, { ...attempt, seq: 3 }, true);
    expect(await reads.findDelivery(webhookId, 3)).toBeUndefined();
  });

  test("lists attempts newest first, also of one event, and deletes old ones", async () => {
    const { reference, organizationId, webhookId } = await withWebhook();
    const token = (await queue().claim(reference, leaseOf("me")))?.token ?? 0;
    const attempts = [attempt, { ...attempt, seq: 2, at: at + 10 }];
    await queue().settle(reference, token, { ...outcome, attempts });
    await queue().recordAttempt(reference, { ...attempt, cause: "test", seq: null, at: at + 20 }, true);
    const reads = use().read(organizationId).webhooks;
    const first = await reads.attempts(webhookId, undefined, { size: 2 });
    expect(first.items.map(({ serial, seq }) => [serial, seq])).toEqual([
      [3, null],
      [2, 2],
    ]);
    const second = await reads.attempts(webhookId, undefined, { size: 2, after: first.next });
    expect(second).toEqual({ items: [{ ...attempt, serial: 1 }] });
    expect((await reads.attempts(webhookId, 2, { size: 2 })).items).toMatchObject([{ serial: 2 }]);
    expect(await queue().deleteOldAttempts(at + 1, 100)).toBeGreaterThan(0);
    expect((await reads.attempts(webhookId, undefined, { size: 5 })).items).toHaveLength(2);
  });

  test("counts webhooks by status", async () => {
    const before = await queue().counts();
    const { organizationId, webhookId, made } = await withWebhook();
    await use().write(organizationId, (tx) => tx.webhooks.update(webhookId, { ...made, status: "paused" }));
    expect(await queue().counts()).toEqual({ ...before, paused: before.paused + 1 });
  });
}
