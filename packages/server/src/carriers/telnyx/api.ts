import type { CarrierAccess } from "../../core/telephony/carrier-client.ts";
import { apiBase, credential } from "../contract/carrier-api.ts";

export const urlOf = (access: CarrierAccess, path: string): string =>
  `${apiBase(access, "https://api.telnyx.com")}/v2/${path}`;

export const headersOf = (access: CarrierAccess) => ({
  authorization: `Bearer ${credential(access, "apiKey")}`,
});
