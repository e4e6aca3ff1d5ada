import type { InventoryProvider } from "../../../src/model.ts";
import { createBandwidthInventory } from "./bandwidth-inventory.ts";
import type { SimulatedInventory } from "./inventory.ts";
import { createIppanelInventory } from "./ippanel-inventory.ts";
import { createPlivoInventory } from "./plivo-inventory.ts";
import { createSinchInventory } from "./sinch-inventory.ts";
import { createTelnyxInventory } from "./telnyx-inventory.ts";
import { createTextGridInventory } from "./textgrid-inventory.ts";
import { createTwilioInventory } from "./twilio-inventory.ts";
import { createVonageInventory } from "./vonage-inventory.ts";

/** A simulated carrier of each provider. */
export const inventories: Readonly<Record<InventoryProvider, () => SimulatedInventory>> = {
  twilio: createTwilioInventory,
  textgrid: createTextGridInventory,
  telnyx: createTelnyxInventory,
  sinch: createSinchInventory,
  vonage: createVonageInventory,
  plivo: createPlivoInventory,
  bandwidth: createBandwidthInventory,
  ippanel: createIppanelInventory,
};
