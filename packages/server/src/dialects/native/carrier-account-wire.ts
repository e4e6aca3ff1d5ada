import type { CarrierSetup } from "../../core/carrier-accounts/account-setup.ts";
import { announcementLengthMax } from "../../core/carrier-accounts/policy-rules.ts";
import { webhookPurposes } from "../../core/carrier-accounts/setup-places.ts";
import { credentialTestOutcomes } from "../../core/carrier-accounts/test-credentials.ts";
import { component, flag, id, instant, nullable, oneOf, Type, toIso } from "../../http/mounting/schema.ts";
import {
  type CarrierAccount,
  callerIdPolicies,
  carrierAccountStatuses,
  carrierProviders,
  ringModes,
  unansweredActions,
} from "../../model.ts";
import { serial, toIsoOrNull } from "./wire.ts";

export const carrierProvider = () =>
  oneOf(
    carrierProviders,
    component(
      "CarrierProvider",
      "The carrier of the account; `jambonz` carries calls to numbers of another one.",
    ),
  );
export const carrierAccountStatus = () =>
  oneOf(
    carrierAccountStatuses,
    component("CarrierAccountStatus", "The webhooks of a disabled account are refused."),
  );
export const ringMode = () =>
  oneOf(
    ringModes,
    component(
      "RingMode",
      "`sequential` rings the endpoints of a user in their order, `simultaneous` all at once; as far as the carrier can.",
    ),
  );
export const callerIdPolicy = () =>
  oneOf(
    callerIdPolicies,
    component("CallerIdPolicy", "Whose number the rung endpoint sees. For a withheld caller the called one."),
  );
export const unansweredAction = () =>
  oneOf(
    unansweredActions,
    component(
      "UnansweredAction",
      "What happens to a call that nobody answers. `voicemail` where the carrier can record the caller.",
    ),
  );
export const descriptions = {
  publicUrl:
    "The base of the URLs that the carrier calls, letter by letter as they are configured there, such as `https://edge.example.com`.",
  apiUrl: "The base of the carrier's API, where it is not the usual one.",
  identifiers: "The credentials that are no secrets by name, such as `accountSid`.",
  ringSeconds: "How long an endpoint rings: 5 to 60 seconds, and to 120 with Telnyx.",
  recordsCalls: "Whether the carrier records answered calls.",
  unansweredByReason:
    "Other policies by the reason: `notOurs`, `organizationSuspended`, `holderDisabled`, `cooling`, `reserved`, `inboundOff`, `unassigned`, `noEndpoint`, `noAnswer` or `failure`.",
  language: "The language of the announcements, such as `en-US`.",
  languageByCountry: 'Other languages by the country of the called number, such as `{"FR": "fr-FR"}`.',
  forwardsMessages: "Whether text messages are also sent to the first `tel:` endpoint of the user.",
  forwardedMessagesPerHour: "The most messages that are forwarded for one number in an hour.",
  keepsCalls: "Whether calls appear in the call log.",
  callRetentionDays: "For how many days.",
  dialOutCountries: "The countries that clients can call besides that of their number, such as `CA`.",
  syncHours: "The hours between two comparisons of the inventory with the carrier's; null for none.",
};
const forwardTo = nullable(Type.String(), { description: "With `forward` only: a number in E.164 format." });
const texts = Type.Record(Type.String(), Type.String(), {
  description: `What is announced, by language, in at most ${announcementLengthMax} characters. Without a text for the language, a general one.`,
});
const unanswered = Type.Object(
  { action: unansweredAction(), forwardTo, texts },
  component("UnansweredPolicy", "What happens to a call that nobody answers."),
);

