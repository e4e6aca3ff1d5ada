import type { CarrierProvider } from "../../model.ts";

/** What a credential is for: verifying webhooks of calls or of messages, or requests to the carrier's API. */
export type CredentialUse = "voice" | "sms" | "api";

export interface CredentialField {
  /** A secret is encrypted at rest and never returned. */
  readonly isSecret: boolean;
  /** Whether an account needs it whatever it is used for. */
  readonly isRequired: boolean;
  readonly uses: readonly CredentialUse[];
  /** Where the carrier shows it. */
  readonly description: string;
}

const identifier = (uses: readonly CredentialUse[], description: string): CredentialField => ({
  ...{ isSecret: false, isRequired: false, uses, description },
});
const requiredIdentifier = (uses: readonly CredentialUse[], description: string): CredentialField => ({
  ...{ isSecret: false, isRequired: true, uses, description },
});
const secret = (uses: readonly CredentialUse[], description: string): CredentialField => ({
  ...{ isSecret: true, isRequired: false, uses, description },
});

/** For carriers that sign nothing. */
const pathSecret = (ofWhat: string): CredentialField =>
  secret(["sms"], `16 to 128 random letters, digits, - and _ in the URL ${ofWhat}.`);

/** The credentials of each provider by name. */
export const credentialFields: Readonly<Record<CarrierProvider, Readonly<Record<string, CredentialField>>>> =
  {
    twilio: {
      accountSid: requiredIdentifier(["voice", "sms", "api"], "The Account SID."),
      authToken: secret(["voice", "sms", "api"], "The primary Auth Token."),
      sharedKeyId: identifier(["voice", "sms"], "The key id of a Webhooks Rule."),
      sharedKey: secret(["voice", "sms"], "The shared key of a Webhooks Rule."),
    },
    textgrid: {
      accountSid: requiredIdentifier(["voice", "sms", "api"], "The Account SID."),
      authToken: secret(["api"], "The Auth Token."),
      webhookSecret: secret(["voice", "sms"], "The Webhook Secret of the account."),
    },
    telnyx: {
      apiKey: secret(["api"], "An API key."),
      publicKey: identifier(["voice", "sms"], "The public key of the account, in base64."),
      sipSubdomain: identifier(["voice"], "The SIP subdomain at which clients are registered."),
    },
    sinch: {
      applicationKey: identifier(["voice", "api"], "The key of the Voice application."),
      applicationSecret: secret(["voice", "api"], "The secret of the Voice application, in base64."),
      projectId: identifier(["api"], "The id of the project."),
      keyId: identifier(["api"], "The key id of an access key."),
      keySecret: secret(["api"], "The secret of the access key."),
      servicePlanId: identifier(["sms", "api"], "The id of the SMS service plan."),
      smsToken: secret(["api"], "The API token of the SMS service plan."),
      smsWebhookSecret: secret(["sms"], "The secret that signs callbacks of messages."),
      smsUser: identifier(["sms"], "The user of Basic authentication for callbacks of messages."),
      smsPassword: secret(["sms"], "The password of Basic authentication for callbacks of messages."),
      pathSecret: pathSecret("of callbacks of messages"),
    },
    vonage: {
      apiKey: requiredIdentifier(["voice", "sms", "api"], "The API key of the account."),
      apiSecret: secret(["api"], "The API secret of the account."),
      applicationId: identifier(["voice", "api"], "The id of the application that answers calls."),
      signatureSecret: secret(["voice", "sms"], "The signature secret of the account."),
      smsSignatureSecret: secret(["sms"], "The signature secret for the SMS API."),
      smsSignatureMethod: identifier(
        ["sms"],
        "The signature method for the SMS API: md5hash by default, md5, sha1, sha256 or sha512.",
      ),
      pathSecret: pathSecret("of the webhook of messages"),
    },
    plivo: {
      authId: requiredIdentifier(["voice", "sms", "api"], "The Auth ID."),
      authToken: secret(["voice", "sms", "api"], "The Auth Token."),
      mainAuthToken: secret(["voice", "sms"], "The Auth Token of the main account of a subaccount."),
      sipDomain: identifier(["voice"], "The domain of the endpoints: phone.plivo.com by default."),
    },
    bandwidth: {
      accountId: requiredIdentifier(["voice", "sms", "api"], "The account ID."),
      apiUser: identifier(["api"], "The user name of the API credentials."),
      apiPassword: secret(["api"], "The password of the API credentials."),
      messagingApplicationId: identifier(["api"], "The id of the messaging application, to forward texts."),
      webhookUser: identifier(["voice", "sms"], "The user name that is set for callbacks."),
      webhookPassword: secret(["voice", "sms"], "The password that is set for callbacks."),
    },
    ippanel: {
      token: secret(["api"], "The API token."),
      pathSecret: pathSecret("of the receiver"),
    },
    jambonz: {
      numbersProvider: requiredIdentifier(["voice"], "The provider of the numbers whose calls it carries."),
      webhookSecret: secret(["voice"], "The webhook secret of the account."),
      webhookUser: identifier(
        ["voice"],
        "The user of Basic authentication, where there is no webhook secret.",
      ),
      webhookPassword: secret(["voice"], "The password of Basic authentication."),
      sipRealm: identifier(["voice"], "The SIP realm in which clients are registered."),
    },
  };

/** The credentials by which one kind of webhook can be verified: each list is enough. Absent where there is no such webhook. */
export interface WebhookVerification {
  readonly voice?: readonly (readonly string[])[];
  readonly sms?: readonly (readonly string[])[];
}

const twilioSecrets = [["authToken"], ["sharedKeyId", "sharedKey"]];
const plivoSecrets = [["authToken"], ["mainAuthToken"]];
const bandwidthSecrets = [["webhookUser", "webhookPassword"]];

export const webhookVerification: Readonly<Record<CarrierProvider, WebhookVerification>> = {
  twilio: { voice: twilioSecrets, sms: twilioSecrets },
  textgrid: { voice: [["webhookSecret"]], sms: [["webhookSecret"]] },
  telnyx: { voice: [["publicKey"]], sms: [["publicKey"]] },
  sinch: {
    voice: [["applicationKey", "applicationSecret"]],
    sms: [["smsWebhookSecret"], ["smsUser", "smsPassword"], ["pathSecret"]],
  },
  vonage: {
    voice: [["signatureSecret"]],
    sms: [["smsSignatureSecret"], ["pathSecret"], ["signatureSecret"]],
  },
  plivo: { voice: plivoSecrets, sms: plivoSecrets },
  bandwidth: { voice: bandwidthSecrets, sms: bandwidthSecrets },
  ippanel: { sms: [["pathSecret"]] },
  jambonz: { voice: [["webhookSecret"], ["webhookUser", "webhookPassword"]] },
};

/** What the carrier's API needs to read the inventory; empty where there is none. */
export const apiCredentials: Readonly<Record<CarrierProvider, readonly string[]>> = {
  twilio: ["accountSid", "authToken"],
  textgrid: ["accountSid", "authToken"],
  telnyx: ["apiKey"],
  sinch: ["projectId", "keyId", "keySecret"],
  vonage: ["apiKey", "apiSecret"],
  plivo: ["authId", "authToken"],
  bandwidth: ["accountId", "apiUser", "apiPassword"],
  ippanel: ["token"],
  jambonz: [],
};
