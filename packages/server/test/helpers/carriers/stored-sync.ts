import type {
  CarrierAccountId,
  CarrierSyncId,
  CarrierSyncItemId,
  Drift,
  JobId,
  OrganizationId,
  UserId,
} from "../../../src/model.ts";
import { platformId } from "../../../src/storage/store.ts";
import type { RunningApp } from "../app.ts";

export interface StoredSync {
  readonly sync: CarrierSyncId;
  readonly item: CarrierSyncItemId;
}

let count = 0;
const newId = <Noun extends string>(): Noun => (count++).toString(16).padStart(24, "c") as Noun;

export interface StoredSyncOptions {
  readonly organizationId?: OrganizationId | undefined;
  /** The carrier's id of the number. */
  readonly ref?: string;
  /** Whether the webhook of the item was set. */
  readonly isApplied?: boolean;
  /** How many items there are. */
  readonly items?: number;
}

export const formerUrl = "https://old.example.com/voice";

/** Stores a complete comparison of an account, with one item about a webhook. */
export async function addCarrierSync(
  { store, clock }: Pick<RunningApp, "store" | "clock">,
  accountId: string,
  { organizationId = platformId, ref = "PN1", isApplied = false, items = 1 }: StoredSyncOptions = {},
): Promise<StoredSync> {
  const [sync, item] = [newId<CarrierSyncId>(), newId<CarrierSyncItemId>()];
  await store.write(organizationId, async ({ carrierSyncs }) => {
    await carrierSyncs.create({
      ...{ id: sync, accountId: accountId as CarrierAccountId, jobId: newId<JobId>() },
      ...{ createdBy: null, createdAt: clock.now },
    });
    for (let position = 1; position <= items; position += 1)
      await carrierSyncs.addItems(sync, [
        { id: position === 1 ? item : newId(), position, drift: { ...drift, ref } },
      ]);
    await carrierSyncs.complete(sync, {
      readAt: clock.now,
      here: 1,
      there: 1,
      counts: { voiceElsewhere: 1 },
    });
    const change = {
      at: clock.now,
      userId: platformId as string as UserId,
      before: { url: formerUrl, method: null },
    };
    if (isApplied) await carrierSyncs.changeItem(item, ["open"], { state: "applied", change });
  });
  return { sync, item };
}

const drift: Drift = {
  ...{ kind: "voiceElsewhere", line: "+14165550199", ref: null, numberId: null, organizationId: null },
  ...{ isHeld: false, channel: "voice", found: formerUrl },
  ...{ expected: "https://edge.example.net/voice", via: "number", viaRef: null, sharedBy: 1, others: [] },
};
