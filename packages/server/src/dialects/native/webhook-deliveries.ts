import type { FastifyInstance } from "fastify";
import {
  listWebhookAttempts,
  listWebhookDeliveries,
  replayEvent,
  replaySince,
  retryWebhook,
  testWebhook,
} from "../../core/webhooks/webhook-deliveries.ts";
import { component, optional } from "../../http/mounting/schema.ts";
import { integer, pageFields, strict, toPage } from "./input.ts";
import { organization, seq, webhook } from "./path-params.ts";
import { ok, route } from "./route.ts";
import {
  toWebhook,
  toWebhookAttempt,
  toWebhookDelivery,
  webhookAttemptSchema,
  webhookDeliverySchema,
  webhookDeliveryStatus,
  webhookSchema,
} from "./webhook-wire.ts";
import { pageSchema, toList } from "./wire.ts";

const tag = "Webhooks";
const at = "/organizations/:organization/webhooks/:webhook";
const seqMax = 999_999_999_999_999;
const attemptsQuery = strict({
  ...pageFields,
  seq: optional(integer(1, seqMax, { description: "Only attempts to deliver the event with this `seq`." })),
});
const deliveriesQuery = strict({ ...pageFields, status: optional(webhookDeliveryStatus()) });
const replayBody = strict(
  {
    after: integer(0, seqMax, {
      description: "The `seq` of an event. The ones after it are sent; 0 for all events of the organization.",
    }),
  },
  component("WebhookReplay"),
);

export function webhookDeliveryRoutes(scope: FastifyInstance): void {
  addListAttemptsRoute(scope);
  addListDeliveriesRoute(scope);
  addTestRoute(scope);
  addRetryRoute(scope);
  addReplaySinceRoute(scope);
  addReplayEventRoute(scope);
}

function addListAttemptsRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: `${at}/attempts`,
      permission: "webhooks:read",
      operation: "listWebhookAttempts",
      tag,
      summary: "List the last requests to a webhook",
      description:
        "Newest first, at most 1,000 of the last 30 days, with the request, the response and the duration.",
      params: { organization, webhook },
      query: attemptsQuery,
      response: ok(pageSchema("WebhookAttemptPage", webhookAttemptSchema), "A page of attempts."),
    },
    async ({ context, params, query }) => {
      const request = { ...toPage(query), seq: query.seq };
      return toList(await listWebhookAttempts(context, params.webhook, request), toWebhookAttempt);
    },
  );
}

function addListDeliveriesRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: `${at}/deliveries`,
      permission: "webhooks:read",
      operation: "listWebhookDeliveries",
      tag,
      summary: "List the events that are repeated out of order or were set aside",
      description: "By `seq`. The event that holds up a webhook with order is in its `progress` instead.",
      params: { organization, webhook },
      query: deliveriesQuery,
      response: ok(pageSchema("WebhookDeliveryPage", webhookDeliverySchema), "A page of deliveries."),
    },
    async ({ context, params, query }) => {
      const request = { ...toPage(query), status: query.status };
      return toList(await listWebhookDeliveries(context, params.webhook, request), toWebhookDelivery);
    },
  );
}

function addTestRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: `${at}/test`,
      permission: "webhooks:write",
      operation: "testWebhook",
      tag,
      summary: "Send a test message",
      description:
        "At once, of the type `webhook.test`, also to a webhook that is paused or disabled. The response has what the receiver answered; a failure changes nothing. A repeated request sends again, also with the same `Idempotency-Key`.",
      params: { organization, webhook },
      config: { ignoresBody: true },
      response: ok(webhookAttemptSchema, "The attempt."),
    },
    async ({ context, params }) => toWebhookAttempt(await testWebhook(context, params.webhook)),
  );
}

function addRetryRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: `${at}/retry`,
      permission: "webhooks:write",
      operation: "retryWebhook",
      tag,
      summary: "Retry now",
      description:
        "Makes the next attempt of every delivery that waits for one and of every notification that was set aside, and starts the schedule again.",
      params: { organization, webhook },
      config: { ignoresBody: true },
      response: ok(webhookSchema, "The webhook."),
    },
    async ({ context, params }) => toWebhook(await retryWebhook(context, params.webhook)),
  );
}

function addReplaySinceRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: `${at}/replay`,
      permission: "webhooks:write",
      operation: "replayWebhook",
      tag,
      summary: "Send the events after a position again",
      description: "In order, with the ids that they had, and then the later ones.",
      params: { organization, webhook },
      body: replayBody,
      response: ok(webhookSchema, "The webhook."),
      errors: [409],
    },
    async ({ context, params, body }) => toWebhook(await replaySince(context, params.webhook, body.after)),
  );
}

function addReplayEventRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: `${at}/events/:seq/replay`,
      permission: "webhooks:write",
      operation: "replayWebhookEvent",
      tag,
      summary: "Send one event again",
      description:
        "At once, with the id that it has, whether it is dead or was delivered, also to a webhook that is paused or disabled. A success ends its delivery; a failure changes nothing. A repeated request sends again, also with the same `Idempotency-Key`.",
      params: { organization, webhook, seq },
      config: { ignoresBody: true },
      response: ok(webhookAttemptSchema, "The attempt."),
    },
    async ({ context, params }) =>
      toWebhookAttempt(await replayEvent(context, params.webhook, Number(params.seq))),
  );
}
