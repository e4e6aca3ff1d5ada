import type { CarrierDoor } from "../contract/carrier-door.ts";
import { twilioSms } from "./sms.ts";
import { twilioVoice } from "./voice.ts";

export const twilio: CarrierDoor = {
  provider: "twilio",
  acceptsGet: true,
  voice: twilioVoice,
  sms: twilioSms,
};
