import type { CallOutcome, CallReport, CarrierAccount, LegOutcome, UnansweredReason } from "../../model.ts";
import { loadCountries } from "../../text/country-of.ts";
import type { CoreServices } from "../kernel/context.ts";
import { isLine } from "../numbers/line.ts";
import { type Inbound, lookUpInbound } from "../routing/route-lookups.ts";
import type { CallEvent, CallStep, CarrierCall } from "./call.ts";
import { callNotification } from "./call-notification.ts";
import { inboundReport, outboundReport, type ReportedStep } from "./call-report.ts";
import { type CallCapabilities, type CallRouting, policyAccountOf } from "./call-routing.ts";
import { type CallStage, callUrlsOf } from "./call-urls.ts";
import { decideDialOut, findDialOutCaller } from "./dial-out.ts";
import type { CallNotification } from "./notify-call.ts";
import { numbersProviderOf } from "./numbers-provider.ts";
import { ringStep } from "./ring-step.ts";
import { telephonyContext } from "./telephony-context.ts";
import { announceStep, unansweredStep } from "./unanswered-call.ts";

/** What a carrier asks about a call. */
export interface CallQuestion {
  readonly account: CarrierAccount;
  readonly capabilities: CallCapabilities;
  /** Events of the kind `status` need no decision. */
  readonly event: Exclude<CallEvent, { kind: "status" }>;
  readonly stage: CallStage;
  /** Whether the holder is rung as the client `client_<user id>` only, as Tether does. */
  readonly ringsTetherClient?: boolean | undefined;
}

export interface CallDecision {
  readonly step: CallStep;
  /** Why nobody answers; undefined for a call that rings, was answered or is refused to a client. */
  readonly reason?: UnansweredReason | undefined;
  /** Undefined when there is nothing to record. */
  readonly report?: CallReport | undefined;
  /** Undefined when webhooks are not notified of anything. */
  readonly notification?: CallNotification | undefined;
  /** The recording that a caller left. */
  readonly recording?: { readonly url: string; readonly seconds: number | null } | undefined;
}

/** After this time the database counts as unavailable: the impatient carriers wait for a second. In milliseconds. */
const lookupMsMax = 800;

/**
 * Decides what happens next with a call. Served from memory; the database is asked only for what memory cannot decide, and
 * for at most `lookupMsMax`. Nothing is written. At stage n the n-th usable endpoint of the holder is rung: when the holder
 * or the endpoints change during a call, the next stage counts in the new list. Throws when the call cannot be decided: see
 * `undecidedCall`.
 */
export async function decideCall(services: CoreServices, question: CallQuestion): Promise<CallDecision> {
  const { client } = question.event.call;
  if (client !== undefined) return decideClientCall(services, question, client);
  const found = await lookUp(services, question.account, question.event.call);
  const routing = routingOf(services, question, found);
  if (Object.keys(routing.policy.languageByCountry).length > 0) await loadCountries();
  const { outcome, endpoints = [], ...decision } = decideInbound(routing, found, question);
  const reported = {
    outcome,
    endpoints,
    decision: decisionOf(decision.step),
    legOutcome: legOutcomeOf(question),
  };
  return {
    ...decision,
    report: found && inboundReport(routing, found, reported),
    notification: found && callNotification(routing, found, { ...decision, event: question.event, outcome }),
  };
}

/** Null for a step that only ends the call. */
function decisionOf({ kind }: CallStep): ReportedStep["decision"] {
  return kind === "hangUp" ? null : kind;
}

const legOutcomeOf = ({ event }: CallQuestion): LegOutcome | null =>
  event.kind === "legEnded" ? event.outcome : null;

type Decided = Omit<CallDecision, "report" | "notification"> & {
  readonly outcome: CallOutcome;
  readonly endpoints?: readonly string[];
};

