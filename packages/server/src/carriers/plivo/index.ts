import type { CarrierDoor } from "../contract/carrier-door.ts";
import { plivoSms } from "./sms.ts";
import { plivoVoice } from "./voice.ts";

export const plivo: CarrierDoor = {
  provider: "plivo",
  acceptsGet: true,
  voice: plivoVoice,
  sms: plivoSms,
};
