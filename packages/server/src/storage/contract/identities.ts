import type { Identity, User, UserId } from "../../model.ts";

/** What a token states about a person whom the organization knows. */
export type PersonClaim = { readonly externalId: string } | { readonly email: string };

export interface IdentityReader {
  ofUser(userId: UserId): Promise<Identity | undefined>;
  /** The persons with this external id or e-mail address who are not removed; at most two. */
  personsWith(claim: PersonClaim): Promise<readonly User[]>;
}

export interface IdentityWriter extends IdentityReader {
  /** Returns false and changes nothing when the user or the pair of issuer and external id is linked already. */
  link(identity: Identity): Promise<boolean>;
  /** Deletes the user's identity and returns it. */
  unlink(userId: UserId): Promise<Identity | undefined>;
}
