import type { CarrierAccess } from "../../core/telephony/carrier-client.ts";
import { apiBase, basicAuthorization, credential } from "../contract/carrier-api.ts";

export const urlOf = (access: CarrierAccess, path: string): string =>
  `${apiBase(access, "https://api.plivo.com")}/v1/Account/${encodeURIComponent(credential(access, "authId"))}/${path}`;

export const headersOf = (access: CarrierAccess) => ({
  authorization: basicAuthorization(credential(access, "authId"), credential(access, "authToken")),
});
