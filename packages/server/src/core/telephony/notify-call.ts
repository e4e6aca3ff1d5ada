import { createHash } from "node:crypto";
import type {
  CallDirection,
  CarrierAccountId,
  NotificationKind,
  NumberId,
  OrganizationId,
  Provider,
  UserId,
} from "../../model.ts";
import type { StoreTransaction } from "../../storage/store.ts";
import type { CoreServices } from "../kernel/context.ts";
import { recordNotification } from "../notifications/record-notification.ts";
import { CallLog, type CallLogOptions } from "./record-call.ts";

/** What has become of a call. Each kind is sent once for a call, however often it is reported. */
export interface CallNotification {
  readonly kind: Extract<NotificationKind, `call.${string}`>;
  readonly organizationId: OrganizationId;
  readonly at: number;
  readonly carrierAccountId: CarrierAccountId;
  readonly carrierCallId: string;
  readonly provider: Provider;
  readonly direction: CallDirection;
  /** The number of the organization. */
  readonly line: string;
  readonly numberId: NumberId | null;
  readonly userId: UserId | null;
  /** The caller, as the carrier has sent it; null when it is withheld. */
  readonly from: string | null;
  /** The rule of the lookup that decided. */
  readonly rule: string;
  /** Of `call.voicemail`: the recording at the carrier. */
  readonly recording?: { readonly url: string; readonly seconds: number | null } | undefined;
}

/** Stores notifications about calls in batches, after the calls are answered: see `CallLog`. */
export class CallNotificationQueue {
  readonly #queue: CallLog<CallNotification>;

  constructor(services: CoreServices, options: Omit<CallLogOptions<CallNotification>, "write"> = {}) {
    this.#queue = new CallLog({ ...options, write: (batch) => storeCallNotifications(services, batch) });
  }

  notify(notification: CallNotification): void {
    this.#queue.record(notification);
  }

  /** Notifications that were lost since the start of the process. */
  get dropped(): number {
    return this.#queue.dropped;
  }

  /** The number of notifications that are not stored yet. */
  get queued(): number {
    return this.#queue.queued;
  }

  /** Resolves when the notifications so far are stored, or could not be stored once. */
  flush(): Promise<void> {
    return this.#queue.flush();
  }

  /** Stores the last notifications, and drops them if that fails. */
  close(): Promise<void> {
    return this.#queue.close();
  }
}

/** One commit for each organization. What was stored before has no effect. */
async function storeCallNotifications(
  services: CoreServices,
  batch: readonly CallNotification[],
): Promise<void> {
  for (const [organizationId, own] of Map.groupBy(batch, (it) => it.organizationId)) {
    const stored = await services.store.write(organizationId, async (tx) => {
      const results: (boolean | undefined)[] = [];
      for (const notification of own) results.push(await store(services, tx, notification));
      return results;
    });
    for (const [index, { kind }] of own.entries()) {
      const isRecorded = stored[index];
      if (isRecorded !== undefined) services.notifications.count(kind, isRecorded);
    }
  }
}

/** Undefined for a notification that was stored before. */
async function store(
  services: CoreServices,
  tx: StoreTransaction,
  notification: CallNotification,
): Promise<boolean | undefined> {
  const { kind, organizationId, at, numberId, userId, recording, ...rest } = notification;
  const { carrierAccountId, carrierCallId, ...values } = rest;
  const key = createHash("sha256").update(`${kind}\0${carrierAccountId}\0${carrierCallId}`).digest("hex");
  if (!(await tx.notifications.claimMessage(key, at))) return undefined;
  return recordNotification(services, tx, {
    ...{ kind, organizationId, at, numberId, userId },
    ids: { carrierAccountId, callId: carrierCallId },
    values: {
      ...values,
      isWithheld: values.from === null,
      ...(recording && { recording: { ...recording } }),
    },
    text: null,
  });
}
