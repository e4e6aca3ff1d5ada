import type { FastifyInstance } from "fastify";
import { webhookKinds } from "../../core/webhooks/webhook-kinds.ts";
import {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  rotateWebhookSecret,
  updateWebhook,
} from "../../core/webhooks/webhooks.ts";
import { component, flag, nullable, oneOf, optional, Type, text } from "../../http/mounting/schema.ts";
import { changeableWebhookStatuses } from "../../model.ts";
import {
  defaultToEmptyBody,
  integer,
  name,
  pageQuery,
  setETag,
  strict,
  toPage,
  withDigestETag,
} from "./input.ts";
import { organization, webhook } from "./path-params.ts";
import { expectedVersion } from "./preconditions.ts";
import { created, ok, route, versioned } from "./route.ts";
import {
  hasCloudEventsDescription,
  isOrderedDescription,
  toWebhook,
  toWebhookWithProgress,
  toWebhookWithSecret,
  webhookBody,
  webhookKind,
  webhookSchema,
  webhookWithProgressSchema,
  webhookWithSecretSchema,
} from "./webhook-wire.ts";
import { pageSchema, toList } from "./wire.ts";

const tag = "Webhooks";
const url = () =>
  text({
    max: 2000,
    description: "An https URL of a host on the public internet, or of a host that the operator allows.",
  });
const fields = {
  alias: optional(nullable(name())),
  kinds: optional(
    Type.Array(webhookKind(), {
      maxItems: webhookKinds.length,
      description: "What is sent. Omitted or empty: every event, and no notifications.",
      "x-expected":
        "a list of kinds such as number.assigned and message.received, or groups such as number.*",
    }),
  ),
  body: optional(webhookBody()),
  isOrdered: optional(flag({ description: `${isOrderedDescription} True by default.` })),
  hasCloudEvents: optional(flag({ description: hasCloudEventsDescription })),
};
const createBody = strict({ url: url(), ...fields }, component("NewWebhook"));
const updateBody = strict(
  {
    url: optional(url()),
    ...fields,
    status: optional(
      oneOf(changeableWebhookStatuses, {
        description: "`enabled` continues after the last event that was delivered.",
      }),
    ),
  },
  { minProperties: 1, ...component("WebhookChanges") },
);
const overlapDefault = 86_400;
const rotateBody = strict(
  {
    overlapSeconds: optional(
      integer(0, 30 * 86_400, {
        default: overlapDefault,
        description: "How long requests are also signed with the present secret.",
      }),
    ),
  },
  component("WebhookSecretRotation"),
);

export function webhookRoutes(scope: FastifyInstance): void {
  addCreateRoute(scope);
  addListRoute(scope);
  addGetRoute(scope);
  addUpdateRoute(scope);
  addDeleteRoute(scope);
  addRotateRoute(scope);
}

function addCreateRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/webhooks",
      permission: "webhooks:write",
      operation: "createWebhook",
      tag,
      summary: "Send the events of the organization to a URL",
      description:
        "Every event after this one is sent, at least once, signed as Standard Webhooks 1.0 define it. The response is the only one with the secret.",
      params: { organization },
      body: createBody,
      response: created(versioned(webhookWithSecretSchema, "The webhook with its secret.")),
      errors: [409],
    },
    async ({ context, body }, reply) => {
      const added = await createWebhook(context, body);
      setETag(reply.code(201), added);
      return toWebhookWithSecret(added);
    },
  );
}

function addListRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/webhooks",
      permission: "webhooks:read",
      operation: "listWebhooks",
      tag,
      summary: "List the webhooks",
      description: "Without their secrets, in the order of creation.",
      params: { organization },
      query: pageQuery,
      response: ok(pageSchema("WebhookPage", webhookSchema), "A page of webhooks."),
    },
    async ({ context, query }) => toList(await listWebhooks(context, toPage(query)), toWebhook),
  );
}

function addGetRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/webhooks/:webhook",
      permission: "webhooks:read",
      operation: "getWebhook",
      tag,
      summary: "Get a webhook and how far its events are delivered",
      description: "Without its secret.",
      params: { organization, webhook },
      response: versioned(webhookWithProgressSchema, "The webhook."),
    },
    async ({ context, params }, reply) => {
      const found = await getWebhook(context, params.webhook);
      return withDigestETag(reply, found, toWebhookWithProgress(found));
    },
  );
}

function addUpdateRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "PATCH",
      path: "/organizations/:organization/webhooks/:webhook",
      permission: "webhooks:write",
      operation: "updateWebhook",
      tag,
      summary: "Change, pause or enable a webhook",
      description:
        "Omitted fields keep their value. No event is lost while a webhook is paused or disabled: it continues where it ended.",
      params: { organization, webhook },
      body: updateBody,
      response: versioned(webhookSchema, "The webhook."),
      acceptsIfMatch: true,
    },
    async (request, reply) => {
      const { context, params, body } = request;
      const updated = await updateWebhook(context, params.webhook, body, expectedVersion(request));
      setETag(reply, updated);
      return toWebhook(updated);
    },
  );
}

function addDeleteRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "DELETE",
      path: "/organizations/:organization/webhooks/:webhook",
      permission: "webhooks:write",
      operation: "deleteWebhook",
      tag,
      summary: "Delete a webhook",
      description: "With its list of attempts. A request that is being sent is completed.",
      params: { organization, webhook },
      response: ok(webhookSchema, "The webhook as it was."),
      acceptsIfMatch: true,
    },
    async (request) =>
      toWebhook(await deleteWebhook(request.context, request.params.webhook, expectedVersion(request))),
  );
}

function addRotateRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/webhooks/:webhook/rotate",
      permission: "webhooks:write",
      operation: "rotateWebhookSecret",
      tag,
      summary: "Create the secret that signs from now on",
      description:
        "During the overlap requests have a signature with each of the two secrets. The response is the only one with the new secret.",
      params: { organization, webhook },
      body: rotateBody,
      preValidation: defaultToEmptyBody,
      response: created(versioned(webhookWithSecretSchema, "The webhook with its new secret.")),
    },
    async ({ context, params, body }, reply) => {
      const { overlapSeconds = overlapDefault } = body;
      const rotated = await rotateWebhookSecret(context, params.webhook, {
        overlapMs: overlapSeconds * 1000,
      });
      setETag(reply.code(201), rotated);
      return toWebhookWithSecret(rotated);
    },
  );
}
