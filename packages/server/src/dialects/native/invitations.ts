import type { FastifyInstance } from "fastify";
import { lifetimeMaxDays } from "../../core/invitations/invitation-rules.ts";
import { createInvitation, listInvitations, revokeInvitation } from "../../core/invitations/invitations.ts";
import { redeemInvitation } from "../../core/invitations/redeem-invitation.ts";
import { parseInstant } from "../../http/mounting/instant.ts";
import { component, instantInput, optional } from "../../http/mounting/schema.ts";
import { consoleLink } from "../../http/sessions/console-link.ts";
import { createdApiKeySchema, toCreatedApiKey } from "./api-key-wire.ts";
import { expiresAt, scopes } from "./api-keys.ts";
import { defaultToEmptyBody, name, pageQuery, strict, toPage, userReference } from "./input.ts";
import {
  createdInvitationSchema,
  invitationSchema,
  toCreatedInvitation,
  toInvitation,
} from "./invitation-wire.ts";
import { invitation, organization, user } from "./path-params.ts";
import { created, ok, route } from "./route.ts";
import { pageSchema, toList } from "./wire.ts";

const tag = "Invitations";
const createBody = strict(
  {
    expiresAt: optional(
      instantInput({
        description: `Seven days from now by default, and at most ${lifetimeMaxDays} days.`,
      }),
    ),
  },
  component("NewInvitation"),
);
const redeemBody = strict(
  { name: name(), expiresAt: expiresAt(), scopes: scopes() },
  component("InvitationRedemption"),
);

export function invitationRoutes(scope: FastifyInstance): void {
  addCreateRoute(scope);
  addListRoute(scope);
  addRevokeRoute(scope);
  addRedeemRoute(scope);
}

function addCreateRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/users/:user/invitations",
      permission: "invitations:write",
      operation: "createInvitation",
      tag,
      summary: "Invite a person to make their first API key",
      description:
        "For a person who has no API key; not for the owner. It replaces an open invitation. The response is the only one with its secret: send it to the person over a channel that only they read.",
      params: { organization, user },
      body: createBody,
      preValidation: defaultToEmptyBody,
      response: created(ok(createdInvitationSchema, "The invitation with its secret.")),
      errors: [409],
    },
    async (request, reply) => {
      const { context, params, body } = request;
      const added = await createInvitation(context, {
        userId: userReference(params.user),
        expiresAt: body.expiresAt === undefined ? undefined : parseInstant(body.expiresAt),
      });
      reply.code(201);
      const { invitation: secret } = added;
      return toCreatedInvitation(added, secret && consoleLink(request, "invitation", secret));
    },
  );
}

function addListRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/invitations",
      permission: "invitations:read",
      operation: "listInvitations",
      tag,
      summary: "List the invitations that are neither redeemed nor revoked",
      description: "Without their secrets, in the order of creation. Expired invitations are included.",
      params: { organization },
      query: pageQuery,
      response: ok(pageSchema("InvitationPage", invitationSchema), "A page of invitations."),
    },
    async ({ context, query }) => toList(await listInvitations(context, toPage(query)), toInvitation),
  );
}

function addRevokeRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "DELETE",
      path: "/organizations/:organization/invitations/:invitation",
      permission: "invitations:write",
      operation: "revokeInvitation",
      tag,
      summary: "Revoke an invitation",
      description: "Takes effect with the next request.",
      params: { organization, invitation },
      response: ok(invitationSchema, "The invitation, revoked."),
    },
    async ({ context, params }) => toInvitation(await revokeInvitation(context, params.invitation)),
  );
}

function addRedeemRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/invitations/redeem",
      permission: "invitations:redeem",
      operation: "redeemInvitation",
      tag,
      summary: "Redeem an invitation for an API key",
      description:
        "The invitation is the bearer credential, and permits nothing else. It works once. The response is the only one with the secret of the key.",
      params: {},
      body: redeemBody,
      response: created(ok(createdApiKeySchema, "The key with its secret.")),
      errors: [409],
    },
    async ({ context, body }, reply) => {
      const added = await redeemInvitation(context, {
        name: body.name,
        expiresAt: body.expiresAt === undefined ? null : parseInstant(body.expiresAt),
        scopes: body.scopes,
      });
      reply.code(201);
      return toCreatedApiKey(added);
    },
  );
}
