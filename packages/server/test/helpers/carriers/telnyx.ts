import { generateKeyPairSync, type KeyPairKeyObjectResult, randomUUID, sign } from "node:crypto";
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
import { texmlRules } from "./texml-rules.ts";
import { formText, formType } from "./webhook.ts";

export interface TelnyxSimulatorOptions extends XmlSimulatorOptions {
  /** Random by default. */
  readonly keys?: KeyPairKeyObjectResult;
}

/**
 * Behaves like Telnyx: signs with Ed25519, follows TeXML, and asks a fallback URL when there is none. A message is sent three
 * times to each URL.
 */
export class TelnyxSimulator {
  readonly #keys: KeyPairKeyObjectResult;
  readonly #sender: XmlSender;
  readonly #fallbackUrl: string | undefined;

  constructor({ keys = generateKeyPairSync("ed25519"), ...options }: TelnyxSimulatorOptions) {
    this.#keys = keys;
    this.#sender = new XmlSender(options);
    this.#fallbackUrl = options.fallbackUrl;
  }

  /** As Mission Control shows it. */
  get publicKey(): string {
    const key = this.#keys.publicKey.export({ format: "der", type: "spki" });
    return key.subarray(-32).toString("base64");
  }

  async call(incoming: IncomingCall): Promise<CallReport> {
    const call = newCall();
    const common = {
      AccountSid: randomUUID(),
      CallSid: `v3:${randomUUID()}`,
      ConnectionId: "1494404757140276705",
    };
    const fields = { ...common, From: incoming.from, To: incoming.to, CallStatus: "ringing" };
    const carrier = {
      rules: texmlRules,
      triesMax: 1,
      fallbackUrl: this.#fallbackUrl,
      ask: ({ url, fields: more }: Question) => this.#ask(url, { ...fields, ...more }),
      run: async (_: OngoingCall, verb: Element): Promise<AfterVerb> => {
        if (verb.tagName === "Record") await this.#reportRecording(verb, common);
        return run(call, verb, incoming);
      },
    };
    await followDocuments(carrier, call, incoming, { url: this.#sender.urlOf("/voice"), fields: {} });
    return call;
  }

  /** Returns the statuses of all tries. */
  async sendMessage(message: { from: string; to: readonly string[]; text: string }): Promise<number[]> {
    const payload = {
      direction: "inbound",
      from: { phone_number: message.from },
      to: message.to.map((to) => ({ phone_number: to, status: "delivered" })),
      text: message.text,
      media: [],
    };
    const body = JSON.stringify({ data: { event_type: "message.received", id: randomUUID(), payload } });
    const urls = [this.#sender.urlOf("/sms"), this.#fallbackUrl].filter((url) => url !== undefined);
    const statuses: number[] = [];
    for (const url of urls.flatMap((it) => [it, it, it])) {
      const { status } = await this.send(url, body, "application/json");
      statuses.push(status);
      if (status >= 200 && status < 300) break;
    }
    return statuses;
  }

  send(url: string, body: string, contentType: string): Promise<SentResponse> {
    return this.#sender.send(url, { method: "POST", headers: this.sign(body, contentType), body });
  }

  sign(body: string, contentType = formType): Record<string, string> {
    const timestamp = String(Math.floor(this.#sender.now() / 1000));
    const signature = sign(null, Buffer.from(`${timestamp}|${body}`), this.#keys.privateKey);
    return {
      "content-type": contentType,
      "telnyx-timestamp": timestamp,
      "telnyx-signature-ed25519": signature.toString("base64"),
    };
  }

  #ask(url: string, fields: Fields): Promise<SentResponse | undefined> {
    const body = formText(fields);
    return this.#sender.ask(url, { method: "POST", headers: this.sign(body), body });
  }

  /** Once the recording exists, whoever ended it; without the numbers of the call. */
  async #reportRecording(verb: Element, common: Fields): Promise<void> {
    const url = verb.getAttribute("recordingStatusCallback");
    if (url) await this.#ask(url, { ...common, ...recording, RecordingStatus: "completed" });
  }
}

const recording = { RecordingUrl: "https://s3.amazonaws.com/recordings/1", RecordingDuration: "7" };

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
      call.hasLeftMessage = true;
      return incoming.hangsUp ? "end" : { url: urlIn(verb, "action"), fields: recording };
    case "Dial": {
      const outcome = ringTargets(call, verb, incoming, {
        callerId: "callerId",
        prefixes: { Number: "tel:" },
      });
      return { url: urlIn(verb, "action"), fields: { DialCallStatus: dialStatuses[outcome] } };
    }
    default:
      throw new Error(`<${verb.tagName}> is no verb of TeXML`);
  }
}
