import type { CarrierDoor } from "../contract/carrier-door.ts";
import { ippanelSms } from "./sms.ts";

/** IPPanel, which has messages only. */
export const ippanel: CarrierDoor = { provider: "ippanel", acceptsGet: true, sms: ippanelSms };
