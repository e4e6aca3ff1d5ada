import type { CarrierDoor } from "../contract/carrier-door.ts";
import { bandwidthSms } from "./sms.ts";
import { bandwidthVoice } from "./voice.ts";

export const bandwidth: CarrierDoor = { provider: "bandwidth", voice: bandwidthVoice, sms: bandwidthSms };
