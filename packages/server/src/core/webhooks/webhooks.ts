import { createHash } from "node:crypto";
import type {
  ChangeableWebhookStatus,
  Webhook,
  WebhookId,
  WebhookKind,
  WebhookProgress,
} from "../../model.ts";
import type { StoreReader, WebhookDeliveryCounts } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { invalidArguments, webhookNotFound } from "../kernel/errors.ts";
import { isSame } from "../kernel/is-same.ts";
import { mutate } from "../kernel/mutate.ts";
import { requireVersion, type VersionCondition } from "../kernel/version.ts";
import { decryptWebhookSecret, encryptWebhookSecret, generateWebhookSecret } from "./webhook-secret.ts";

export interface NewWebhookInput {
  readonly url: string;
  readonly alias?: string | null | undefined;
  readonly kinds?: readonly WebhookKind[] | undefined;
  readonly body?: Webhook["body"] | undefined;
  readonly isOrdered?: boolean | undefined;
  readonly hasCloudEvents?: boolean | undefined;
}

export interface WebhookChanges extends Partial<NewWebhookInput> {
  readonly status?: ChangeableWebhookStatus | undefined;
}

/** `secret` is present only in the response to the request that created it. */
export type WebhookWithSecret = Webhook & { readonly secret?: string };

export interface WebhookWithProgress extends Webhook {
  readonly progress: WebhookProgress & WebhookDeliveryCounts;
  /** The number of the organization's last event. */
  readonly head: number;
}

/** Creates a webhook. The first event that is sent to it is the one after its creation. */
export function createWebhook(context: Context, input: NewWebhookInput): Promise<WebhookWithSecret> {
  const { services, organizationId } = context;
  const id = services.createId<WebhookId>();
  return withSecret(async (secret) => {
    context.require("webhooks:write");
    await requireUrl(context, input.url);
    return mutate(context, { permission: "webhooks:write" }, async (unitOfWork) => {
      const { tx, at, head, recorded, record } = unitOfWork;
      const webhook = await tx.webhooks.create({
        id,
        url: input.url,
        alias: input.alias ?? null,
        kinds: input.kinds ?? [],
        body: input.body ?? "fat",
        isOrdered: input.isOrdered ?? true,
        hasCloudEvents: input.hasCloudEvents ?? false,
        secret: encryptWebhookSecret(services, id, "secret", secret),
        createdAt: at,
      });
      await tx.webhooks.start(id, head() + recorded() + 1);
      await services.quotas.requireWithin("webhooks", organizationId, unitOfWork);
      record({ kind: "webhook.created", subjectId: id, before: null, after: webhook });
      return { webhook, digest: digestOf(secret) };
    });
  });
}

/** Throws unless requests can be sent to the URL. */
async function requireUrl({ services }: Context, url: string): Promise<void> {
  const problem = await services.outbound.urlProblem(url);
  if (problem !== undefined) throw invalidArguments({ argument: "url", rule: "format", problem });
}

/**
 * Adds the secret to the result of the change that made it, and not to the stored result that a repeated request gets:
 * that one has the digest of another secret.
 */
async function withSecret(
  change: (secret: string) => Promise<{ readonly webhook: Webhook; readonly digest: string }>,
): Promise<WebhookWithSecret> {
  const secret = generateWebhookSecret();
  const { webhook, digest } = await change(secret);
  return digest === digestOf(secret) ? { ...webhook, secret } : webhook;
}

const digestOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** Lists the webhooks by serial. */
export async function listWebhooks(context: Context, request: CursorRequest): Promise<CursorPage<Webhook>> {
  const reads = await context.reads("webhooks:read");
  return listByCursor(context, { name: "webhooks" }, request, (page) => reads.webhooks.list(page));
}

/** Returns the webhook and how far its events are delivered. Throws when there is no such webhook. */
export async function getWebhook(context: Context, id: WebhookId): Promise<WebhookWithProgress> {
  const reads = await context.reads("webhooks:read");
  const webhook = await existingWebhook(reads, id);
  const [progress, head] = await Promise.all([reads.webhooks.progress(id), reads.events.head()]);
  if (progress === undefined) throw webhookNotFound();
  return { ...webhook, progress, head: head.seq };
}

/** Changes the webhook; omitted fields keep their value. Enabling a disabled webhook continues where it ended. */
export async function updateWebhook(
  context: Context,
  id: WebhookId,
  changes: WebhookChanges,
  version?: VersionCondition,
): Promise<Webhook> {
  context.require("webhooks:write");
  if (changes.url !== undefined) await requireUrl(context, changes.url);
  return mutate(context, { permission: "webhooks:write" }, async ({ tx, record }) => {
    const before = await existingWebhook(tx, id);
    requireVersion(before, version);
    const status = changes.status ?? before.status;
    const wanted = {
      url: changes.url ?? before.url,
      alias: changes.alias === undefined ? before.alias : changes.alias,
      kinds: changes.kinds ?? before.kinds,
      body: changes.body ?? before.body,
      isOrdered: changes.isOrdered ?? before.isOrdered,
      hasCloudEvents: changes.hasCloudEvents ?? before.hasCloudEvents,
      status,
      disabledReason: status === "disabled" ? before.disabledReason : null,
    };
    if (isSame(before, wanted)) return before;
    const after = await tx.webhooks.update(id, wanted);
    // Also for a new URL: earlier failures concern the former one.
    if (status === "enabled" && (before.status !== status || before.url !== after.url))
      await tx.webhooks.restart(id);
    record({ kind: "webhook.updated", subjectId: id, before, after });
    return after;
  });
}

/** Deletes the webhook, and returns it as it was. */
export function deleteWebhook(context: Context, id: WebhookId, version?: VersionCondition): Promise<Webhook> {
  return mutate(context, { permission: "webhooks:write" }, async ({ tx, record }) => {
    const before = await existingWebhook(tx, id);
    requireVersion(before, version);
    await tx.webhooks.delete(id);
    record({ kind: "webhook.deleted", subjectId: id, before, after: null });
    return before;
  });
}

/** Signs with a new secret, and for `overlapMs` with the present one as well. */
export function rotateWebhookSecret(
  context: Context,
  id: WebhookId,
  { overlapMs }: { readonly overlapMs: number },
): Promise<WebhookWithSecret> {
  const { services } = context;
  return withSecret((secret) =>
    mutate(context, { permission: "webhooks:write" }, async ({ tx, at, record }) => {
      const before = await existingWebhook(tx, id);
      const stored = await tx.webhooks.secrets(id);
      if (stored === undefined) throw webhookNotFound();
      const present = decryptWebhookSecret(services, id, "secret", stored.secret);
      const keepsPresent = overlapMs > 0;
      const after = await tx.webhooks.setSecrets(id, {
        secret: encryptWebhookSecret(services, id, "secret", secret),
        secretCreatedAt: at,
        previousSecret: keepsPresent ? encryptWebhookSecret(services, id, "previous_secret", present) : null,
        previousSecretExpiresAt: keepsPresent ? at + overlapMs : null,
      });
      record({ kind: "webhook.updated", subjectId: id, before, after });
      return { webhook: after, digest: digestOf(secret) };
    }),
  );
}

export async function existingWebhook(reads: StoreReader, id: WebhookId): Promise<Webhook> {
  const webhook = await reads.webhooks.find(id);
  if (webhook === undefined) throw webhookNotFound();
  return webhook;
}
