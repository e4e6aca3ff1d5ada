import type { CarrierProvider } from "@whoseline/sdk";

/** The credentials of a carrier, by their names in the API. */
interface CredentialNames {
  readonly required: readonly string[];
  readonly identifiers: readonly string[];
  readonly secrets: readonly string[];
}

const names = (required: string, identifiers: string, secrets: string): CredentialNames => {
  const list = (text: string) => text.split(" ").filter(Boolean);
  return { required: list(required), identifiers: list(identifiers), secrets: list(secrets) };
};

/** Which credentials an account has at each carrier: the required identifiers, the other ones, and the secrets. */
export const credentialNames: Readonly<Record<CarrierProvider, CredentialNames>> = {
  twilio: names("accountSid", "sharedKeyId", "authToken sharedKey"),
  textgrid: names("accountSid", "", "authToken webhookSecret"),
  telnyx: names("", "publicKey sipSubdomain", "apiKey"),
  sinch: names(
    "",
    "applicationKey projectId keyId servicePlanId smsUser",
    "applicationSecret keySecret smsToken smsWebhookSecret smsPassword pathSecret",
  ),
  vonage: names(
    "apiKey",
    "applicationId smsSignatureMethod",
    "apiSecret signatureSecret smsSignatureSecret pathSecret",
  ),
  plivo: names("authId", "sipDomain", "authToken mainAuthToken"),
  bandwidth: names("accountId", "apiUser messagingApplicationId webhookUser", "apiPassword webhookPassword"),
  ippanel: names("", "", "token pathSecret"),
  jambonz: names("numbersProvider", "webhookUser sipRealm", "webhookSecret webhookPassword"),
};

export const carrierProviders = Object.keys(credentialNames) as readonly CarrierProvider[];
