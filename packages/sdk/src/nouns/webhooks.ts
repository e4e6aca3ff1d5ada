import type { Methods } from "../method.ts";

/** URLs to which the events of an organization are sent. `verifyWebhook` verifies what arrives there. */
export const webhooks = (methods: Methods) => ({
  /** Send the events of the organization to a URL. */
  create: methods.send("createWebhook", "POST", "/organizations/{organization}/webhooks"),
  /** List the webhooks. */
  list: methods.list("listWebhooks", "/organizations/{organization}/webhooks"),
  /** Get a webhook and how far its events are delivered. */
  get: methods.get("getWebhook", "/organizations/{organization}/webhooks/{webhook}"),
  /** Change, pause or enable a webhook. */
  update: methods.send("updateWebhook", "PATCH", "/organizations/{organization}/webhooks/{webhook}"),
  /** Delete a webhook. */
  delete: methods.delete("deleteWebhook", "/organizations/{organization}/webhooks/{webhook}"),
  /** Create the secret that signs from now on. */
  rotate: methods.send(
    "rotateWebhookSecret",
    "POST",
    "/organizations/{organization}/webhooks/{webhook}/rotate",
  ),
  /** List the last requests to a webhook. */
  attempts: methods.list("listWebhookAttempts", "/organizations/{organization}/webhooks/{webhook}/attempts"),
  /** List the events that are repeated out of order or were set aside. */
  deliveries: methods.list(
    "listWebhookDeliveries",
    "/organizations/{organization}/webhooks/{webhook}/deliveries",
  ),
  /** Send a test message. */
  test: methods.act("testWebhook", "POST", "/organizations/{organization}/webhooks/{webhook}/test"),
  /** Retry now. */
  retry: methods.act("retryWebhook", "POST", "/organizations/{organization}/webhooks/{webhook}/retry"),
  /** Send the events after a position again. */
  replay: methods.send("replayWebhook", "POST", "/organizations/{organization}/webhooks/{webhook}/replay"),
  /** Send one event again. */
  replayEvent: methods.act(
    "replayWebhookEvent",
    "POST",
    "/organizations/{organization}/webhooks/{webhook}/events/{seq}/replay",
  ),
});

/** What became of the calls of the last days. */
export const calls = (methods: Methods) => ({
  /** List the calls of the last days. */
  list: methods.list("listCalls", "/organizations/{organization}/calls"),
});
