import type { Element } from "@xmldom/xmldom";
import { childElements, type DocumentRules, parseDocument, violations } from "./documents.ts";
import {
  type IncomingCall,
  type OngoingCall,
  ring,
  type SentRequest,
  type SentResponse,
  type SimulatorOptions,
  WebhookSender,
} from "./simulated-call.ts";

export type Fields = Readonly<Record<string, string>>;

/** A URL that is asked for a document, and what has happened. */
export interface Question {
  readonly url: string;
  readonly fields: Fields;
}

/** What follows a verb: the next one, the end of the call, or another document. */
export type AfterVerb = "next" | "end" | Question;

export interface XmlSimulatorOptions extends SimulatorOptions {
  /** Asked once when there is no document at a URL. */
  readonly fallbackUrl?: string;
  /** After which time a response is given up. */
  readonly timeoutMs?: number;
}

/** How one carrier asks for documents and follows them. */
export interface XmlCarrier {
  readonly rules: DocumentRules;
  readonly triesMax: number;
  readonly fallbackUrl?: string | undefined;
  /** Undefined without a response in time. `failedUrl` is what the fallback URL is asked instead of. */
  ask(question: Question, failedUrl?: string): Promise<SentResponse | undefined>;
  run(call: OngoingCall, verb: Element, incoming: IncomingCall): AfterVerb | Promise<AfterVerb>;
}

const stepsMax = 30;

/** Asks for documents and follows them until the call has ended. */
export async function followDocuments(
  carrier: XmlCarrier,
  call: OngoingCall,
  incoming: IncomingCall,
  first: Question,
): Promise<void> {
  let question: Question | undefined = first;
  for (let steps = 0; question !== undefined; steps++) {
    if (steps > stepsMax) throw new Error("the call does not end");
    question = await followDocument(carrier, call, incoming, question);
  }
}

async function followDocument(
  carrier: XmlCarrier,
  call: OngoingCall,
  incoming: IncomingCall,
  question: Question,
): Promise<Question | undefined> {
  const document = await documentOf(carrier, call, question);
  if (document === undefined) call.end = "carrierError";
  for (const verb of document === undefined ? [] : childElements(document)) {
    const after = await carrier.run(call, verb, incoming);
    if (after === "end") return undefined;
    if (after !== "next") return after;
  }
  return undefined;
}

/** Tries the URL as often as the carrier does, then the fallback URL once. */
async function documentOf(
  carrier: XmlCarrier,
  call: OngoingCall,
  question: Question,
): Promise<Element | undefined> {
  for (let tries = 0; tries < carrier.triesMax; tries++) {
    const document = read(carrier, call, await carrier.ask(question));
    if (document !== undefined) return document;
  }
  const url = carrier.fallbackUrl;
  if (url === undefined) return undefined;
  return read(carrier, call, await carrier.ask({ ...question, url }, question.url));
}

function read(
  { rules }: XmlCarrier,
  call: OngoingCall,
  response: SentResponse | undefined,
): Element | undefined {
  if (response?.status !== 200 || !/^(?:application|text)\/xml\b/.test(response.contentType))
    return undefined;
  call.documents.push(response.text);
  try {
    call.violations.push(...violations(response.text, rules));
    return parseDocument(response.text);
  } catch {
    return undefined;
  }
}

/** Sends requests and gives up after the carrier's time. */
export class XmlSender extends WebhookSender {
  readonly #timeoutMs: number | undefined;

  constructor(options: XmlSimulatorOptions) {
    super(options);
    this.#timeoutMs = options.timeoutMs;
  }

  async ask(url: string, request: SentRequest): Promise<SentResponse | undefined> {
    const signal = this.#timeoutMs === undefined ? undefined : AbortSignal.timeout(this.#timeoutMs);
    try {
      return await this.send(url, { ...request, signal });
    } catch (error) {
      if (signal?.aborted) return undefined;
      throw error;
    }
  }
}

export const textOf = (element: Element): string => element.textContent ?? "";

/** The URL of an attribute that the document needs here. */
export function urlIn(element: Element, name: string): string {
  const url = element.getAttribute(name);
  if (!url) throw new Error(`<${element.tagName}> has no ${name}`);
  return url;
}

/** Rings the targets in an element at once. Their spelling is that of a user's endpoints. */
export function ringTargets(
  call: OngoingCall,
  element: Element,
  { outcomeOf }: IncomingCall,
  { callerId, prefixes }: { readonly callerId: string; readonly prefixes: Fields },
) {
  const endpoints = childElements(element).map((noun) => `${prefixes[noun.tagName] ?? ""}${textOf(noun)}`);
  return ring(call, endpoints, element.getAttribute(callerId), outcomeOf);
}

/** Ends a call that somebody may have answered. */
export function end(call: OngoingCall): "end" {
  if (call.answeredBy !== null) call.end = "answered";
  return "end";
}
