import { hash } from "node:crypto";
import type { KnownCarrierAccount } from "../../core/telephony/carrier-client.ts";
import type { Telephony } from "../../core/telephony/telephony.ts";
import type { WebhookResult } from "../../core/telephony/telephony-stats.ts";
import type {
  CarrierDoor,
  CarrierResponse,
  RejectedWebhook,
  SmsDoor,
  Verification,
  VoiceDoor,
} from "../contract/carrier-door.ts";
import type { WebhookRequest } from "../contract/webhook-request.ts";
import { RememberedIds } from "./remembered-ids.ts";
import {
  type ReceivedWebhook,
  refusal,
  toWebhookRequest,
  type VoiceUrl,
  type WebhookUrl,
} from "./webhook.ts";

/** What is counted, and the answer. */
export interface AnsweredWebhook {
  readonly result: WebhookResult;
  readonly response: CarrierResponse;
}

/** A webhook before anything of it is believed. */
export interface UnverifiedWebhook {
  readonly door: CarrierDoor;
  readonly known: KnownCarrierAccount;
  readonly url: WebhookUrl;
  readonly received: ReceivedWebhook;
}

/** A webhook that the carrier of the account has sent. */
export type VerifiedWebhook = {
  readonly known: KnownCarrierAccount;
  readonly request: WebhookRequest;
} & (
  | { readonly side: "voice"; readonly door: VoiceDoor; readonly url: VoiceUrl }
  | { readonly side: "sms"; readonly door: SmsDoor }
);
export type VerifiedVoice = Extract<VerifiedWebhook, { side: "voice" }>;
export type VerifiedSms = Extract<VerifiedWebhook, { side: "sms" }>;

/** Longer than any carrier repeats a webhook, in milliseconds. */
const noncesKeptMs = 48 * 60 * 60_000;
const noncesMax = 50_000;

/**
 * Verifies webhooks. A nonce is accepted again only with the same request: a carrier that got no answer repeats it. The nonces
 * are remembered by this process alone.
 */
export class WebhookVerifier {
  readonly #telephony: Telephony;
  readonly #nonces = new RememberedIds({ countMax: noncesMax, keptMs: noncesKeptMs });

  constructor(telephony: Telephony) {
    this.#telephony = telephony;
  }

  /** Does not reject. */
  async verify({
    door,
    known,
    url,
    received,
  }: UnverifiedWebhook): Promise<VerifiedWebhook | AnsweredWebhook> {
    const request = toWebhookRequest(received, known.account.publicUrl);
    const sided = sideOf(door, url);
    if (sided === undefined) return { result: "unknownAccount", response: refusal(403) };
    const { now, stats } = this.#telephony;
    const verification = await verifyBy(sided.door, request, { credentials: known.credentials, now });
    if (!verification.isValid) return rejected(door, verification.reason);
    const { nonce, sentAt } = verification;
    if (sentAt !== undefined) stats.setSkew(door.provider, sentAt - now);
    if (
      nonce !== undefined &&
      this.#nonces.add(`${known.account.id} ${nonce}`, now, contentOf(request)) === "other"
    )
      return { result: "replayed", response: refusal(403) };
    return { ...sided, known, request };
  }
}

const contentOf = ({ method, url, body }: WebhookRequest): string =>
  hash("sha256", Buffer.concat([Buffer.from(`${method} ${url}\n`), body]), "base64");

/** Undefined for a carrier that has no calls or no messages. */
function sideOf({ voice, sms }: CarrierDoor, url: WebhookUrl) {
  if (url === "sms") return sms && ({ side: "sms", door: sms } as const);
  return voice && ({ side: "voice", door: voice, url } as const);
}

/** A request that makes the verification fail is not the carrier's. */
async function verifyBy(
  side: Pick<VoiceDoor | SmsDoor, "verify">,
  ...parts: Parameters<VoiceDoor["verify"]>
): Promise<Verification> {
  try {
    return await side.verify(...parts);
  } catch {
    return { isValid: false, reason: "wrong" };
  }
}

const rejected = ({ statusOfRejected }: CarrierDoor, reason: RejectedWebhook): AnsweredWebhook => ({
  result: reason,
  response: refusal(statusOfRejected?.[reason] ?? (reason === "unconfigured" ? 503 : 403)),
});
