import type { CarrierAccess } from "../../core/telephony/carrier-client.ts";
import { apiBase, basicAuthorization, credential } from "../contract/carrier-api.ts";

export const accountUrl = (access: CarrierAccess): string =>
  `${apiBase(access, "https://api.twilio.com")}/2010-04-01/Accounts/${encodeURIComponent(credential(access, "accountSid"))}`;

export const headersOf = (access: CarrierAccess) => ({
  authorization: basicAuthorization(credential(access, "accountSid"), credential(access, "authToken")),
});
