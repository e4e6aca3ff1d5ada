import type { CarrierAccountId, CarrierSync, CarrierSyncId, JobCreator } from "../../model.ts";
import { type AccountOwner, changeOf } from "../carrier-accounts/account-owner.ts";
import { existingAccount } from "../carrier-accounts/carrier-accounts.ts";
import { enqueueJobOf } from "../jobs/enqueue-job.ts";
import { creatorOf } from "../jobs/job-creator.ts";
import type { CoreServices } from "../kernel/context.ts";
import { carrierHasNoInventory, carrierSyncRunning } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";

/**
 * Starts a comparison of the inventory with the carrier's, as a job. Nothing is changed. Throws when one of the account is
 * running, or the carrier has no inventory.
 */
export async function startCarrierSync(
  owner: AccountOwner,
  accountId: CarrierAccountId,
): Promise<CarrierSync> {
  const { context } = owner;
  const { services } = context;
  const started = await mutate(context, changeOf(owner), async (unitOfWork) => {
    const { provider } = await existingAccount(unitOfWork.tx, accountId);
    if (services.carriers.client(provider) === undefined) throw carrierHasNoInventory();
    const sync = await enqueueSync(services, unitOfWork, { accountId, creator: creatorOf(context) });
    if (sync === undefined) throw carrierSyncRunning();
    return sync;
  });
  services.jobWakeups.notify();
  return started;
}

/**
 * Stores a comparison and its job, as a part of another operation. One without a creator is scheduled. Returns undefined when
 * one of the account is running.
 */
export async function enqueueSync(
  services: CoreServices,
  { tx, at }: Pick<UnitOfWork, "tx" | "at">,
  { accountId, creator }: { readonly accountId: CarrierAccountId; readonly creator: JobCreator | null },
): Promise<CarrierSync | undefined> {
  const id = services.createId<CarrierSyncId>();
  const job = await enqueueJobOf(services, { tx, at }, creator, {
    kind: "carrierSync",
    input: { accountId, syncId: id },
    key: `carrier sync ${accountId}`,
  });
  if (job === undefined) return undefined;
  const sync = { id, accountId, jobId: job.id, createdBy: creator?.userId ?? null, createdAt: at };
  await tx.carrierSyncs.create(sync);
  return { ...sync, state: "running", failure: null, here: 0, there: 0, counts: {}, readAt: null };
}
