import type { CarrierMessage } from "../../core/telephony/message.ts";
import type { Telephony } from "../../core/telephony/telephony.ts";
import type { AnsweredWebhook, VerifiedSms } from "./verify-webhook.ts";
import { refusal } from "./webhook.ts";

/**
 * Answers verified webhooks about messages once they are recorded. Otherwise the answer is a 5xx, after which the carriers
 * that repeat webhooks do so.
 */
export class SmsAnswers {
  readonly #telephony: Telephony;
  readonly #onError: (error: unknown) => void;

  constructor(telephony: Telephony, onError: (error: unknown) => void) {
    this.#telephony = telephony;
    this.#onError = onError;
  }

  async answer({ door, known, request }: VerifiedSms): Promise<AnsweredWebhook> {
    let messages: readonly CarrierMessage[];
    try {
      messages = door.parse(request);
    } catch {
      return { result: "unreadable", response: refusal(500) };
    }
    try {
      if (messages.length > 0) await this.#telephony.receiveMessages(known, messages);
      return { result: "accepted", response: door.renderReceived(messages) };
    } catch (error) {
      this.#onError(error);
      return { result: "failed", response: refusal(503) };
    }
  }
}
