import type { CallEvent, CallStep, CarrierCall } from "../../core/telephony/call.ts";
import type { CallCapabilities } from "../../core/telephony/call-routing.ts";
import type { CarrierCredentials } from "../../core/telephony/carrier-client.ts";
import type { CarrierMessage } from "../../core/telephony/message.ts";
import type { CarrierProvider } from "../../model.ts";
import type { WebhookRequest } from "./webhook-request.ts";

export type Verification =
  | {
      readonly isValid: true;
      /** Accepted only once, where the scheme has one. */
      readonly nonce?: string;
      /** In milliseconds, where the scheme has a time. It was compared with the clock. */
      readonly sentAt?: number;
    }
  | { readonly isValid: false; readonly reason: RejectedWebhook };

/** `unconfigured`: the account has no secret for it, so that nothing can be verified. */
export type RejectedWebhook = "unconfigured" | "unsigned" | "wrong" | "expired";

export interface VerifyOptions {
  /** The current credentials first, then those that are being replaced. One that verifies is enough. */
  readonly credentials: readonly CarrierCredentials[];
  readonly now: number;
}

export interface CarrierResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** The request cannot be understood. The message names what is missing. */
export class UnreadableWebhook extends Error {}

/**
 * One carrier's webhooks: verify, parse, respond. Knows the carrier's formats and contains no rules. `parse…` is called
 * only after `verify…` and throws `UnreadableWebhook`. `render…` cannot fail.
 */
export interface CarrierDoor {
  readonly provider: CarrierProvider;
  readonly voice?: VoiceDoor;
  readonly sms?: SmsDoor;
  /** Whether webhooks can be GET requests. The other carriers sign nothing of one, as far as they document. */
  readonly acceptsGet?: true;
  /** The status for a webhook that is not verified, where it is not 403. */
  readonly statusOfRejected?: Readonly<Partial<Record<RejectedWebhook, number>>>;
}

export interface VoiceDoor extends CallCapabilities {
  verify(request: WebhookRequest, options: VerifyOptions): Verification | Promise<Verification>;
  parse(request: WebhookRequest, path: VoicePath): CallEvent;
  /**
   * The credentials are the current ones: a carrier that authenticates by a password sends to the URLs in a document the one
   * that the document contains.
   */
  render(step: CallStep, call: CarrierCall, credentials: CarrierCredentials): CarrierResponse;
  /** The answer to an event that needs none. */
  renderAcknowledgement(event: CallEvent): CarrierResponse;
}

/** Which of an account's URLs was called. */
export type VoicePath = "voice" | "next" | "recorded" | "status";

export interface SmsDoor {
  /** Also called at `/telephony/{provider}/{account}/{secret}/sms`, for carriers that sign nothing. */
  readonly hasPathSecret?: true;
  verify(request: WebhookRequest, options: VerifyOptions): Verification | Promise<Verification>;
  /** Empty for an event that is not about a received message. */
  parse(request: WebhookRequest): readonly CarrierMessage[];
  renderReceived(messages: readonly CarrierMessage[]): CarrierResponse;
}
