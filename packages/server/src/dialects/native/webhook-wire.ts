import type { WebhookAttemptWithRequest } from "../../core/webhooks/webhook-deliveries.ts";
import { webhookKinds } from "../../core/webhooks/webhook-kinds.ts";
import type { WebhookWithProgress, WebhookWithSecret } from "../../core/webhooks/webhooks.ts";
import {
  component,
  id,
  instant,
  nullable,
  oneOf,
  optional,
  Type,
  toIso,
} from "../../http/mounting/schema.ts";
import {
  type Webhook,
  type WebhookDelivery,
  webhookAttemptCauses,
  webhookBodies,
  webhookDeliveryStatuses,
  webhookDisabledReasons,
  webhookStatuses,
} from "../../model.ts";
import { serial, toIsoOrNull } from "./wire.ts";

export const webhookKind = () =>
  oneOf(
    webhookKinds,
    component(
      "WebhookKind",
      "The kind of an event or of a notification (`message.received`, `call.…`, `sync.drifted`), or all kinds of a noun: `number.*`.",
    ),
  );
export const webhookBody = () =>
  oneOf(
    webhookBodies,
    component(
      "WebhookBody",
      "`fat`: the complete event. `thin`: the ids in it only, so that no personal values are sent.",
    ),
  );
export const isOrderedDescription =
  "Whether an event is sent only after the earlier ones: one that fails holds up the later ones.";
export const hasCloudEventsDescription =
  "Whether requests also have the headers of CloudEvents 1.0 (`ce-id`, `ce-type` …).";

const webhookFields = {
  id: id(),
  serial: serial(),
  url: Type.String(),
  alias: nullable(Type.String(), { description: "For people." }),
  kinds: Type.Array(webhookKind(), {
    description: "What is sent; an empty list is every event, and no notifications.",
  }),
  body: webhookBody(),
  isOrdered: Type.Boolean({ description: isOrderedDescription }),
  hasCloudEvents: Type.Boolean({ description: hasCloudEventsDescription }),
  status: oneOf(
    webhookStatuses,
    component("WebhookStatus", "`paused` by an admin, `disabled` by the server."),
  ),
  disabledReason: nullable(
    oneOf(webhookDisabledReasons, {
      description: "`gone`: the receiver answered 410. `failing`: nothing was delivered for five days.",
    }),
  ),
  secretCreatedAt: instant({ description: "When the secret that signs was created." }),
  previousSecretExpiresAt: nullable(instant(), {
    description: "Until when requests are also signed with the former secret.",
  }),
  createdAt: instant(),
};
export const webhookSchema = Type.Object(
  webhookFields,
  component("Webhook", "A URL to which the events of an organization are sent."),
);
export const toWebhook = (it: Webhook) => ({
  id: it.id,
  serial: it.serial,
  url: it.url,
  alias: it.alias,
  kinds: it.kinds,
  body: it.body,
  isOrdered: it.isOrdered,
  hasCloudEvents: it.hasCloudEvents,
  status: it.status,
  disabledReason: it.disabledReason,
  secretCreatedAt: toIso(it.secretCreatedAt),
  previousSecretExpiresAt: toIsoOrNull(it.previousSecretExpiresAt),
  createdAt: toIso(it.createdAt),
});

export const webhookWithSecretSchema = Type.Object(
  {
    ...webhookFields,
    secret: optional(
      Type.String({
        description:
          "`whsec_` and base64: the key with which the receiver verifies requests. No other response contains it, nor does the replay of a repeated request.",
      }),
    ),
  },
  component("WebhookWithSecret"),
);
export const toWebhookWithSecret = ({ secret, ...it }: WebhookWithSecret) => ({
  ...toWebhook(it),
  ...(secret !== undefined && { secret }),
});

