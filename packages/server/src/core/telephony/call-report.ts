import type { CallReport } from "../../model.ts";
import type { Inbound } from "../routing/route-lookups.ts";
import type { CallRouting } from "./call-routing.ts";
import type { DialOutCaller } from "./dial-out.ts";
import { numbersProviderOf } from "./numbers-provider.ts";

export type ReportedStep = Pick<CallReport, "decision" | "legOutcome" | "endpoints" | "outcome">;

/** Carriers' ids of calls are shorter. */
const callIdLengthMax = 200;

/** Undefined when the account keeps no calls, and for a line of nobody that was called at an account of the platform. */
export function inboundReport(
  routing: CallRouting,
  { organizationId, numberId, holder, why }: Inbound,
  step: ReportedStep,
): CallReport | undefined {
  const { call, account, policy } = routing;
  const owner = organizationId ?? account.organizationId;
  if (owner === null || !policy.keepsCalls) return undefined;
  return {
    ...commonReport(routing),
    organizationId: owner,
    direction: "inbound",
    line: call.to,
    numberId,
    userId: holder?.userId ?? null,
    otherDigits: call.isWithheld ? null : lastDigitsOf(call.from),
    rule: why.rule,
    ...step,
    retentionDays: policy.callRetentionDays,
  };
}

export function outboundReport(
  routing: CallRouting,
  { userId, outbound, from, policy }: DialOutCaller,
  step: ReportedStep,
): CallReport | undefined {
  const { organizationId, why } = outbound;
  if (organizationId === null || !policy.keepsCalls) return undefined;
  return {
    ...commonReport(routing),
    organizationId,
    direction: "outbound",
    line: from.line,
    numberId: from.numberId,
    userId,
    otherDigits: lastDigitsOf(routing.call.to),
    rule: why.rule,
    ...step,
    retentionDays: policy.callRetentionDays,
  };
}

const commonReport = ({ services, account, call }: CallRouting) => ({
  carrierAccountId: account.id,
  carrierCallId: call.id.slice(0, callIdLengthMax),
  provider: numbersProviderOf(account),
  at: services.now(),
});

/** The last four digits of a phone number, which identify nobody; null for another text. */
const lastDigitsOf = (number: string): string | null => /^\+?[0-9]*([0-9]{4})$/.exec(number)?.[1] ?? null;
