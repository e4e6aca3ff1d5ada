import type {
  CarrierAccount,
  CarrierAccountId,
  CarrierSyncId,
  CarrierSyncItemId,
  Drift,
  DriftKind,
} from "../../model.ts";
import { platformId } from "../../storage/store.ts";
import { readInventoryThere } from "../carrier-accounts/carrier-access.ts";
import { existingAccount } from "../carrier-accounts/carrier-accounts.ts";
import type { RunningJob } from "../jobs/running-job.ts";
import type { Context, CoreServices } from "../kernel/context.ts";
import { carrierSyncFailed } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import { systemContext } from "../kernel/system-context.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { recordNotification } from "../notifications/record-notification.ts";
import { CarrierFailure, type SeenNumber } from "../telephony/carrier-client.ts";
import { compareInventories, type HeldNumber } from "./compare-inventories.ts";
import { readInventoryHere, readOtherAccounts } from "./inventory-here.ts";
import { markMissing } from "./mark-missing.ts";
import { webhooksOf } from "./suggest-request.ts";

/** Rows of one commit, which holds the lock of the organization. */
const rowsPerCommit = 500;
/** Comparisons of an account that are kept. */
const syncsKept = 10;

interface SyncInput {
  readonly accountId: CarrierAccountId;
  readonly syncId: CarrierSyncId;
}

/**
 * Reads both inventories and stores the differences. An inventory that cannot be read completely is compared with nothing,
 * because what was not read would count as missing. Runs again from the beginning after a kill.
 */
export async function runCarrierSync(running: RunningJob, services: CoreServices): Promise<void> {
  const input = running.job.input as SyncInput;
  const context = systemContext(services, running.organizationId, "carrier-sync");
  const change = changes(context, running.signal);
  try {
    const account = await existingAccount(services.store.read(running.organizationId), input.accountId);
    const there = await readInventoryThere(context, account, running.signal);
    await storeComparison({ context, change, account, syncId: input.syncId }, there);
  } catch (error) {
    running.signal.throwIfAborted();
    if (!(error instanceof CarrierFailure)) throw error;
    const { reason, message } = error;
    await change(({ tx }) => tx.carrierSyncs.fail(input.syncId, { reason, message }));
    throw carrierSyncFailed(message);
  }
}

type Change = (work: (unitOfWork: UnitOfWork) => Promise<unknown>) => Promise<void>;

/** Commits one part after the other, until the worker stops. */
const changes =
  (context: Context, signal: AbortSignal): Change =>
  async (work) => {
    signal.throwIfAborted();
    const isOfPlatform = context.organizationId === platformId;
    const permission = isOfPlatform ? "platformCarrierAccounts:write" : "carrierAccounts:write";
    await mutate(context, { permission, requiresOrganization: !isOfPlatform }, async (unitOfWork) => {
      await work(unitOfWork);
      return {};
    });
  };

interface Comparison {
  readonly context: Context;
  readonly change: Change;
  readonly account: CarrierAccount;
  readonly syncId: CarrierSyncId;
}

async function storeComparison(comparison: Comparison, there: readonly SeenNumber[]): Promise<void> {
  const { context, change, account, syncId } = comparison;
  const { services } = context;
  const others = await readOtherAccounts(services, account);
  const here = await readInventoryHere(services, { account, others, there });
  const drifts = compareInventories({ here, there, webhooks: webhooksOf(account), elsewhere: others.names });
  // An earlier attempt may have stored a part.
  await change(({ tx }) => tx.carrierSyncs.clear(syncId));
  const lines = [...new Set(there.flatMap(({ line }) => line ?? []))];
  for (const part of partsOf(lines)) await change(({ tx }) => tx.carrierSyncs.addSightings(syncId, part));
  for (const part of partsOf(numbered(services, drifts)))
    await change(({ tx }) => tx.carrierSyncs.addItems(syncId, part));
  await markMissing(services, { here, there, drifts });
  await change((unitOfWork) => complete(unitOfWork, comparison, { here, there, drifts }));
}

async function complete(
  { tx, at, afterCommit }: UnitOfWork,
  { context: { services, organizationId }, account, syncId }: Comparison,
  {
    here,
    there,
    drifts,
  }: { here: readonly HeldNumber[]; there: readonly SeenNumber[]; drifts: readonly Drift[] },
): Promise<void> {
  const counts = countByKind(drifts);
  const result = { readAt: at, here: here.length, there: there.length, counts };
  const isCompleted = await tx.carrierSyncs.complete(syncId, result);
  await tx.carrierSyncs.deleteOld(account.id, syncsKept);
  if (!isCompleted || drifts.length === 0) return;
  const isStored = await recordNotification(services, tx, {
    ...{ organizationId, kind: "sync.drifted", at, numberId: null, userId: null, text: null },
    ids: { carrierAccountId: account.id, carrierSyncId: syncId },
    values: { provider: account.provider, here: result.here, there: result.there, counts: { ...counts } },
  });
  afterCommit(() => services.notifications.count("sync.drifted", isStored));
}

function countByKind(drifts: readonly Drift[]): Partial<Record<DriftKind, number>> {
  const counts: Partial<Record<DriftKind, number>> = {};
  for (const { kind } of drifts) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

const numbered = ({ createId }: CoreServices, drifts: readonly Drift[]) =>
  drifts.map((drift, index) => ({ id: createId<CarrierSyncItemId>(), position: index + 1, drift }));

function* partsOf<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += rowsPerCommit) yield rows.slice(from, from + rowsPerCommit);
}
