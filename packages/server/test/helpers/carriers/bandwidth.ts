import { randomUUID } from "node:crypto";
import type { Element } from "@xmldom/xmldom";
import { bxmlRules } from "./bxml-rules.ts";
import {
  type AfterVerb,
  end,
  type Fields,
  followDocuments,
  type Question,
  ringTargets,
  textOf,
  XmlSender,
  type XmlSimulatorOptions,
} from "./follow-xml.ts";
import { type CallReport, type IncomingCall, newCall, type OngoingCall } from "./simulated-call.ts";
import { basic } from "./simulator.ts";

const causes = { answered: "hangup", busy: "busy", noAnswer: "timeout", failed: "error" } as const;

export interface BandwidthSimulatorOptions extends XmlSimulatorOptions {
  /** Of the applications. */
  readonly user: string;
  readonly password: string;
}

/**
 * Behaves like Bandwidth: sends the application's password to the application's URLs, and to a URL in a document the one that
 * the document contains. A message is sent again for a day.
 */
export class BandwidthSimulator {
  readonly #options: BandwidthSimulatorOptions;
  readonly #sender: XmlSender;

  constructor(options: BandwidthSimulatorOptions) {
    this.#options = options;
    this.#sender = new XmlSender(options);
  }

  async call(incoming: IncomingCall): Promise<CallReport> {
    const call = newCall();
    const common = {
      callId: `c-${randomUUID()}`,
      from: incoming.from,
      to: incoming.to,
      direction: "inbound",
    };
    const { user, password } = this.#options;
    const ask = (url: string, { username = user, secret = password, ...event }: Fields) =>
      this.#sender.ask(url, this.#request({ ...common, ...event }, basic(username, secret)));
    const carrier = {
      rules: bxmlRules,
      triesMax: 1,
      fallbackUrl: this.#options.fallbackUrl,
      ask: ({ url, fields }: Question) => ask(url, fields),
      run: async (_: OngoingCall, verb: Element): Promise<AfterVerb> => {
        const url = verb.getAttribute("recordingAvailableUrl");
        if (verb.tagName === "Record" && url) await ask(url, { ...authorizationIn(verb), ...recording });
        return run(call, verb, incoming);
      },
    };
    const first = { url: this.#sender.urlOf("/voice"), fields: { eventType: "initiate" } };
    await followDocuments(carrier, call, incoming, first);
    return call;
  }

  /** Returns the statuses of all tries, of which there are more than `triesMax` in a day. */
  async sendMessage(
    message: { from: string; to: readonly string[]; text: string },
    triesMax = 5,
  ): Promise<number[]> {
    const [owner = ""] = message.to;
    const received = { id: randomUUID(), owner, direction: "in", ...message };
    const event = [
      { type: "message-received", time: new Date(0).toISOString(), to: owner, message: received },
    ];
    const { user, password } = this.#options;
    const statuses: number[] = [];
    do {
      const url = this.#sender.urlOf("/sms");
      statuses.push((await this.#sender.send(url, this.#request(event, basic(user, password)))).status);
    } while (statuses.length < triesMax && !isSuccess(statuses.at(-1)));
    return statuses;
  }

  #request(event: object, authorization: string) {
    const headers = { "content-type": "application/json; charset=utf-8", authorization };
    return { method: "POST" as const, headers, body: JSON.stringify(event) };
  }
}

const isSuccess = (status = 0): boolean => status >= 200 && status < 300;

/** Nothing is sent where the document contains nothing. */
const authorizationIn = (verb: Element): Fields => ({
  username: verb.getAttribute("username") ?? "",
  secret: verb.getAttribute("password") ?? "",
});

/** Comes also when the caller hung up, unlike `recordComplete`. */
const recording = {
  eventType: "recordingAvailable",
  mediaUrl: "https://voice.bandwidth.com/recordings/1/media",
  duration: "PT7.2S",
};

function run(call: OngoingCall, verb: Element, incoming: IncomingCall): AfterVerb {
  switch (verb.tagName) {
    case "SpeakSentence":
      call.heard.push(textOf(verb));
      return "next";
    case "Hangup":
      if (call.rang.length + call.heard.length === 0) call.end = "refused";
      return end(call);
    case "StartRecording":
    case "StopRecording":
      return "next";
    case "Record":
      call.hasLeftMessage = true;
      return incoming.hangsUp ? "end" : "next";
    case "Transfer":
      return transfer(call, verb, incoming);
    default:
      throw new Error(`<${verb.tagName}> is no verb of BXML`);
  }
}

/** Without a URL for its end, the document goes on. */
function transfer(call: OngoingCall, verb: Element, incoming: IncomingCall): AfterVerb {
  const prefixes = { PhoneNumber: "tel:" };
  const outcome = ringTargets(call, verb, incoming, { callerId: "transferCallerId", prefixes });
  const url = verb.getAttribute("transferCompleteUrl");
  const event = { eventType: "transferComplete", cause: causes[outcome] };
  return url ? { url, fields: { ...authorizationIn(verb), ...event } } : "next";
}
