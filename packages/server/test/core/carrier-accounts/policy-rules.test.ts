import { expect, test } from "vitest";
import { carrierDoors } from "../../../src/carriers/doors.ts";
import { webhookVerification } from "../../../src/core/carrier-accounts/credential-fields.ts";
import { defaultPolicy, policyProblems } from "../../../src/core/carrier-accounts/policy-rules.ts";
import { carrierProviders } from "../../../src/model.ts";

test.each(carrierProviders)(
  "accepts voicemail of %s exactly when its documents can record the caller",
  (provider) => {
    const unanswered = { action: "voicemail", forwardTo: null, texts: {} } as const;
    const problems = policyProblems(provider, { ...defaultPolicy(provider), unanswered });
    expect(problems.length === 0).toBe(carrierDoors[provider].voice?.canRecordVoicemail ?? false);
  },
);

test.each(carrierProviders)("the default policy of %s is valid", (provider) => {
  expect(policyProblems(provider, defaultPolicy(provider))).toEqual([]);
});

test.each(carrierProviders)("%s needs credentials for exactly the webhooks that are answered", (provider) => {
  const { voice, sms } = webhookVerification[provider];
  const door = carrierDoors[provider];
  expect([voice !== undefined, sms !== undefined]).toEqual([
    door.voice !== undefined,
    door.sms !== undefined,
  ]);
});
