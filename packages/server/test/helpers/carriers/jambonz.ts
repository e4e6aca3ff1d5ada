import { createHmac, randomUUID } from "node:crypto";
import { schemaViolations } from "../json-schema.ts";
import { jambonzVerbs } from "./jambonz-rules.ts";
import {
  type CallReport,
  dialStatuses,
  documentOf,
  type IncomingCall,
  newCall,
  type OngoingCall,
  ring,
  type SentResponse,
  type SimulatorOptions,
  WebhookSender,
} from "./simulated-call.ts";

interface Verb {
  readonly verb: string;
  readonly text?: string;
  readonly callerId?: string;
  readonly actionHook?: string;
  readonly target?: readonly { readonly number?: string; readonly sipUri?: string; readonly name?: string }[];
}

/** jambonz's feature server, as far as a webhook sees it. */
export class JambonzSimulator {
  readonly #sender: WebhookSender;
  readonly #secret: string;

  constructor(options: SimulatorOptions, secret: string) {
    this.#sender = new WebhookSender(options);
    this.#secret = secret;
  }

  /** Executes the verbs, with those that an `actionHook` returns. */
  async call({ from, to, outcomeOf }: IncomingCall): Promise<CallReport> {
    const call = newCall();
    const fields = { call_sid: randomUUID(), direction: "inbound", from, to, call_status: "trying" };
    const sip = { method: "INVITE", headers: { from: `<sip:${from}@carrier.example>` } };
    const response = await this.post(this.#sender.urlOf("/voice"), { sip, ...fields });
    let verbs = this.#read(call, response);
    while (verbs !== undefined) verbs = await this.#execute(call, verbs, { fields, outcomeOf });
    const done = { ...fields, call_status: "completed", call_termination_by: "caller" };
    await this.post(this.#sender.urlOf("/status"), done);
    return call;
  }

  /** Returns the verbs that replace these; undefined when the call has ended. */
  async #execute(
    call: OngoingCall,
    verbs: readonly Verb[],
    { fields, outcomeOf }: { fields: object; outcomeOf: IncomingCall["outcomeOf"] },
  ): Promise<readonly Verb[] | undefined> {
    for (const { verb, text, target = [], callerId = null, actionHook } of verbs) {
      if (verb === "say") call.heard.push(text ?? "");
      if (verb === "sip:decline" && call.heard.length === 0 && call.answeredBy === null) call.end = "refused";
      if (verb === "hangup" || call.end === "refused") return undefined;
      if (verb !== "dial") continue;
      const endpoints = target.map(({ number, sipUri, name }) => number ?? sipUri ?? name ?? "");
      const outcome = ring(call, endpoints, callerId, outcomeOf);
      if (outcome === "answered") call.end = "answered";
      const result = { dial_call_status: dialStatuses[outcome], dial_call_sid: randomUUID() };
      const response = await this.post(actionHook ?? "", { ...fields, ...result });
      return this.#read(call, response);
    }
    return undefined;
  }

  #read(call: OngoingCall, response: SentResponse): readonly Verb[] | undefined {
    const document = documentOf(response);
    call.documents.push(document);
    if (document === undefined) call.end = "carrierError";
    else call.violations.push(...schemaViolations(jambonzVerbs, document));
    return document as readonly Verb[] | undefined;
  }

  post(url: string, fields: object): Promise<SentResponse> {
    const body = JSON.stringify(fields);
    const time = Math.floor(this.#sender.now() / 1000);
    const signature = createHmac("sha256", this.#secret).update(`${time}.${body}`).digest("hex");
    const headers = { "content-type": "application/json", "jambonz-signature": `t=${time},v1=${signature}` };
    return this.#sender.send(url, { method: "POST", headers, body });
  }
}
