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
import { plivoRules } from "./plivo-rules.ts";
import {
  type CallReport,
  dialStatuses,
  type IncomingCall,
  newCall,
  type OngoingCall,
  type SentResponse,
  withoutPlus,
} from "./simulated-call.ts";
import { formText, formType } from "./webhook.ts";

export interface PlivoSimulatorOptions extends XmlSimulatorOptions {
  readonly authToken: string;
  /** Of the main account, when the number belongs to a subaccount. */
  readonly mainAuthToken?: string;
}

/**
 * Behaves like Plivo: signs calls with version 3 and messages with version 2, sends numbers without a plus, and tries a URL
 * twice before the fallback URL. No message is sent again.
 */
export class PlivoSimulator {
  readonly #options: PlivoSimulatorOptions;
  readonly #sender: XmlSender;

  constructor(options: PlivoSimulatorOptions) {
    this.#options = options;
    this.#sender = new XmlSender(options);
  }

  async call(incoming: IncomingCall): Promise<CallReport> {
    const call = newCall();
    const fields = {
      CallUUID: randomUUID(),
      From: withoutPlus(incoming.from),
      To: withoutPlus(incoming.to),
      CallStatus: "ringing",
      Direction: "inbound",
      Event: "StartApp",
    };
    const carrier = {
      rules: plivoRules,
      triesMax: 2,
      fallbackUrl: this.#options.fallbackUrl,
      ask: ({ url, fields: more }: Question) => this.#ask(url, { ...fields, ...more }),
      run,
    };
    await followDocuments(carrier, call, incoming, { url: this.#sender.urlOf("/voice"), fields: {} });
    return call;
  }

  async sendMessage(message: { from: string; to: string; text: string }): Promise<number[]> {
    const [From, To] = [withoutPlus(message.from), withoutPlus(message.to)];
    const fields = { MessageUUID: randomUUID(), From, To, Text: message.text, Type: "sms", Units: "1" };
    const url = this.#sender.urlOf("/sms");
    const headers = this.#signed("V2", (nonce) => url + nonce);
    const { status } = await this.#sender.send(url, { method: "POST", headers, body: formText(fields) });
    return [status];
  }

  #ask(url: string, fields: Fields): Promise<SentResponse | undefined> {
    const headers = this.signCall(url, fields);
    return this.#sender.ask(url, { method: "POST", headers, body: formText(fields) });
  }

  signCall(url: string, fields: Fields): Fields {
    const names = Object.keys(fields).sort();
    const text = names.map((name) => name + fields[name]).join("");
    return this.#signed("V3", (nonce) => `${url}?${text}.${nonce}`);
  }

  #signed(version: "V2" | "V3", text: (nonce: string) => string): Fields {
    const { authToken, mainAuthToken = authToken } = this.#options;
    const nonce = randomUUID();
    const sign = (key: string) => createHmac("sha256", key).update(text(nonce)).digest("base64");
    return {
      "content-type": formType,
      [`x-plivo-signature-${version}`]: sign(authToken),
      [`x-plivo-signature-ma-${version}`]: sign(mainAuthToken),
      [`x-plivo-signature-${version}-nonce`]: nonce,
    };
  }
}

function run(call: OngoingCall, verb: Element, incoming: IncomingCall): AfterVerb {
  switch (verb.tagName) {
    case "Speak":
      call.heard.push(textOf(verb));
      return "next";
    case "Hangup":
      if (verb.hasAttribute("reason")) call.end = "refused";
      return end(call);
    case "Record":
      return record(call, verb);
    case "Dial": {
      const prefixes = { Number: "tel:+" };
      const outcome = ringTargets(call, verb, incoming, { callerId: "callerId", prefixes });
      return { url: urlIn(verb, "action"), fields: { DialStatus: dialStatuses[outcome] } };
    }
    default:
      throw new Error(`<${verb.tagName}> is no element of Plivo XML`);
  }
}

/** A recording of the conversation goes on in the background. */
function record(call: OngoingCall, verb: Element): AfterVerb {
  if (verb.getAttribute("startOnDialAnswer") === "true") return "next";
  call.hasLeftMessage = true;
  const fields = { RecordUrl: "https://media.plivo.com/1.mp3", RecordingDuration: "7" };
  return { url: urlIn(verb, "action"), fields };
}