const policyFields = {
  ringSeconds: Type.Integer({ description: descriptions.ringSeconds }),
  ringMode: ringMode(),
  callerId: callerIdPolicy(),
  recordsCalls: flag({ description: descriptions.recordsCalls }),
  unanswered,
  unansweredByReason: Type.Record(Type.String(), unanswered, {
    description: descriptions.unansweredByReason,
  }),
  language: Type.String({ description: descriptions.language }),
  languageByCountry: Type.Record(Type.String(), Type.String(), {
    description: descriptions.languageByCountry,
  }),
  forwardsMessages: flag({ description: descriptions.forwardsMessages }),
  forwardedMessagesPerHour: Type.Integer({ description: descriptions.forwardedMessagesPerHour }),
  keepsCalls: flag({ description: descriptions.keepsCalls }),
  callRetentionDays: Type.Integer({ description: descriptions.callRetentionDays }),
  dialOutCountries: Type.Array(Type.String(), { description: descriptions.dialOutCountries }),
  syncHours: nullable(Type.Integer(), { description: descriptions.syncHours }),
};

export const carrierAccountSchema = Type.Object(
  {
    id: id(),
    serial: serial(),
    organizationId: nullable(id(), { description: "Null for an account of the platform." }),
    provider: carrierProvider(),
    name: Type.String(),
    status: carrierAccountStatus(),
    publicUrl: Type.String({ description: descriptions.publicUrl }),
    apiUrl: nullable(Type.String(), { description: descriptions.apiUrl }),
    identifiers: Type.Record(Type.String(), Type.String(), { description: descriptions.identifiers }),
    secretNames: Type.Array(Type.String(), {
      description: "The names of the secrets that are set. No response contains a secret.",
    }),
    previousSecretsExpireAt: nullable(instant(), {
      description: "Until when webhooks are also verified with the former secrets.",
    }),
    ...policyFields,
    createdAt: instant(),
  },
  component(
    "CarrierAccount",
    "An account at a carrier: how its webhooks are verified, and what happens to its calls and messages.",
  ),
);

export const toCarrierAccount = ({ version, ...it }: CarrierAccount) => ({
  ...it,
  previousSecretsExpireAt: toIsoOrNull(it.previousSecretsExpireAt),
  createdAt: toIso(it.createdAt),
});

const webhookPlaceSchema = Type.Object(
  {
    purpose: oneOf(webhookPurposes, component("CarrierWebhookPurpose", "What the webhook is about.")),
    url: Type.String({
      description: "Enter it letter by letter. `{pathSecret}` stands for the secret with this name.",
    }),
    method: oneOf(["GET", "POST"]),
    where: Type.String({ description: "Where the carrier takes it, in the words of its console." }),
  },
  component("CarrierWebhookPlace", "A URL to enter at the carrier."),
);
const sentences = (description: string) => Type.Array(Type.String(), { description });
export const carrierSetupSchema = Type.Object(
  {
    accountId: id(),
    provider: carrierProvider(),
    name: Type.String(),
    webhooks: Type.Array(webhookPlaceSchema),
    missing: sentences("What is not configured here; empty when everything is."),
    notes: sentences("What to know about this carrier."),
    assumptions: sentences("What no document of the carrier establishes."),
  },
  component("CarrierSetup", "What to enter at the carrier, and what is missing here."),
);
export const toCarrierSetup = ({ account, webhooks, missing, notes, assumptions }: CarrierSetup) => ({
  accountId: account.id,
  provider: account.provider,
  name: account.name,
  webhooks: webhooks.map(({ purpose, url, method, where }) => ({ purpose, url, method, where })),
  missing,
  notes,
  assumptions,
});

export const credentialTestSchema = Type.Object(
  {
    outcome: oneOf(
      credentialTestOutcomes,
      component(
        "CredentialTestOutcome",
        "`accepted`: the credentials work. `unauthorized`: they are wrong or missing. `limited`: too many requests. `refused` and `incomplete`: another answer. `unreachable`: none. `unsupported`: the carrier has no API that is used.",
      ),
    ),
    detail: Type.String({ description: "One sentence for people." }),
  },
  component("CredentialTest", "What the carrier answered to the credentials."),
);