function decideInbound(
  routing: CallRouting,
  found: Inbound | undefined,
  { event, stage, ringsTetherClient = false }: CallQuestion,
): Decided {
  if (event.kind === "recorded") {
    const { url, seconds } = event;
    return { step: { kind: "hangUp" }, recording: { url, seconds }, outcome: "voicemail" };
  }
  if (event.kind === "legEnded" && event.outcome === "answered")
    return { step: { kind: "hangUp" }, outcome: stage === "forwarded" ? "forwarded" : "answered" };
  const ring = found && ringStep(routing, found.holder, { stage, ringsTetherClient });
  const reason = reasonOf(found, stage);
  const step = ring?.step ?? unansweredStep(routing, reason, stage !== "forwarded");
  if (hasCallerLeft(event)) return { step, reason, outcome: "unanswered" };
  if (ring !== undefined) return { ...ring, outcome: "ringing" };
  return { step, reason, outcome: outcomeOf(step) };
}

/** The carriers cancel a leg when the caller hangs up. The document goes on nevertheless, should the caller still be there. */
const hasCallerLeft = (event: CallQuestion["event"]): boolean =>
  event.kind === "legEnded" && (event.outcome === "canceled" || event.hasCallerLeft === true);

/** What happens to a call that cannot be decided. Never throws. */
export function undecidedCall(services: CoreServices, question: CallQuestion): CallDecision {
  const routing = routingOf(services, question, undefined);
  const { stage, event } = question;
  if (isOver(event)) return { step: { kind: "hangUp" } };
  try {
    return { step: unansweredStep(routing, "failure", stage !== "forwarded"), reason: "failure" };
  } catch {
    const policy = { ...routing.policy, languageByCountry: {} };
    return { step: announceStep({ ...routing, policy }, "unavailable"), reason: "failure" };
  }
}

/** Whether the caller has reached somebody, or has left a message. */
const isOver = (event: CallQuestion["event"]): boolean =>
  event.kind === "recorded" || (event.kind === "legEnded" && event.outcome === "answered");

/** Undefined for what is no line of this provider. Throws when the database does not answer in time. */
async function lookUp(
  services: CoreServices,
  account: CarrierAccount,
  { to }: CarrierCall,
): Promise<Inbound | undefined> {
  const provider = numbersProviderOf(account);
  if (!isLine(provider, to)) return undefined;
  const found = lookUpInbound(telephonyContext(services, account), { provider, line: to });
  return found instanceof Promise ? await inTime(found) : found;
}

async function inTime<T>(promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("the lookup takes too long")), lookupMsMax);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function routingOf(
  services: CoreServices,
  { account, capabilities, event: { call } }: CallQuestion,
  found: Inbound | undefined,
): CallRouting {
  const policy = policyAccountOf(services, account, found?.organizationId ?? null);
  return { services, call, account, policy, capabilities, urls: callUrlsOf(account) };
}

function reasonOf(found: Inbound | undefined, stage: CallStage): UnansweredReason {
  const rule = found?.why.rule;
  switch (rule) {
    case undefined:
    case "unknownLine":
      return "notOurs";
    // `callLoop` never decides.
    case "callLoop":
    case "inboundHolder":
      return stage === 0 ? "noEndpoint" : "noAnswer";
    default:
      return rule;
  }
}

function outcomeOf({ kind }: CallStep): CallOutcome {
  if (kind === "forward") return "forwarded";
  if (kind === "voicemail") return "voicemail";
  return kind === "announce" ? "announced" : "rejected";
}

async function decideClientCall(
  services: CoreServices,
  question: CallQuestion,
  client: string,
): Promise<CallDecision> {
  const { event } = question;
  const routing = routingOf(services, question, undefined);
  if (event.kind === "incoming") {
    const { step, caller } = await decideDialOut(routing, client);
    const begun = { outcome: "ringing", decision: "dialOut", legOutcome: null, endpoints: [] } as const;
    return { step, report: caller && outboundReport(routing, caller, begun) };
  }
  const legOutcome = legOutcomeOf(question);
  const outcome = legOutcome === "answered" ? "answered" : "unanswered";
  const caller = await findDialOutCaller(routing, client);
  const ended = { outcome, decision: null, legOutcome, endpoints: [] } as const;
  const report = caller && outboundReport(routing, caller, ended);
  return { step: { kind: "hangUp" }, report };
}
