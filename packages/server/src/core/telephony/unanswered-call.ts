import type { UnansweredPolicy, UnansweredReason } from "../../model.ts";
import { countriesIfLoaded } from "../../text/country-of.ts";
import { e164 } from "../../text/line-kind.ts";
import { type AnnouncementKind, announcementOf } from "./announcements.ts";
import type { CallStep } from "./call.ts";
import { type CallRouting, callerIdOf } from "./call-routing.ts";

/** The longest message that a caller can leave. */
const voicemailSecondsMax = 120;
/** Several carriers speak no longer text, and a caller listens to none. */
const textLengthMax = 600;

const rejection: Pick<UnansweredPolicy, "action" | "texts" | "forwardTo"> = {
  action: "reject",
  texts: {},
  forwardTo: null,
};

/** What happens to a call that nobody answers. Never forwards a call twice. */
export function unansweredStep(
  routing: CallRouting,
  reason: UnansweredReason,
  canForward: boolean,
): CallStep {
  const policy = policyFor(routing, reason);
  switch (policy.action) {
    case "reject":
      return routing.capabilities.canReject ? { kind: "reject" } : { kind: "hangUp" };
    case "forward":
      return (canForward && forwardStep(routing, policy)) || announceStep(routing, "unavailable", policy);
    case "voicemail":
      return routing.capabilities.canRecordVoicemail
        ? voicemailStep(routing, policy)
        : announceStep(routing, "unavailable", policy);
    case "announce":
      return announceStep(routing, "unavailable", policy);
  }
}

/** A number that is none of ours is refused, which costs nothing at some carriers, unless its reason has a policy. */
function policyFor({ policy }: CallRouting, reason: UnansweredReason) {
  const own = policy.unansweredByReason[reason];
  if (own !== undefined) return own;
  return reason === "notOurs" ? rejection : policy.unanswered;
}

/** Undefined when the number must not be called: it is one that calls us, or it is not known whether it is. */
function forwardStep(routing: CallRouting, { forwardTo }: Pick<UnansweredPolicy, "forwardTo">) {
  const { services, call, policy, urls } = routing;
  const { snapshot } = services.routeIndexSync;
  if (forwardTo === null || forwardTo === call.to || snapshot === undefined) return undefined;
  if (!e164.test(forwardTo) || snapshot.index.hasLine(forwardTo)) return undefined;
  return {
    kind: "forward",
    line: forwardTo,
    seconds: policy.ringSeconds,
    callerId: callerIdOf(routing),
    nextUrl: urls.next("forwarded"),
  } as const;
}

function voicemailStep(routing: CallRouting, { texts }: Pick<UnansweredPolicy, "texts">): CallStep {
  return {
    kind: "voicemail",
    ...spoken(routing, "voicemail", texts),
    secondsMax: voicemailSecondsMax,
    recordedUrl: routing.urls.recorded,
  };
}

export const announceStep = (
  routing: CallRouting,
  kind: AnnouncementKind,
  { texts }: Pick<UnansweredPolicy, "texts"> = { texts: {} },
): CallStep => ({ kind: "announce", ...spoken(routing, kind, texts) });

function spoken(routing: CallRouting, kind: AnnouncementKind, texts: UnansweredPolicy["texts"]) {
  const { text, language } = announcementOf(kind, languageOf(routing), routing.policy, texts);
  return { text: [...text].slice(0, textLengthMax).join(""), language };
}

function languageOf({ policy, call }: CallRouting): string {
  const { language, languageByCountry } = policy;
  if (Object.keys(languageByCountry).length === 0 || !e164.test(call.to)) return language;
  const country = countriesIfLoaded()?.(call.to);
  return (country !== undefined && languageByCountry[country]) || language;
}
