import { component, flag, nullable, optional, type TSchema, Type, text } from "../../http/mounting/schema.ts";
import { unansweredReasons } from "../../model.ts";
import {
  callerIdPolicy,
  carrierAccountStatus,
  carrierProvider,
  descriptions,
  ringMode,
  unansweredAction,
} from "./carrier-account-wire.ts";
import { countryCode, integer, name, strict } from "./input.ts";

const recordMax = 50;
const recordOf = <T extends TSchema>(values: T, options: object) =>
  Type.Record(Type.String(), values, { maxProperties: recordMax, "x-expected": "a JSON object", ...options });

const url = (description: string) => text({ max: 500, description });
/** The rules of a value are the core's, which knows the provider. */
const value = () => Type.String({ maxLength: 1000 });

const unansweredFields = {
  action: unansweredAction(),
  forwardTo: optional(
    nullable(Type.String({ maxLength: 20 }), {
      description: "With `forward` only: a number in E.164 format that is not in the inventory.",
    }),
  ),
  texts: optional(
    recordOf(Type.String({ maxLength: 2000 }), {
      description: 'What is announced, by language: `{"en-US": "…"}`. Without a text, a general one.',
    }),
  ),
};
const unanswered = () => strict(unansweredFields, component("UnansweredPolicyInput"));

const policyFields = {
  ringSeconds: optional(integer(5, 120, { description: descriptions.ringSeconds })),
  ringMode: optional(ringMode()),
  callerId: optional(callerIdPolicy()),
  recordsCalls: optional(flag({ description: descriptions.recordsCalls })),
  unanswered: optional(unanswered()),
  unansweredByReason: optional(
    recordOf(unanswered(), {
      maxProperties: unansweredReasons.length,
      description: `${descriptions.unansweredByReason} Replaces the present ones.`,
    }),
  ),
  language: optional(text({ max: 20, description: descriptions.language })),
  languageByCountry: optional(
    recordOf(Type.String({ maxLength: 20 }), { description: descriptions.languageByCountry }),
  ),
  forwardsMessages: optional(flag({ description: descriptions.forwardsMessages })),
  forwardedMessagesPerHour: optional(
    integer(1, 1000, { description: descriptions.forwardedMessagesPerHour }),
  ),
  keepsCalls: optional(flag({ description: descriptions.keepsCalls })),
  callRetentionDays: optional(integer(1, 365, { description: descriptions.callRetentionDays })),
  dialOutCountries: optional(
    Type.Array(countryCode(), {
      maxItems: 250,
      description: descriptions.dialOutCountries,
      "x-expected": "a list of country codes like CA",
    }),
  ),
  syncHours: optional(nullable(integer(1, 720), { description: descriptions.syncHours })),
};

export const createBody = strict(
  {
    provider: carrierProvider(),
    name: name(),
    publicUrl: url(descriptions.publicUrl),
    apiUrl: optional(
      nullable(
        url(
          `${descriptions.apiUrl} It cannot be changed, because the secrets would be sent to it. An https URL of a host on the public internet, or of a host that the operator allows.`,
        ),
      ),
    ),
    identifiers: optional(recordOf(value(), { description: descriptions.identifiers })),
    secrets: optional(
      recordOf(value(), {
        description: "The secrets by name, such as `authToken`. They are encrypted, and never returned.",
      }),
    ),
    ...policyFields,
  },
  component("NewCarrierAccount"),
);

export const updateBody = strict(
  {
    name: optional(name()),
    status: optional(carrierAccountStatus()),
    publicUrl: optional(url(descriptions.publicUrl)),
    identifiers: optional(
      recordOf(nullable(value()), {
        description: "Those that change, by name; null removes one.",
      }),
    ),
    ...policyFields,
  },
  { minProperties: 1, ...component("CarrierAccountChanges") },
);

export const overlapDefault = 86_400;
export const rotateBody = strict(
  {
    secrets: recordOf(nullable(value()), {
      minProperties: 1,
      description: "Those that change, by name; null removes one.",
    }),
    overlapSeconds: optional(
      integer(0, 30 * 86_400, {
        default: overlapDefault,
        description: "How long webhooks are also verified with the present secrets.",
      }),
    ),
  },
  component("CarrierSecretsRotation"),
);
