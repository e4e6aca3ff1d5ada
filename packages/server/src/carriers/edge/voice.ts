import type { CallEvent, CallStep, CarrierCall } from "../../core/telephony/call.ts";
import type { CallDecision, CallQuestion } from "../../core/telephony/decide-call.ts";
import type { Telephony } from "../../core/telephony/telephony.ts";
import type { WebhookResult } from "../../core/telephony/telephony-stats.ts";
import type { CarrierResponse, VoiceDoor } from "../contract/carrier-door.ts";
import type { WebhookRequest } from "../contract/webhook-request.ts";
import { RememberedIds } from "./remembered-ids.ts";
import type { AnsweredWebhook, VerifiedVoice } from "./verify-webhook.ts";
import type { VoiceUrl } from "./webhook.ts";

export interface VoiceWebhook extends VerifiedVoice {
  readonly ringsTetherClient?: boolean | undefined;
}

/** What is known of a call whose webhook cannot be read. */
const unknownCall: CarrierCall = { id: "", to: "", from: "", isWithheld: true };
const stepsMax = 50_000;
const stepsKeptMs = 48 * 60 * 60_000;

/**
 * Answers verified webhooks about calls, always with a document: without one the carrier plays an error message. A repeated
 * webhook gets an answer again, and is recorded once.
 */
export class VoiceAnswers {
  readonly #telephony: Telephony;
  readonly #onError: (error: unknown) => void;
  readonly #steps = new RememberedIds({ countMax: stepsMax, keptMs: stepsKeptMs });

  constructor(telephony: Telephony, onError: (error: unknown) => void) {
    this.#telephony = telephony;
    this.#onError = onError;
  }

  async answer(webhook: VoiceWebhook): Promise<AnsweredWebhook> {
    const { door, request, url, known, ringsTetherClient } = webhook;
    const event = parse(door, request, url);
    if (event === undefined) return { result: "unreadable", response: this.#answerUnreadable(webhook) };
    if (event.kind === "status") return { result: "accepted", response: door.renderAcknowledgement(event) };
    const { account } = known;
    const question = { account, capabilities: door, event, stage: url.stage, ringsTetherClient };
    const { decision, result } = await this.#decide(question);
    this.#record(question, decision);
    return { result, response: this.#render(webhook, decision.step, event.call) };
  }

  async #decide(question: CallQuestion): Promise<{ decision: CallDecision; result: WebhookResult }> {
    try {
      return { decision: await this.#telephony.decide(question), result: "accepted" };
    } catch (error) {
      this.#onError(error);
      return { decision: this.#telephony.undecided(question), result: "failed" };
    }
  }

  /** An event without a document is acknowledged, although nothing of it is known. */
  #answerUnreadable(webhook: VoiceWebhook): CarrierResponse {
    const { known, door, url } = webhook;
    if (url.path === "status") return door.renderAcknowledgement({ kind: "status", call: null, status: "" });
    const event = { kind: "incoming", call: unknownCall } as const;
    const question = { account: known.account, capabilities: door, event, stage: url.stage };
    return this.#render(webhook, this.#telephony.undecided(question).step, unknownCall);
  }

  #render({ known, door }: VoiceWebhook, step: CallStep, call: CarrierCall): CarrierResponse {
    this.#telephony.stats.countStep(known.account.provider, step.kind);
    return door.render(step, call, known.credentials[0] ?? {});
  }

  #record({ account, event, stage }: CallQuestion, { report, notification }: CallDecision): void {
    if (report === undefined && notification === undefined) return;
    const { now, calls, notifications } = this.#telephony;
    const outcome = event.kind === "legEnded" ? event.outcome : "";
    const step = `${account.id} ${event.call.id} ${event.kind} ${stage} ${outcome}`;
    if (this.#steps.add(step, now) !== "new") return;
    if (report !== undefined) calls.record(report);
    if (notification !== undefined) notifications.notify(notification);
  }
}

/** Undefined when it cannot be understood. */
function parse(door: VoiceDoor, request: WebhookRequest, { path }: VoiceUrl): CallEvent | undefined {
  try {
    return door.parse(request, path);
  } catch {
    return undefined;
  }
}
