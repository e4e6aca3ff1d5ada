import type { CarrierDoor } from "../contract/carrier-door.ts";
import { sinchSms } from "./sms.ts";
import { sinchVoice } from "./voice.ts";

/** Sinch: Voice API v1 and SMS API. */
export const sinch: CarrierDoor = {
  provider: "sinch",
  voice: sinchVoice,
  sms: sinchSms,
  // The SMS API repeats a webhook after 5xx only.
  statusOfRejected: { unconfigured: 503, expired: 503 },
};
