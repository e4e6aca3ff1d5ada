import type { FastifyInstance, FastifyRequest } from "fastify";
import type { KnownCarrierAccount } from "../../core/telephony/carrier-client.ts";
import type { CarrierProvider } from "../../model.ts";
import { readFields } from "../contract/fields.ts";
import { field, type WebhookRequest } from "../contract/webhook-request.ts";
import { findDoor } from "../doors.ts";
import { receivedOf, send } from "./routes.ts";
import type { TelephonyEdge } from "./telephony-edge.ts";
import { refusal, toWebhookRequest, type WebhookUrl } from "./webhook.ts";

/** A path that Tether documents for a carrier's webhooks: https://docs.tetherai.ca/api-reference/webhooks */
interface TetherWebhook {
  readonly path: string;
  readonly operation: string;
  readonly provider: CarrierProvider;
  readonly url: WebhookUrl;
  /** The field of the request that names the account at the carrier, and the account's identifier that has its value. */
  readonly field: string;
  readonly identifier: string;
}

const voice: WebhookUrl = { path: "voice", stage: 0 };
const twilioLike = { field: "AccountSid", identifier: "accountSid" } as const;

const webhooks: readonly TetherWebhook[] = [
  {
    path: "/webhook/calls/twilio/inbound",
    operation: "tether_twilio_call",
    provider: "twilio",
    url: voice,
    ...twilioLike,
  },
  {
    path: "/webhook/twilio/sms",
    operation: "tether_twilio_sms",
    provider: "twilio",
    url: "sms",
    ...twilioLike,
  },
  {
    path: "/webhook/textgrid/sms",
    operation: "tether_textgrid_sms",
    provider: "textgrid",
    url: "sms",
    ...twilioLike,
  },
  {
    path: "/webhook/calls/sinch",
    operation: "tether_sinch_call",
    provider: "sinch",
    url: voice,
    field: "applicationKey",
    identifier: "applicationKey",
  },
  {
    path: "/webhook",
    operation: "tether_sinch_sms",
    provider: "sinch",
    url: "sms",
    field: "service_plan_id",
    identifier: "servicePlanId",
  },
];

/** A request that names no account is tried with the secrets of at most so many: each costs a signature. */
const candidatesMax = 64;

/** Adds Tether's paths. They name no account: it is found among the configured ones, only to find the secret. */
export function tetherRoutes(scope: FastifyInstance, edge: TelephonyEdge): void {
  for (const webhook of webhooks) addWebhook(scope, edge, webhook);
}

function addWebhook(scope: FastifyInstance, edge: TelephonyEdge, webhook: TetherWebhook): void {
  const { path, operation, provider, url } = webhook;
  const config = { permission: "public", operation } as const;
  scope.post(path, { config }, async (request, reply) => {
    const door = findDoor(provider);
    if (door === undefined) return send(reply, refusal(404));
    const candidates = candidatesOf(edge.telephony.enabledAccounts(provider), webhook, request);
    const received = receivedOf(request);
    return send(reply, await edge.answerShared({ door, candidates, url, received }));
  });
}

function candidatesOf(
  accounts: readonly KnownCarrierAccount[],
  { field: name, identifier }: TetherWebhook,
  request: FastifyRequest,
): readonly KnownCarrierAccount[] {
  const named = nameOf(toWebhookRequest(receivedOf(request), ""), name);
  const candidates =
    named === undefined
      ? accounts
      : accounts.filter(({ account }) => account.identifiers[identifier] === named);
  return candidates.slice(0, candidatesMax);
}

/** Nothing else of a request is read before it is verified. Undefined when it names no account. */
function nameOf(request: WebhookRequest, name: string): string | undefined {
  try {
    return field(readFields(request), name);
  } catch {
    return undefined;
  }
}
