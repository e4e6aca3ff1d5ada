import type { CarrierProvider } from "../model.ts";
import { bandwidth } from "./bandwidth/index.ts";
import type { CarrierDoor } from "./contract/carrier-door.ts";
import { ippanel } from "./ippanel/index.ts";
import { jambonz } from "./jambonz/index.ts";
import { plivo } from "./plivo/index.ts";
import { sinch } from "./sinch/index.ts";
import { telnyx } from "./telnyx/index.ts";
import { textgrid } from "./textgrid/index.ts";
import { twilio } from "./twilio/index.ts";
import { vonage } from "./vonage/index.ts";

/** The webhooks of every carrier. */
export const carrierDoors: Readonly<Record<CarrierProvider, CarrierDoor>> = {
  twilio,
  textgrid,
  telnyx,
  sinch,
  vonage,
  plivo,
  bandwidth,
  ippanel,
  jambonz,
};

export const findDoor = (provider: string): CarrierDoor | undefined =>
  Object.hasOwn(carrierDoors, provider) ? carrierDoors[provider as CarrierProvider] : undefined;
