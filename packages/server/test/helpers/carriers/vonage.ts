import { createHash, createHmac, randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { schemaViolations } from "../json-schema.ts";
import { ncco } from "./ncco-rules.ts";
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

export interface VonageCredentials {
  readonly apiKey: string;
  readonly applicationId: string;
  readonly signatureSecret: string;
  readonly smsSignatureSecret?: string;
}

interface NccoAction {
  readonly action: string;
  readonly text?: string;
  readonly from?: string;
  readonly eventUrl?: readonly [string];
  readonly eventType?: string;
  readonly timeOut?: number;
  readonly endpoint?: readonly [{ readonly number?: string; readonly uri?: string; readonly user?: string }];
}

/** What the event of a leg reports; `answered` has no NCCO. */
const statuses: Readonly<Record<Outcome, string>> = {
  answered: "completed",
  busy: "busy",
  noAnswer: "timeout",
  failed: "failed",
};

/** Vonage's Voice API and SMS API, as far as a webhook sees them. Numbers have no plus. */
export class VonageSimulator {
  readonly #sender: WebhookSender;
  readonly #credentials: VonageCredentials;
  readonly #answerMethod: "GET" | "POST";

  constructor(
    options: SimulatorOptions & { readonly answerMethod?: "GET" | "POST" },
    credentials: VonageCredentials,
  ) {
    this.#sender = new WebhookSender(options);
    this.#credentials = credentials;
    this.#answerMethod = options.answerMethod ?? "POST";
  }

  /** Asks for an NCCO and follows it, with those that synchronous events return. */
  async call({ from, to, outcomeOf }: IncomingCall): Promise<CallReport> {
    const call = newCall();
    const conversation = `CON-${randomUUID()}`;
    const fields = {
      ...{ from: withoutPlus(from), to: withoutPlus(to), uuid: hex(), conversation_uuid: conversation },
      region_url: "https://api-eu-1.nexmo.com",
    };
    let actions = this.#read(call, await this.#requestAnswer(fields));
    while (actions !== undefined) actions = await this.#follow(call, actions, { conversation, outcomeOf });
    return call;
  }

  /** Three attempts, as the voice webhooks have: https://developer.vonage.com/en/voice/voice-api/webhook-reference */
  async #requestAnswer(fields: Readonly<Record<string, string>>): Promise<SentResponse> {
    let response: SentResponse;
    let attempts = 0;
    do {
      response = await (this.#answerMethod === "GET"
        ? this.get("/voice", fields)
        : this.post(this.#sender.urlOf("/voice"), fields));
      attempts += 1;
    } while (attempts < 3 && [429, 503, 504].includes(response.status));
    return response;
  }

  /** Returns the NCCO that replaces this one; undefined when the call has ended. */
  async #follow(
    call: OngoingCall,
    actions: readonly NccoAction[],
    context: { readonly conversation: string; readonly outcomeOf: IncomingCall["outcomeOf"] },
  ): Promise<readonly NccoAction[] | undefined> {
    if (actions.length === 0 && call.heard.length === 0 && call.rang.length === 0) call.end = "refused";
    for (const action of actions) {
      if (action.action === "talk") call.heard.push(action.text ?? "");
      if (action.action === "record" && action.timeOut !== undefined)
        await this.#record(call, action, context);
      if (action.action === "connect") {
        const next = await this.#connect(call, action, context);
        if (next !== undefined) return next;
      }
    }
    return undefined;
  }

  async #connect(
    call: OngoingCall,
    { endpoint, from = "", eventUrl = [""], eventType }: NccoAction,
    { conversation, outcomeOf }: { conversation: string; outcomeOf: IncomingCall["outcomeOf"] },
  ): Promise<readonly NccoAction[] | undefined> {
    const { number, uri, user } = endpoint?.[0] ?? {};
    const to = number ?? uri ?? `user:${user}`;
    const leg = { from, to, uuid: hex(), conversation_uuid: conversation, direction: "outbound" };
    const report = (status: string) =>
      this.post(eventUrl[0], { ...leg, status, timestamp: this.#timestamp() });
    await report("started");
    await report("ringing");
    const outcome = ring(call, [to], from, outcomeOf);
    if (outcome === "answered") {
      await report("answered");
      call.end = "answered";
    }
    const response = await report(statuses[outcome]);
    if (outcome === "answered" || eventType !== "synchronous") return undefined;
    return this.#read(call, response);
  }

  async #record(
    call: OngoingCall,
    { eventUrl = [""] }: NccoAction,
    { conversation }: { conversation: string },
  ) {
    call.hasLeftMessage = true;
    await this.post(eventUrl[0], {
      start_time: "2026-01-01T12:00:00Z",
      end_time: "2026-01-01T12:00:07Z",
      recording_url: "https://api.nexmo.com/v1/files/bbbbbbbb-aaaa-cccc-dddd-0123456789ab",
      ...{ size: 12222, recording_uuid: randomUUID(), conversation_uuid: conversation },
      timestamp: this.#timestamp(),
    });
  }

  #read(call: OngoingCall, response: SentResponse): readonly NccoAction[] | undefined {
    const document = documentOf(response);
    call.documents.push(document);
    if (document === undefined) call.end = "carrierError";
    else call.violations.push(...schemaViolations(ncco, document));
    return document as readonly NccoAction[] | undefined;
  }

  #timestamp = (): string => new Date(this.#sender.now()).toISOString();

  /** Sends a signed JSON webhook. */
  async post(url: string, fields: object): Promise<SentResponse> {
    const body = JSON.stringify(fields);
    const authorization = `Bearer ${await this.#token(body)}`;
    const headers = { "content-type": "application/json", authorization };
    return this.#sender.send(url, { method: "POST", headers, body });
  }

  async get(path: string, fields: Readonly<Record<string, string>>): Promise<SentResponse> {
    const headers = { authorization: `Bearer ${await this.#token(undefined)}` };
    const url = `${this.#sender.urlOf(path)}?${new URLSearchParams(fields)}`;
    return this.#sender.send(url, { method: "GET", headers });
  }

  #token(body: string | undefined): Promise<string> {
    const { apiKey, applicationId, signatureSecret } = this.#credentials;
    const payload_hash = body === undefined ? {} : { payload_hash: sha256(body) };
    return new SignJWT({ ...payload_hash, api_key: apiKey, application_id: applicationId })
      .setProtectedHeader({ alg: "HS256", typ: "JWT" })
      .setIssuedAt(Math.floor(this.#sender.now() / 1000))
      .setIssuer("Vonage")
      .setJti(randomUUID())
      .sign(new TextEncoder().encode(signatureSecret));
  }

  /** Sends a text with the parameter `sig` (SHA-256), again until a 200 or 204, up to `attemptsMax` times. */
  async sendMessage(
    { from, to, text, id = hex() }: { from: string; to: string; text: string; id?: string },
    { method = "POST", attemptsMax = 5 }: { method?: "GET" | "POST"; attemptsMax?: number } = {},
  ): Promise<number[]> {
    const time = Math.floor(this.#sender.now() / 1000);
    const fields = this.#signed({
      ...{
        msisdn: withoutPlus(from),
        to: withoutPlus(to),
        messageId: id,
        text,
        type: "text",
        keyword: "HEY",
      },
      "message-timestamp": new Date(time * 1000).toISOString().slice(0, 19).replace("T", " "),
      ...{ timestamp: String(time), nonce: randomUUID() },
    });
    const url = this.#sender.urlOf("/sms");
    const request =
      method === "GET"
        ? { url: `${url}?${new URLSearchParams(fields)}`, headers: {} }
        : { url, headers: { "content-type": "application/json" }, body: JSON.stringify(fields) };
    const results: number[] = [];
    do results.push((await this.#sender.send(request.url, { method, ...request })).status);
    while (results.length < attemptsMax && ![200, 204].includes(results.at(-1) ?? 0));
    return results;
  }

  #signed(fields: Readonly<Record<string, string>>): Record<string, string> {
    const text = Object.keys(fields)
      .sort()
      .map((name) => `&${name}=${(fields[name] ?? "").replaceAll(/[&=]/g, "_")}`)
      .join("");
    const secret = this.#credentials.smsSignatureSecret ?? "";
    return { ...fields, sig: createHmac("sha256", secret).update(text).digest("hex").toUpperCase() };
  }
}

const hex = (): string => randomUUID().replaceAll("-", "");
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
