import type { CarrierDoor } from "../contract/carrier-door.ts";
import { textgridSms } from "./sms.ts";
import { textgridVoice } from "./voice.ts";

export const textgrid: CarrierDoor = { provider: "textgrid", voice: textgridVoice, sms: textgridSms };
