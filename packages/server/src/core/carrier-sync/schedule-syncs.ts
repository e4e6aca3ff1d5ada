import type { CarrierAccount } from "../../model.ts";
import { platformId, type StoreReader } from "../../storage/store.ts";
import type { CoreServices } from "../kernel/context.ts";
import { enqueueSync } from "./start-sync.ts";

const hourMs = 60 * 60 * 1000;

/** Enqueues the comparisons of all accounts that are due, unless another process has. Returns how many it enqueued. */
export async function scheduleCarrierSyncs(services: CoreServices): Promise<number> {
  let count = 0;
  for (const account of accountsWithSchedule(services))
    if (await enqueueWhenDue(services, account)) count += 1;
  if (count > 0) services.jobWakeups.notify();
  return count;
}

const accountsWithSchedule = ({ carrierAccounts, carriers }: CoreServices): readonly CarrierAccount[] =>
  carrierAccounts
    .all()
    .map(({ account }) => account)
    .filter(
      ({ status, syncHours, provider }) =>
        status === "enabled" && syncHours !== null && carriers.client(provider) !== undefined,
    );

async function enqueueWhenDue(
  services: CoreServices,
  { id: accountId, organizationId, syncHours }: CarrierAccount,
): Promise<boolean> {
  const { store, now } = services;
  const owner = organizationId ?? platformId;
  const isDue = async ({ carrierSyncs }: Pick<StoreReader, "carrierSyncs">) => {
    const { items } = await carrierSyncs.list(accountId, { size: 1 });
    return (items[0]?.createdAt ?? 0) <= now() - (syncHours ?? 0) * hourMs;
  };
  if (!(await isDue(store.read(owner)))) return false;
  return store.write(owner, async (tx) => {
    const exists = (await tx.carrierAccounts.find(accountId)) !== undefined;
    if (!exists || !(await isDue(tx))) return false;
    const sync = await enqueueSync(services, { tx, at: now() }, { accountId, creator: null });
    return sync !== undefined;
  });
}
