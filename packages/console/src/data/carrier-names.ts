import type { CarrierProvider } from "@whoseline/sdk";
import { providerNames } from "./numbers.ts";

/** The names of the carriers as they write them. */
export const carrierNames: Readonly<Record<CarrierProvider, string>> = {
  ...providerNames,
  jambonz: "jambonz",
};
