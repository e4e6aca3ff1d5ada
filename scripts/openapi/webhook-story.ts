import type { Recorder } from "./recorder.ts";

export interface WebhookStory {
  readonly native: Recorder;
  readonly key: string;
  readonly organization: string;
}

/** Calls every operation of webhooks. */
export async function tellWebhookStory({ native, key, organization }: WebhookStory): Promise<void> {
  const call = (operation: string, more: object = {}) =>
    native.call(operation, { key, params: { organization }, ...more });
  const url = "https://crm.acme.example/whoseline";
  const created = await call("createWebhook", { body: { url, kinds: ["number.*", "group.created"] } });
  const params = { organization, webhook: created.id };
  await call("createGroup", { body: { name: "Night shift" } });
  const { items } = await call("listEvents", { query: { kind: "group.created" } });
  await call("listWebhooks");
  await call("updateWebhook", {
    params,
    headers: { "If-Match": '"1"' },
    body: { alias: "CRM", status: "paused" },
  });
  await call("testWebhook", { params });
  await call("replayWebhookEvent", { params: { ...params, seq: String(items.at(-1).seq) } });
  await call("listWebhookAttempts", { params, query: { limit: "2" } });
  await call("listWebhookDeliveries", { params, query: { status: "dead" } });
  await call("updateWebhook", { params, body: { status: "enabled" } });
  await call("replayWebhook", { params, body: { after: items.at(-1).seq } });
  await call("retryWebhook", { params });
  await call("getWebhook", { params });
  await call("rotateWebhookSecret", { params, body: { overlapSeconds: 3600 } });
  await call("deleteWebhook", { params, headers: { "If-Match": '"4"' } });
}
