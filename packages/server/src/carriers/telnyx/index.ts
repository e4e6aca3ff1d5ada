import type { CarrierDoor } from "../contract/carrier-door.ts";
import { telnyxSms } from "./sms.ts";
import { telnyxVoice } from "./voice.ts";

export const telnyx: CarrierDoor = { provider: "telnyx", voice: telnyxVoice, sms: telnyxSms };
