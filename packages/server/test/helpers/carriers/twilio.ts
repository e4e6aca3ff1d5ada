import { createHmac, randomUUID } from "node:crypto";
import type { Element } from "@xmldom/xmldom";
import {
  type AfterVerb,
  end,
  type Fields,
  followDocuments,
  type Question,
  ringTargets,
  textOf,
  urlIn,
  XmlSender,
  type XmlSimulatorOptions,
} from "./follow-xml.ts";
import {
  type CallReport,
  dialStatuses,
  type IncomingCall,
  newCall,
  type OngoingCall,
  type SentResponse,
} from "./simulated-call.ts";
import { twimlRules } from "./twiml-rules.ts";
import { formText } from "./webhook.ts";

export interface TwilioOptions extends XmlSimulatorOptions {
  readonly accountSid: string;
  readonly authToken: string;
}

export interface TwilioCall extends IncomingCall {
  /** Runs between two webhooks. */
  readonly beforeNext?: () => Promise<void> | undefined;
}

/**
 * Behaves like Twilio: signs, follows TwiML over its callbacks, asks the fallback URL once with the reason, and plays the caller
 * an error when there is none.
 */
export class TwilioSimulator {
  readonly #options: TwilioOptions;
  readonly #sender: XmlSender;
  #count = 0;

  constructor(options: TwilioOptions) {
    this.#options = options;
    this.#sender = new XmlSender(options);
  }

  async call({ beforeNext, ...incoming }: TwilioCall): Promise<CallReport> {
    const call = newCall();
    const fields = this.#fieldsOf(incoming);
    let isFirst = true;
    const carrier = {
      rules: twimlRules,
      triesMax: 1,
      fallbackUrl: this.#options.fallbackUrl,
      ask: async ({ url, fields: more }: Question, failedUrl?: string) => {
        if (!isFirst) await beforeNext?.();
        isFirst = false;
        return await this.#ask(url, { ...fields, ...more, ...failure(failedUrl) });
      },
      run,
    };
    await followDocuments(carrier, call, incoming, { url: this.#sender.urlOf("/voice"), fields: {} });
    return call;
  }

  /** Returns the statuses of all tries: of the URL, and of the fallback URL after a failure. */
  async sendMessage(message: { from: string; to: string; text: string }): Promise<number[]> {
    const fields = {
      AccountSid: this.#options.accountSid,
      MessageSid: `SM${randomUUID().replaceAll("-", "")}`,
      ...{ From: message.from, To: message.to, Body: message.text, NumMedia: "0", NumSegments: "1" },
    };
    const url = this.#sender.urlOf("/sms");
    const { status } = await this.send(url, fields);
    const { fallbackUrl } = this.#options;
    if (fallbackUrl === undefined || (status >= 200 && status < 300)) return [status];
    return [status, (await this.send(fallbackUrl, { ...fields, ...failure(url) })).status];
  }

  send(url: string, fields: Fields): Promise<SentResponse> {
    return this.#sender.send(url, this.#request(url, fields));
  }

  sign(url: string, fields: Fields): string {
    const names = Object.keys(fields).sort();
    const text = names.map((name) => name + fields[name]).join("");
    return createHmac("sha1", this.#options.authToken)
      .update(url + text)
      .digest("base64");
  }

  #fieldsOf({ from, to }: IncomingCall): Fields {
    this.#count += 1;
    return {
      AccountSid: this.#options.accountSid,
      ApiVersion: "2010-04-01",
      CallSid: `CA${String(this.#count).padStart(32, "0")}`,
      CallStatus: "ringing",
      ...{ Called: to, Caller: from, Direction: "inbound", From: from, To: to },
    };
  }

  #ask(url: string, fields: Fields): Promise<SentResponse | undefined> {
    return this.#sender.ask(url, this.#request(url, fields));
  }

  #request(url: string, fields: Fields) {
    const headers = {
      "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
      "x-twilio-signature": this.sign(url, fields),
    };
    return { method: "POST" as const, headers, body: formText(fields) };
  }
}

/** What the fallback URL is told in addition: https://www.twilio.com/docs/usage/security/availability-reliability */
const failure = (url: string | undefined): Fields =>
  url === undefined ? {} : { ErrorCode: "11200", ErrorUrl: url };

const prefixes = { Client: "client:", Number: "tel:" };

function run(call: OngoingCall, verb: Element, incoming: IncomingCall): AfterVerb {
  switch (verb.tagName) {
    case "Say":
      call.heard.push(textOf(verb));
      return "next";
    case "Reject":
      call.end = "refused";
      return "end";
    case "Hangup":
      return end(call);
    case "Record":
      return record(call, verb, incoming);
    case "Dial":
      return dial(call, verb, incoming);
    default:
      throw new Error(`<${verb.tagName}> is no verb of TwiML`);
  }
}

/** The action is asked also when the caller hung up. */
function record(call: OngoingCall, verb: Element, { hangsUp }: IncomingCall): AfterVerb {
  call.hasLeftMessage = true;
  const fields = { RecordingUrl: "https://api.twilio.com/recordings/RE1", RecordingDuration: "7" };
  return { url: urlIn(verb, "action"), fields: { ...fields, Digits: hangsUp ? "hangup" : "#" } };
}

/** Without an action the document goes on, also after a call that was answered. */
function dial(call: OngoingCall, verb: Element, incoming: IncomingCall): AfterVerb {
  const outcome = ringTargets(call, verb, incoming, { callerId: "callerId", prefixes });
  const url = verb.getAttribute("action");
  return url ? { url, fields: { DialCallStatus: dialStatuses[outcome] } } : "next";
}
