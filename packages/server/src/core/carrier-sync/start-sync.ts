import type { CarrierAccount, CarrierAccountId, CarrierSync, CarrierSyncId, UserId } from "../../model.ts";
import { type AccountOwner, changeOf } from "../carrier-accounts/account-owner.ts";
import { existingAccount } from "../carrier-accounts/carrier-accounts.ts";
import { enqueueJob } from "../jobs/enqueue-job.ts";
import type { Context } from "../kernel/context.ts";
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
  const started = await mutate(context, changeOf(owner), async (unitOfWork) => {
    const account = await existingAccount(unitOfWork.tx, accountId);
    const sync = await enqueueSync(context, unitOfWork, { account, createdBy: context.principal.userId });
    if (sync === undefined) throw carrierSyncRunning();
    return sync;
  });
  context.services.jobWakeups.notify();
  return started;
}

export const syncJobKey = (accountId: CarrierAccountId): string => `carrier sync ${accountId}`;

/** Stores a sync and its job, as a part of another operation. Returns undefined when one of the account is running. */
export async function enqueueSync(
  context: Context,
  { tx, at }: Pick<UnitOfWork, "tx" | "at">,
  { account, createdBy }: { readonly account: CarrierAccount; readonly createdBy: UserId | null },
): Promise<CarrierSync | undefined> {
  if (context.services.carriers.client(account.provider) === undefined) throw carrierHasNoInventory();
  const id = context.services.createId<CarrierSyncId>();
  const job = await enqueueJob(
    context,
    { tx, at },
    {
      kind: "carrierSync",
      input: { accountId: account.id, syncId: id },
      key: syncJobKey(account.id),
    },
  );
  if (job === undefined) return undefined;
  const sync = { id, accountId: account.id, jobId: job.id, createdBy, createdAt: at };
  await tx.carrierSyncs.create(sync);
  return { ...sync, state: "running", failure: null, here: 0, there: 0, counts: {}, readAt: null };
}
