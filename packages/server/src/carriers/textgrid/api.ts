import type { CarrierAccess } from "../../core/telephony/carrier-client.ts";
import { apiBase, credential } from "../contract/carrier-api.ts";

export const accountUrl = (access: CarrierAccess): string =>
  `${apiBase(access, "https://api.textgrid.com")}/2010-04-01/Accounts/${encodeURIComponent(credential(access, "accountSid"))}`;

/** Twilio's pair, but as a bearer token. */
export function headersOf(access: CarrierAccess) {
  const pair = `${credential(access, "accountSid")}:${credential(access, "authToken")}`;
  return { authorization: `Bearer ${Buffer.from(pair).toString("base64")}` };
}
