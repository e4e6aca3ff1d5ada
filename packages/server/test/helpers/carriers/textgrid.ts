import { createHmac, randomUUID } from "node:crypto";
import type { Element } from "@xmldom/xmldom";
import {
  type AfterVerb,
  type Fields,
  followDocuments,
  type Question,
  textOf,
  XmlSender,
  type XmlSimulatorOptions,
} from "./follow-xml.ts";
import {
  type CallReport,
  type IncomingCall,
  newCall,
  type OngoingCall,
  ring,
  type SentResponse,
} from "./simulated-call.ts";
import { textgridRules } from "./textgrid-rules.ts";
import { formText, formType } from "./webhook.ts";

/**
 * Behaves like TextGrid as far as it is known: signs the URL and the body, rings one number, and asks nothing afterwards. No
 * message is sent again.
 */
export class TextGridSimulator {
  readonly #options: XmlSimulatorOptions & { readonly webhookSecret: string };
  readonly #sender: XmlSender;

  constructor(options: XmlSimulatorOptions & { readonly webhookSecret: string }) {
    this.#options = options;
    this.#sender = new XmlSender(options);
  }

  async call(incoming: IncomingCall): Promise<CallReport> {
    const call = newCall();
    const fields = {
      AccountSid: "k3IdEjalZGVfMfyP0ndSGg==",
      CallSid: `CA${randomUUID()}`,
      From: incoming.from,
      To: incoming.to,
      CallStatus: "ringing",
      Direction: "inbound",
    };
    const carrier = {
      rules: textgridRules,
      triesMax: 1,
      fallbackUrl: this.#options.fallbackUrl,
      ask: (question: Question) => this.#ask(question),
      run,
    };
    await followDocuments(carrier, call, incoming, { url: this.#sender.urlOf("/voice"), fields });
    return call;
  }

  async sendMessage(message: { from: string; to: string; text: string }): Promise<number[]> {
    const MessageSid = `TG${randomUUID()}`;
    const fields = { MessageSid, From: message.from, To: message.to, Body: message.text, NumMedia: "0" };
    const { status } = await this.send(this.#sender.urlOf("/sms"), formText(fields), formType);
    return [status];
  }

  send(url: string, body: string, contentType: string): Promise<SentResponse> {
    return this.#sender.send(url, { method: "POST", headers: this.#sign(url, body, contentType), body });
  }

  #ask({ url, fields }: Question): Promise<SentResponse | undefined> {
    const body = formText(fields);
    return this.#sender.ask(url, { method: "POST", headers: this.#sign(url, body, formType), body });
  }

  #sign(url: string, body: string, contentType: string): Fields {
    const text = url + body.split("").map(escapeUnit).join("");
    const signature = createHmac("sha1", this.#options.webhookSecret).update(text).digest("base64");
    return { "content-type": contentType, "x-textgrid-signature": signature };
  }
}

const escapeUnit = (unit: string): string =>
  unit.charCodeAt(0) > 127 ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}` : unit;

function run(call: OngoingCall, verb: Element, { outcomeOf }: IncomingCall): AfterVerb {
  switch (verb.tagName) {
    case "Say":
      call.heard.push(textOf(verb));
      return "next";
    case "Dial":
      if (ring(call, [`tel:${textOf(verb)}`], verb.getAttribute("callerId"), outcomeOf) === "answered")
        call.end = "answered";
      return "next";
    default:
      throw new Error(`<${verb.tagName}> is not known to TextGrid`);
  }
}
