import type { KnownCarrierAccount } from "../../core/telephony/carrier-client.ts";
import type { Telephony } from "../../core/telephony/telephony.ts";
import type { CarrierDoor, CarrierResponse } from "../contract/carrier-door.ts";
import { findDoor } from "../doors.ts";
import { chooseAccount } from "./choose-account.ts";
import { SmsAnswers } from "./sms.ts";
import {
  type AnsweredWebhook,
  type UnverifiedWebhook,
  type VerifiedWebhook,
  WebhookVerifier,
} from "./verify-webhook.ts";
import { VoiceAnswers } from "./voice.ts";
import { type ReceivedWebhook, refusal, type WebhookUrl } from "./webhook.ts";

export interface TelephonyEdgeOptions {
  readonly telephony: Telephony;
  /** Called with the reason why something could not be decided or recorded; the carrier is answered nevertheless. */
  readonly onError: (error: unknown) => void;
}

/** Whose URL was called. */
export interface AccountPath {
  readonly provider: string;
  readonly account: string;
}

/** A webhook whose URL names no account. */
export interface SharedWebhook {
  readonly door: CarrierDoor;
  /** The accounts that the webhook can be of; each one's secrets are tried. */
  readonly candidates: readonly KnownCarrierAccount[];
  readonly url: WebhookUrl;
  readonly received: ReceivedWebhook;
}

/**
 * The webhooks of carriers, without the framework: finds the account, verifies, parses, decides and answers, in this order.
 * Nothing is looked up for a webhook that is not verified.
 */
export class TelephonyEdge {
  readonly telephony: Telephony;
  readonly #verifier: WebhookVerifier;
  readonly #voice: VoiceAnswers;
  readonly #sms: SmsAnswers;

  constructor({ telephony, onError }: TelephonyEdgeOptions) {
    this.telephony = telephony;
    this.#verifier = new WebhookVerifier(telephony);
    this.#voice = new VoiceAnswers(telephony, onError);
    this.#sms = new SmsAnswers(telephony, onError);
  }

  /** Answers a webhook at a URL of an account. Does not reject. */
  async answer(path: AccountPath, url: WebhookUrl, received: ReceivedWebhook): Promise<CarrierResponse> {
    const startedAt = performance.now();
    if (!this.telephony.isStarted) await this.telephony.started;
    const door = findDoor(path.provider);
    const known = door && this.telephony.findAccount(path.provider, path.account);
    const { result, response } =
      door && known ? await this.#answerOne({ door, known, url, received }) : unknownAccount;
    this.telephony.stats.countWebhook(door?.provider ?? "unknown", result, startedAt);
    return response;
  }

  /** Answers a webhook at a URL that several accounts have in common, as Tether's. Does not reject. */
  async answerShared({ door, candidates, url, received }: SharedWebhook): Promise<CarrierResponse> {
    const startedAt = performance.now();
    const { result, response } = await this.#answerAny(door, candidates, { url, received });
    this.telephony.stats.countWebhook(door.provider, result, startedAt);
    return response;
  }

  async #answerOne(webhook: UnverifiedWebhook): Promise<AnsweredWebhook> {
    const verified = await this.#verifier.verify(webhook);
    return "response" in verified ? verified : this.#answerVerified(verified);
  }

  async #answerAny(
    door: CarrierDoor,
    candidates: readonly KnownCarrierAccount[],
    webhook: Pick<SharedWebhook, "url" | "received">,
  ): Promise<AnsweredWebhook> {
    let rejected = unknownAccount;
    const verified: VerifiedWebhook[] = [];
    for (const known of candidates) {
      const outcome = await this.#verifier.verify({ ...webhook, door, known });
      if ("response" in outcome) rejected = outcome;
      else verified.push(outcome);
    }
    const chosen = chooseAccount(this.telephony, verified);
    return chosen === undefined ? rejected : this.#answerVerified(chosen, true);
  }

  #answerVerified(webhook: VerifiedWebhook, ringsTetherClient = false): Promise<AnsweredWebhook> {
    if (webhook.side === "sms") return this.#sms.answer(webhook);
    return this.#voice.answer({ ...webhook, ringsTetherClient });
  }
}

const unknownAccount: AnsweredWebhook = { result: "unknownAccount", response: refusal(403) };
