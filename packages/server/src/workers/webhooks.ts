import type { Installation } from "../core/installation.ts";
import type { WebhookDelivererOptions } from "../core/webhooks/delivery/webhook-deliverer.ts";

export interface WebhookHost {
  readonly installation: Pick<Installation, "createWebhookDeliverer">;
  readonly server: { readonly log: Record<"warn", (fields: object, message: string) => void> };
  /** Ends the requests in flight. */
  readonly cancelOutbound: () => Promise<void>;
}

/** Time for the requests in flight at a shutdown, in milliseconds. */
const graceMs = 3000;

/** Delivers events to webhooks until stopped. Requests that take longer than the stop are made again after the next start. */
export function startWebhookDelivery(
  { installation, server, cancelOutbound }: WebhookHost,
  options: WebhookDelivererOptions = {},
): { stop(): Promise<void> } {
  const deliverer = installation.createWebhookDeliverer({
    onDisabled: ({ organizationId, webhookId }, reason) =>
      server.log.warn({ organizationId, webhookId, reason }, "webhook disabled"),
    onError: (error) => server.log.warn({ err: error }, "could not deliver to webhooks"),
    ...options,
  });
  deliverer.start();
  return { stop: () => deliverer.stop(graceMs, cancelOutbound) };
}
