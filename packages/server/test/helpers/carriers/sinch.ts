import { createHash, createHmac, randomUUID } from "node:crypto";
import { schemaViolations } from "../json-schema.ts";
import {
  type CallReport,
  documentOf,
  type IncomingCall,
  newCall,
  type OngoingCall,
  type Outcome,
  ring,
  type SentResponse,
  type SimulatorOptions,
  WebhookSender,
  withoutPlus,
} from "./simulated-call.ts";
import { svamlOfAnsweredCall, svamlOfIncomingCall } from "./svaml-rules.ts";

export interface SinchCredentials {
  readonly applicationKey: string;
  readonly applicationSecret: string;
  readonly smsWebhookSecret?: string;
}

interface Action {
  readonly name: string;
  readonly number?: string;
  readonly cli?: string;
  readonly destination?: { readonly endpoint: string };
}

/** Sinch's Voice API v1 and SMS API, as far as a webhook sees them. Numbers have no plus. */
export class SinchSimulator {
  readonly #sender: WebhookSender;
  readonly #credentials: SinchCredentials;

  constructor(options: SimulatorOptions, credentials: SinchCredentials) {
    this.#sender = new WebhookSender(options);
    this.#credentials = credentials;
  }

  /** Reports the call, follows the answer, and reports how it went. Nothing is asked after an endpoint did not answer. */
  async call({ from, to, outcomeOf }: IncomingCall): Promise<CallReport> {
    const call = newCall();
    const callid = randomUUID();
    const response = await this.#event({
      ...{ event: "ice", callid, cli: withoutPlus(from), domain: "pstn", originationType: "pstn" },
      to: { type: "number", endpoint: withoutPlus(to) },
    });
    const document = this.#read(call, response, svamlOfIncomingCall);
    const outcome = document === undefined ? undefined : follow(call, document, outcomeOf);
    if (outcome === undefined) call.end = document === undefined ? "carrierError" : call.end;
    else await this.#reportLeg(call, callid, outcome);
    return call;
  }

  async #reportLeg(call: OngoingCall, callid: string, outcome: Outcome): Promise<void> {
    const isAnswered = outcome === "answered";
    // In-app calls have no event for the answer.
    if (isAnswered && call.answeredBy?.startsWith("user:") === false) {
      const response = await this.#event({ event: "ace", callid });
      this.#read(call, response, svamlOfAnsweredCall);
    }
    const result = { answered: "ANSWERED", busy: "BUSY", noAnswer: "NOANSWER", failed: "FAILED" }[outcome];
    const { status } = await this.#event({ event: "dice", callid, result, reason: "N/A" });
    if (status < 200 || status > 299) call.violations.push(`the event dice was answered with ${status}`);
    call.end = isAnswered ? "answered" : "completed";
  }

  #read(call: OngoingCall, response: SentResponse, rules: object): Svaml | undefined {
    const document = documentOf(response);
    call.documents.push(document);
    call.violations.push(...schemaViolations(rules, document));
    return document as Svaml | undefined;
  }

  #event(fields: object): Promise<SentResponse> {
    const { applicationKey } = this.#credentials;
    const timestamp = new Date(this.#sender.now()).toISOString();
    return this.sendVoice(JSON.stringify({ ...fields, timestamp, version: 1, custom: "", applicationKey }));
  }

  /** Sends a signed event of the Voice API. */
  sendVoice(body: string, changes: Readonly<Record<string, string>> = {}): Promise<SentResponse> {
    const { applicationKey, applicationSecret } = this.#credentials;
    const url = this.#sender.urlOf("/voice");
    const timestamp = new Date(this.#sender.now()).toISOString().replace("Z", "1234Z");
    const contentType = "application/json; charset=utf-8";
    const signed = [
      ...["POST", createHash("md5").update(body).digest("base64"), contentType],
      ...[`x-timestamp:${timestamp}`, new URL(url).pathname],
    ].join("\n");
    const key = Buffer.from(applicationSecret, "base64");
    const signature = createHmac("sha256", key).update(signed).digest("base64");
    const headers = {
      "content-type": contentType,
      "x-timestamp": timestamp,
      authorization: `Application ${applicationKey}:${signature}`,
      ...changes,
    };
    return this.#sender.send(url, { method: "POST", headers, body });
  }

  /** Sends a text, again after each 5xx, up to `attemptsMax` times. Returns the statuses. */
  async sendMessage(
    { from, to, text, id = randomUUID() }: { from: string; to: string; text: string; id?: string },
    attemptsMax = 5,
  ): Promise<number[]> {
    const received = new Date(this.#sender.now()).toISOString();
    const fields = { id, type: "mo_text", from: withoutPlus(from), to: withoutPlus(to), body: text };
    const body = JSON.stringify({ ...fields, operator_id: "310010", received_at: received });
    const statuses: number[] = [];
    do statuses.push((await this.sendSms(body)).status);
    while (statuses.length < attemptsMax && isRepeated(statuses.at(-1) ?? 0));
    return statuses;
  }

  /** Sends a signed event of the SMS API. */
  sendSms(body: string): Promise<SentResponse> {
    const nonce = randomUUID();
    const timestamp = String(Math.floor(this.#sender.now() / 1000));
    const signer = createHmac("sha256", this.#credentials.smsWebhookSecret ?? "");
    const headers = {
      "content-type": "application/json",
      "x-sinch-webhook-signature": signer.update(`${body}.${nonce}.${timestamp}`).digest("base64"),
      "x-sinch-webhook-signature-nonce": nonce,
      "x-sinch-webhook-signature-timestamp": timestamp,
      "x-sinch-webhook-signature-algorithm": "HmacSHA256",
    };
    return this.#sender.send(this.#sender.urlOf("/sms"), { method: "POST", headers, body });
  }
}

interface Svaml {
  readonly instructions?: readonly { readonly name: string; readonly text?: string }[];
  readonly action: Action;
}

/** Returns what happened at the endpoint; undefined when none was called. */
function follow(
  call: OngoingCall,
  { instructions = [], action }: Svaml,
  outcomeOf: IncomingCall["outcomeOf"],
): Outcome | undefined {
  const isConnected = instructions[0]?.name === "answer";
  if (isConnected) call.heard.push(...instructions.flatMap(({ text }) => text ?? []));
  if (action.name === "hangup") {
    if (!isConnected) call.end = "refused";
    return undefined;
  }
  const endpoint = action.number ?? action.destination?.endpoint ?? "";
  const spelled = action.name === "connectMxp" ? `user:${endpoint}` : endpoint;
  return ring(call, [spelled], action.cli ?? null, outcomeOf);
}

/** https://developers.sinch.com/docs/sms: other 4xx are final. */
const isRepeated = (status: number): boolean => status === 429 || status >= 500;
