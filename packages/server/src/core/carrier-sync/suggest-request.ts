import type { CarrierAccount, CarrierSyncItem, Drift } from "../../model.ts";
import { webhookUrl } from "../carrier-accounts/account-setup.ts";
import {
  CarrierFailure,
  type CarrierHttpRequest,
  type Carriers,
  type SeenNumber,
} from "../telephony/carrier-client.ts";

/** The URLs that the carrier must call. */
export const webhooksOf = (account: CarrierAccount) => ({
  voice: webhookUrl(account, "voice"),
  sms: webhookUrl(account, "sms"),
});

/** A request to the carrier's API that would end a difference. Contains no secret. */
export interface SuggestedRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string | null;
}

/**
 * The request that sets the webhook of an item, as the client would send it; null where there is none. Nothing is sent.
 * Vonage replaces complete applications: its body contains only what changes.
 */
export async function suggestRequest(
  carriers: Carriers,
  account: CarrierAccount,
  { drift }: Pick<CarrierSyncItem, "drift">,
): Promise<SuggestedRequest | null> {
  const client = carriers.client(account.provider);
  const wanted = wantedWebhook(drift, account);
  if (client?.setWebhook === undefined || wanted === undefined) return null;
  const sent: CarrierHttpRequest[] = [];
  const http = {
    send: async (request: CarrierHttpRequest) => {
      if (request.method !== "GET" && !request.url.endsWith("/oauth2/token")) sent.push(request);
      return { status: 200, headers: {}, text: '{"access_token":"{token}"}' };
    },
  };
  const secrets = Object.fromEntries(account.secretNames.map((name) => [name, `{${name}}`]));
  const credentials = { ...secrets, ...account.identifiers };
  const target = { number: seenOf(drift), ...wanted };
  try {
    await client.setWebhook({ account, credentials, http }, target);
  } catch (error) {
    if (!(error instanceof CarrierFailure)) throw error;
  }
  const [request] = sent;
  return request === undefined
    ? null
    : { method: request.method, url: request.url, body: request.body ?? null };
}

/** What the webhook of an item must be; undefined for an item that is about something else. */
export function wantedWebhook(
  { kind, channel }: Drift,
  account: CarrierAccount,
): { readonly kind: "voice" | "sms"; readonly url: string; readonly method: "POST" } | undefined {
  if (channel === null) return undefined;
  const isOfWebhook = kind === "voiceElsewhere" || kind === "smsElsewhere" || kind === "methodDiffers";
  return isOfWebhook ? { kind: channel, url: webhooksOf(account)[channel], method: "POST" } : undefined;
}

/** The number of an item, as far as a client needs it. */
function seenOf({ line, ref, found, channel, via, viaRef }: Drift): SeenNumber {
  const webhook = via === null ? undefined : { url: found, via, viaRef: viaRef ?? undefined };
  return {
    ...{ line, text: line ?? "", ref: ref ?? "", name: null, capabilities: [], isActive: true, status: "" },
    ...(channel !== null && { [channel]: webhook }),
  };
}
