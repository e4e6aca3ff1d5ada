import type { CarrierAccountId, OrganizationId } from "../../../src/model.ts";
import type { RunningApp } from "../app.ts";
import { created } from "../world.ts";
import { addCarrierSync, formerUrl, type StoredSync } from "./stored-sync.ts";
import { createTwilioInventory } from "./twilio-inventory.ts";

export interface ComparedAccount extends StoredSync {
  readonly account: CarrierAccountId;
}

let count = 0;

/**
 * Creates an account at a simulated carrier, below the path `at`, with a complete comparison: its item is about a webhook that
 * can be set, or that was set.
 */
export async function addComparedAccount(
  app: Pick<RunningApp, "ask" | "store" | "clock">,
  at: string,
  { organizationId, isApplied = false }: { organizationId?: OrganizationId | undefined; isApplied?: boolean },
): Promise<ComparedAccount> {
  const { simulator, credentials } = await startedCarrier();
  count += 1;
  const { id: account } = await created(app.ask, `${at}/carrier-accounts`, {
    ...{ provider: "twilio", name: `Compared ${count}`, publicUrl: "https://edge.acme.example" },
    ...{ apiUrl: simulator.url, identifiers: { accountSid: credentials.accountSid } },
    secrets: { authToken: credentials.authToken },
  });
  const ref = `PN${count}`;
  const setUrl = `https://edge.acme.example/telephony/twilio/${account}/voice`;
  const line = `+1213${String(5_000_000 + count)}`;
  carrier.add(line, { id: ref, voiceUrl: isApplied ? setUrl : formerUrl });
  return { account, ...(await addCarrierSync(app, account, { organizationId, ref, isApplied })) };
}

/** One carrier for all tests of a process, which ends with it. */
const carrier = createTwilioInventory();
let starting: Promise<unknown> | undefined;

async function startedCarrier() {
  starting ??= carrier.simulator.start();
  await starting;
  return carrier;
}
