import type { CarrierAccount } from "../../src/model.ts";
import { testStart } from "../helpers/time.ts";
import { typedId } from "../helpers/typed-id.ts";

/** A Twilio account of no organization, unless the fields have one. */
export const carrierAccount = (fields: Partial<CarrierAccount> = {}): CarrierAccount => ({
  id: typedId("ca".padEnd(24, "0")),
  serial: 1,
  organizationId: null,
  provider: "twilio",
  name: "Twilio",
  status: "enabled",
  publicUrl: "https://edge.acme.example",
  apiUrl: null,
  identifiers: {},
  secretNames: [],
  previousSecretsExpireAt: null,
  ringSeconds: 20,
  ringMode: "sequential",
  callerId: "caller",
  recordsCalls: false,
  unanswered: { action: "announce", forwardTo: null, texts: {} },
  unansweredByReason: {},
  language: "en-US",
  languageByCountry: {},
  forwardsMessages: false,
  forwardedMessagesPerHour: 10,
  keepsCalls: true,
  callRetentionDays: 30,
  dialOutCountries: [],
  syncHours: null,
  createdAt: testStart,
  version: 1,
  ...fields,
});
