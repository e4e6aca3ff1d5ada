import { createHmac } from "node:crypto";
import type { Element } from "@xmldom/xmldom";
import { childElements, parseDocument } from "./documents.ts";
import {
  type CallReport,
  type IncomingCall,
  newCall,
  type OngoingCall,
  ring,
  type SentResponse,
  type SimulatorOptions,
  WebhookSender,
} from "./simulated-call.ts";
import { formText } from "./webhook.ts";

export interface TwilioOptions extends SimulatorOptions {
  readonly accountSid: string;
  readonly authToken: string;
}

export interface TwilioCall extends IncomingCall {
  readonly beforeNext?: () => Promise<void> | undefined;
}

type Fields = Readonly<Record<string, string>>;

/** Behaves like Twilio: signs, follows TwiML over its callbacks, and lets the caller hear an error when there is none. */
export class TwilioSimulator {
  readonly #options: TwilioOptions;
  readonly #sender: WebhookSender;
  #count = 0;

  constructor(options: TwilioOptions) {
    this.#options = options;
    this.#sender = new WebhookSender(options);
  }

  /** `beforeNext` runs between two webhooks. */
  async call({ from, to, outcomeOf, beforeNext }: TwilioCall): Promise<CallReport> {
    this.#count += 1;
    const fields = {
      AccountSid: this.#options.accountSid,
      ApiVersion: "2010-04-01",
      CallSid: `CA${String(this.#count).padStart(32, "0")}`,
      CallStatus: "ringing",
      Called: to,
      Caller: from,
      Direction: "inbound",
      From: from,
      To: to,
    };
    const call = newCall();
    let url: string | undefined = this.#sender.urlOf("/voice");
    for (let more: Fields = {}, steps = 0; url !== undefined; steps++) {
      if (steps > 30) throw new Error("the call does not end");
      const followed = await this.#follow(call, url, { ...fields, ...more }, outcomeOf);
      await beforeNext?.();
      [url, more] = [followed?.url, followed?.fields ?? {}];
    }
    return call;
  }

  send(url: string, fields: Fields): Promise<SentResponse> {
    return this.#sender.send(url, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
        "x-twilio-signature": this.sign(url, fields),
      },
      body: formText(fields),
    });
  }

  sign(url: string, fields: Fields): string {
    const text = Object.keys(fields)
      .sort()
      .map((name) => name + fields[name])
      .join("");
    return createHmac("sha1", this.#options.authToken)
      .update(url + text)
      .digest("base64");
  }

  async #follow(
    call: OngoingCall,
    url: string,
    fields: Fields,
    outcomeOf: IncomingCall["outcomeOf"],
  ): Promise<{ url: string; fields: Fields } | undefined> {
    const response = await this.#sender.send(url, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
        "x-twilio-signature": this.sign(url, fields),
      },
      body: formText(fields),
    });
    if (response.status !== 200) {
      call.end = "carrierError";
      return undefined;
    }
    const document = parseDocument(response.text);
    call.documents.push(response.text);
    for (const verb of childElements(document)) {
      const next = run(call, verb, outcomeOf);
      if (next === "end") return undefined;
      if (next !== undefined) return next;
    }
    return undefined;
  }
}

const statuses = { answered: "completed", busy: "busy", noAnswer: "no-answer", failed: "failed" } as const;

function run(call: OngoingCall, verb: Element, outcomeOf: IncomingCall["outcomeOf"]) {
  switch (verb.tagName) {
    case "Say":
      call.heard.push(verb.textContent ?? "");
      return undefined;
    case "Reject":
      call.end = "refused";
      return "end";
    case "Hangup":
      if (call.answeredBy !== null) call.end = "answered";
      return "end";
    case "Record":
      call.hasLeftMessage = true;
      return {
        url: verb.getAttribute("action") ?? "",
        fields: { RecordingUrl: "https://api.twilio.com/recordings/RE1", RecordingDuration: "7" },
      };
    case "Dial": {
      const outcome = ring(
        call,
        childElements(verb).map(endpointOf),
        verb.getAttribute("callerId"),
        outcomeOf,
      );
      return { url: verb.getAttribute("action") ?? "", fields: { DialCallStatus: statuses[outcome] } };
    }
    default:
      throw new Error(`<${verb.tagName}> is no verb of TwiML`);
  }
}

const prefixes: Readonly<Record<string, string>> = { Client: "client:", Number: "tel:", Sip: "" };

/** In the spelling of a user's endpoints. */
function endpointOf({ tagName, textContent }: Element): string {
  const prefix = prefixes[tagName];
  if (prefix === undefined) throw new Error(`<${tagName}> is no noun of <Dial>`);
  return prefix + textContent;
}
