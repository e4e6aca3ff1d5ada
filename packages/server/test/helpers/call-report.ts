import type { CallReport, OrganizationId } from "../../src/model.ts";
import { testStart } from "./time.ts";
import { typedId } from "./typed-id.ts";

let reported = 0;

/** The report of a call that a holder has answered at the first endpoint; a new call each time. */
export function callReport(organizationId: OrganizationId, fields: Partial<CallReport> = {}): CallReport {
  reported += 1;
  return {
    organizationId,
    carrierAccountId: typedId("ca".padEnd(24, "0")),
    carrierCallId: `CA${reported}`,
    provider: "twilio",
    direction: "inbound",
    at: testStart,
    line: "+14165550101",
    numberId: null,
    userId: null,
    otherDigits: "0199",
    decision: "ring",
    rule: "inboundHolder",
    legOutcome: null,
    endpoints: [],
    outcome: "answered",
    retentionDays: 30,
    ...fields,
  };
}
