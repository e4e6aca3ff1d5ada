import type { CarrierAccess } from "../../core/telephony/carrier-client.ts";
import { apiBase, credential } from "../contract/carrier-api.ts";

export const urlOf = (access: CarrierAccess, path: string): string =>
  `${apiBase(access, "https://edge.ippanel.com")}/v1/api/${path}`;

export const headersOf = (access: CarrierAccess) => ({ authorization: credential(access, "token") });
