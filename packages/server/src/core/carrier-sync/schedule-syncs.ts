import type { CarrierAccount, CarrierSyncId, JobId } from "../../model.ts";
import { platformId } from "../../storage/store.ts";
import type { CoreServices } from "../kernel/context.ts";
import { syncJobKey } from "./start-sync.ts";

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
  { store, now, createId }: CoreServices,
  { id: accountId, organizationId, syncHours }: CarrierAccount,
): Promise<boolean> {
  const owner = organizationId ?? platformId;
  const isDue = async ({ carrierSyncs }: Pick<ReturnType<typeof store.read>, "carrierSyncs">) => {
    const { items } = await carrierSyncs.list(accountId, { size: 1 });
    return (items[0]?.createdAt ?? 0) <= now() - (syncHours ?? 0) * hourMs;
  };
  if (!(await isDue(store.read(owner)))) return false;
  return store.write(owner, async (tx) => {
    const exists = (await tx.carrierAccounts.find(accountId)) !== undefined;
    if (!exists || !(await isDue(tx))) return false;
    const at = now();
    const id = createId<CarrierSyncId>();
    const job = await tx.jobs.enqueue({
      ...{ id: createId<JobId>(), kind: "carrierSync", input: { accountId, syncId: id } },
      ...{ key: syncJobKey(accountId), progress: { done: 0, total: null }, creator: null },
      ...{ createdAt: at, runAfter: at },
    });
    if (job === undefined) return false;
    await tx.carrierSyncs.create({ id, accountId, jobId: job.id, createdBy: null, createdAt: at });
    return true;
  });
}
