import type { Invitation, InvitationId, Page, PageRequest, Timestamp, UserId } from "../../model.ts";
import type { Taken } from "./taken.ts";

export interface InvitationReader {
  /** Ordered by serial, without redeemed and revoked invitations. */
  list(page: PageRequest): Promise<Page<Invitation>>;
  /** Undefined for a redeemed or revoked invitation. */
  find(id: InvitationId): Promise<Invitation | undefined>;
}

export interface InvitationWriter extends InvitationReader {
  /** The user must have no open invitation. */
  create(invitation: NewInvitation): Promise<Invitation | Taken<"publicId">>;
  /** The user's invitation that is neither redeemed nor revoked, expired or not. */
  openOf(userId: UserId): Promise<Invitation | undefined>;
  /** The open invitations that the user created, expired or not. */
  openBy(createdBy: UserId): Promise<readonly Invitation[]>;
  /** Marks the invitation as redeemed or revoked, and returns it. The transaction fails unless it is open. */
  end(before: Invitation, how: "redeemed" | "revoked", at: Timestamp): Promise<Invitation>;
}

export interface NewInvitation {
  readonly id: InvitationId;
  readonly userId: UserId;
  readonly publicId: string;
  readonly hash: string;
  readonly createdBy: UserId;
  readonly createdAt: Timestamp;
  readonly expiresAt: Timestamp;
}
