import type { WebhookDisabledReason } from "../../model.ts";
import type { WebhookReference } from "../../storage/store.ts";
import type { CoreServices } from "../kernel/context.ts";
import { mutate } from "../kernel/mutate.ts";
import { systemContext } from "../kernel/system-context.ts";

/** Disables an enabled webhook, with its event. Returns whether it was enabled. */
export async function disableWebhook(
  services: CoreServices,
  { organizationId, webhookId }: WebhookReference,
  reason: WebhookDisabledReason,
): Promise<boolean> {
  const context = systemContext(services, organizationId, "webhook-delivery");
  const { isDisabled } = await mutate(context, { permission: "webhooks:write" }, async ({ tx, record }) => {
    const before = await tx.webhooks.find(webhookId);
    if (before?.status !== "enabled") return { isDisabled: false };
    const after = await tx.webhooks.update(webhookId, {
      ...before,
      status: "disabled",
      disabledReason: reason,
    });
    record({ kind: "webhook.disabled", subjectId: webhookId, before, after });
    return { isDisabled: true };
  });
  return isDisabled;
}
