import type { CarrierAccountId, OrganizationId, Timestamp } from "../../model.ts";
import type { LeaseRequest } from "./webhooks.ts";

/**
 * How far the inboxes of carrier accounts are read. One process at a time reads an inbox, by a lease with a token. Not
 * serialized with the changes of organizations.
 */
export interface CarrierInboxes {
  /**
   * Leases an inbox that is due at `now` until `until`. Returns undefined when it is not due, when another owner has it, and
   * when the account does not exist or is not enabled. Every lease has a higher token than the one before.
   */
  claim(
    inbox: InboxReference,
    lease: LeaseRequest & { readonly until: Timestamp },
  ): Promise<ClaimedInbox | undefined>;
  /** Stores what a lease holder did. Returns false, and stores nothing, when the lease has ended. */
  settle(inbox: InboxReference, token: number, outcome: InboxOutcome): Promise<boolean>;
  /** Ends every lease of the owner. */
  release(owner: string): Promise<void>;
}

export interface InboxReference {
  /** Of the platform for its accounts. */
  readonly organizationId: OrganizationId;
  readonly accountId: CarrierAccountId;
}

export interface ClaimedInbox {
  readonly token: number;
  /** The carrier's id of the last message that was received; null before the first read. */
  readonly lastMessageId: number | null;
  /** Failed reads since the last that succeeded. */
  readonly failures: number;
}

export interface InboxOutcome extends Omit<ClaimedInbox, "token"> {
  readonly nextReadAt: Timestamp;
  /** In the past to end the lease. */
  readonly leaseUntil: Timestamp;
}
