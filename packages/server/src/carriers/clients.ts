import type { CarrierClient } from "../core/telephony/carrier-client.ts";
import type { InventoryProvider } from "../model.ts";
import { bandwidthClient } from "./bandwidth/client.ts";
import { ippanelClient } from "./ippanel/client.ts";
import { plivoClient } from "./plivo/client.ts";
import { sinchClient } from "./sinch/client.ts";
import { telnyxClient } from "./telnyx/client.ts";
import { textgridClient } from "./textgrid/client.ts";
import { twilioClient } from "./twilio/client.ts";
import { vonageClient } from "./vonage/client.ts";

/** The API of every carrier that has numbers. */
export const carrierClients: Readonly<Record<InventoryProvider, CarrierClient>> = {
  twilio: twilioClient,
  textgrid: textgridClient,
  telnyx: telnyxClient,
  sinch: sinchClient,
  vonage: vonageClient,
  plivo: plivoClient,
  bandwidth: bandwidthClient,
  ippanel: ippanelClient,
};
