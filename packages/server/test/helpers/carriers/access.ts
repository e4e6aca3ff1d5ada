import { carrierClients } from "../../../src/carriers/clients.ts";
import type { CarrierAccess, CarrierCredentials } from "../../../src/core/telephony/carrier-client.ts";
import { type CarrierHttpOptions, createCarriers } from "../../../src/core/telephony/carrier-http.ts";
import type { CarrierAccount, CarrierAccountId, CarrierProvider } from "../../../src/model.ts";
import { OutboundClient } from "../../../src/outbound/outbound-client.ts";

const open = new Set<OutboundClient>();

/** Ends the connections of every access. */
export async function closeAccesses(): Promise<void> {
  for (const client of open) await client.close();
  open.clear();
}

export interface TestAccess extends CarrierAccess {
  /** The times that were waited between requests, in milliseconds. */
  readonly waited: number[];
}

/** Access to a simulator through the client that production uses; waiting takes no time. */
export function accessTo(
  { url }: { readonly url: string },
  provider: CarrierProvider,
  credentials: CarrierCredentials,
  options: Partial<CarrierHttpOptions> = {},
): TestAccess {
  const outbound = new OutboundClient({ allowedHosts: ["127.0.0.1"] });
  open.add(outbound);
  const waited: number[] = [];
  const carriers = createCarriers(carrierClients, {
    ...{ outbound, now: Date.now, random: () => 0.5 },
    wait: async (ms) => {
      waited.push(ms);
    },
    ...options,
  });
  const id = "0".repeat(24) as CarrierAccountId;
  const account = { id, provider, organizationId: null, apiUrl: url, identifiers: {} };
  return { ...carriers.access(account as unknown as CarrierAccount, credentials), waited };
}
