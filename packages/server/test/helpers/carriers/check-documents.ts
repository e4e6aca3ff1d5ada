import fc from "fast-check";
import { expect } from "vitest";
import type { CarrierDoor } from "../../../src/carriers/contract/carrier-door.ts";
import type { CarrierCredentials } from "../../../src/core/telephony/carrier-client.ts";
import type { CarrierAccount } from "../../../src/model.ts";
import { type DocumentRules, violations } from "./documents.ts";
import { callStepsVia, carrierCalls } from "./steps.ts";

/** Renders random steps for random calls, and checks every document against the carrier's rules. */
export function checkDocuments(
  { voice }: CarrierDoor,
  rules: DocumentRules,
  account: Pick<CarrierAccount, "identifiers">,
  credentials: CarrierCredentials = {},
): void {
  if (voice === undefined) throw new Error("The carrier has no calls.");
  const targetOf = (endpoint: string) => voice.targetOf(endpoint, account as CarrierAccount);
  fc.assert(
    fc.property(callStepsVia(targetOf), carrierCalls, (step, call) => {
      const { status, contentType, body } = voice.render(step, call, credentials);
      expect({ status, contentType }).toEqual({ status: 200, contentType: "application/xml; charset=utf-8" });
      expect(violations(body, rules)).toEqual([]);
    }),
    { numRuns: 1000 },
  );
}
