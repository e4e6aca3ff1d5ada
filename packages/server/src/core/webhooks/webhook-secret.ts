import { createHmac, randomBytes } from "node:crypto";
import type { WebhookId } from "../../model.ts";
import type { StoredWebhookSecrets } from "../../storage/store.ts";
import type { CoreServices } from "../kernel/context.ts";

const prefix = "whsec_";
const secretBytes = 32;

export const generateWebhookSecret = (): string => prefix + randomBytes(secretBytes).toString("base64");

export type SecretColumn = "secret" | "previous_secret";

export const encryptWebhookSecret = (
  { encryption }: CoreServices,
  id: WebhookId,
  column: SecretColumn,
  secret: string,
): string => encryption.encrypt(["webhooks", column, id], secret);

export const decryptWebhookSecret = (
  { encryption }: CoreServices,
  id: WebhookId,
  column: SecretColumn,
  stored: string,
): string => encryption.decrypt(["webhooks", column, id], stored);

/** The secrets that sign at `now`, the current one first. */
export function currentSecrets(
  services: CoreServices,
  id: WebhookId,
  { secret, previousSecret, previousSecretExpiresAt }: StoredWebhookSecrets,
): readonly string[] {
  const current = decryptWebhookSecret(services, id, "secret", secret);
  if (previousSecret === null || (previousSecretExpiresAt ?? 0) <= services.now()) return [current];
  return [current, decryptWebhookSecret(services, id, "previous_secret", previousSecret)];
}

export interface SignedContent {
  readonly id: string;
  /** Seconds since 1970-01-01 UTC. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * The value of `webhook-signature`: one signature for each secret.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const signWebhook = (secrets: readonly string[], { id, timestamp, body }: SignedContent): string =>
  secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice(prefix.length), "base64");
      return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
    })
    .join(" ");
