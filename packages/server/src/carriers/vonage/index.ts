import type { CarrierDoor } from "../contract/carrier-door.ts";
import { vonageSms } from "./sms.ts";
import { vonageVoice } from "./voice.ts";

/** Vonage: Voice API and SMS API. */
export const vonage: CarrierDoor = {
  provider: "vonage",
  acceptsGet: true,
  voice: vonageVoice,
  sms: vonageSms,
  // https://developer.vonage.com/en/getting-started/concepts/webhooks: an unsigned webhook can occur, and is repeated.
  statusOfRejected: { unconfigured: 503, unsigned: 503, expired: 503 },
};