const progressSchema = Type.Object(
  {
    position: Type.Integer({
      description:
        "The `seq` up to which every event was delivered, not selected, or is in the list of deliveries.",
    }),
    head: Type.Integer({ description: "The `seq` of the organization's last event." }),
    failures: Type.Integer({ description: "Attempts that failed since the last success." }),
    failingSince: nullable(instant(), { description: "The first of them." }),
    lastDeliveredAt: nullable(instant()),
    nextAttemptAt: nullable(instant(), { description: "Null when nothing is delayed." }),
    pending: Type.Integer({ description: "Deliveries that are repeated out of order." }),
    dead: Type.Integer({ description: "Deliveries that were set aside." }),
    pendingNotifications: Type.Integer({
      description: "Notifications that wait for their delivery or are repeated.",
    }),
    deadNotifications: Type.Integer({ description: "Notifications that were set aside." }),
  },
  component("WebhookProgress", "How far the events of a webhook are delivered."),
);
export const webhookWithProgressSchema = Type.Object(
  { ...webhookFields, progress: progressSchema },
  component("WebhookWithProgress"),
);
export const toWebhookWithProgress = (it: WebhookWithProgress) => ({
  ...toWebhook(it),
  progress: {
    position: it.progress.position,
    head: it.head,
    failures: it.progress.failures,
    failingSince: toIsoOrNull(it.progress.failingSince),
    lastDeliveredAt: toIsoOrNull(it.progress.lastDeliveredAt),
    nextAttemptAt: it.progress.nextAttemptAt === 0 ? null : toIso(it.progress.nextAttemptAt),
    pending: it.progress.pending,
    dead: it.progress.dead,
    pendingNotifications: it.progress.pendingNotifications,
    deadNotifications: it.progress.deadNotifications,
  },
});

export const webhookDeliveryStatus = () =>
  oneOf(
    webhookDeliveryStatuses,
    component(
      "WebhookDeliveryStatus",
      "`pending`: repeated out of order. `dead`: failed nine times while others succeeded, and is not repeated.",
    ),
  );
export const webhookDeliverySchema = Type.Object(
  {
    seq: Type.Integer({ description: "The `seq` of the event." }),
    status: webhookDeliveryStatus(),
    failures: Type.Integer({ description: "Attempts that failed." }),
    firstFailedAt: instant(),
    lastFailedAt: instant(),
    nextAttemptAt: nullable(instant(), { description: "Null for a dead delivery." }),
  },
  component("WebhookDelivery", "An event that is not delivered although later ones can be."),
);
export const toWebhookDelivery = (it: WebhookDelivery) => ({
  seq: it.seq,
  status: it.status,
  failures: it.failures,
  firstFailedAt: toIso(it.firstFailedAt),
  lastFailedAt: toIso(it.lastFailedAt),
  nextAttemptAt: toIsoOrNull(it.nextAttemptAt),
});

const requestSchema = Type.Object(
  {
    headers: Type.Record(Type.String(), Type.String(), { description: "Without the signature." }),
    body: Type.String({ description: "JSON." }),
  },
  component(
    "WebhookRequest",
    "Made from the event again: personal values that were erased since are null, and the body has the present form of the webhook.",
  ),
);
const responseSchema = Type.Object(
  { status: Type.Integer(), body: Type.String({ description: "The first 2 KiB." }) },
  component("WebhookResponse"),
);
export const webhookAttemptSchema = Type.Object(
  {
    serial: Type.Integer({ description: "1, 2, 3 … within the webhook." }),
    cause: oneOf(
      webhookAttemptCauses,
      component(
        "WebhookAttemptCause",
        "`delivery` by the server; `replay` and `test` are requests of an admin.",
      ),
    ),
    seq: nullable(Type.Integer(), {
      description: "The `seq` of the event; null for a test and for a notification.",
    }),
    notificationId: nullable(id(), { description: "The id of the notification; null for others." }),
    number: Type.Integer({ description: "1 for the first attempt to deliver the event." }),
    at: instant(),
    durationMs: Type.Integer(),
    url: Type.String(),
    request: nullable(requestSchema, {
      description: "Null for a test and for a notification in the list of attempts.",
    }),
    response: nullable(responseSchema, { description: "Null when there was none." }),
    failure: nullable(Type.String(), {
      description:
        "Why there was no response: `url_not_allowed`, `address_not_allowed`, `host_not_found`, `connection_failed`, `tls_failed` or `timeout`.",
    }),
  },
  component("WebhookAttempt", "One request to a webhook. A status from 200 to 299 is a success."),
);
export const toWebhookAttempt = (it: WebhookAttemptWithRequest) => ({
  serial: it.serial,
  cause: it.cause,
  seq: it.seq,
  notificationId: it.notificationId,
  number: it.number,
  at: toIso(it.at),
  durationMs: it.durationMs,
  url: it.url,
  request: it.message && {
    headers: {
      "webhook-id": it.message.id,
      "webhook-timestamp": String(Math.floor(it.at / 1000)),
      ...it.message.headers,
    },
    body: it.message.body,
  },
  response: it.responseStatus === null ? null : { status: it.responseStatus, body: it.responseBody ?? "" },
  failure: it.failure,
});
