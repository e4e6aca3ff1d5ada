import type { CallOutcome, UnansweredReason } from "../../model.ts";
import type { Inbound } from "../routing/route-lookups.ts";
import type { CallEvent } from "./call.ts";
import type { CallRouting } from "./call-routing.ts";
import type { CallNotification } from "./notify-call.ts";
import { numbersProviderOf } from "./numbers-provider.ts";

interface DecidedCall {
  readonly event: Exclude<CallEvent, { kind: "status" }>;
  readonly outcome: CallOutcome;
  readonly reason?: UnansweredReason | undefined;
  readonly recording?: CallNotification["recording"];
}

/** What the organization of the called number is notified of; undefined for a line of nobody, and when there is nothing new. */
export function callNotification(
  { services, call, account }: CallRouting,
  { organizationId, numberId, holder, why }: Inbound,
  decided: DecidedCall,
): CallNotification | undefined {
  const kind = kindOf(decided);
  if (organizationId === null || kind === undefined) return undefined;
  return {
    ...{ kind, organizationId, at: services.now() },
    carrierAccountId: account.id,
    carrierCallId: call.id,
    provider: numbersProviderOf(account),
    direction: "inbound",
    line: call.to,
    numberId,
    userId: holder?.userId ?? null,
    from: call.isWithheld ? null : call.from,
    rule: why.rule,
    recording: decided.recording,
  };
}

function kindOf({ event, outcome, reason, recording }: DecidedCall): CallNotification["kind"] | undefined {
  if (recording !== undefined) return "call.voicemail";
  if (event.kind === "incoming" && outcome === "ringing") return "call.routed";
  if (reason === undefined) return undefined;
  // The document asks another number.
  return outcome === "forwarded" ? "call.routed" : "call.missed";
}
