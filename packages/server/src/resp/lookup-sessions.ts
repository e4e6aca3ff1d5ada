import type { Inbound, Line, Outbound, OutboundUser, PlainLine } from "../core/routing/route-lookups.ts";
import type { HttpError } from "../http/errors.ts";
import type { Provider } from "../model.ts";

/** Signs callers in. Implemented over the main thread's installation, and by every lookup thread. */
export interface LookupSessions {
  /**
   * Resolves the caller of a credential, which is an API key or a JWT. Counts and logs a failed sign-in, and resolves
   * after the delay that the client's network has to wait. Rejects with other errors: the database is unavailable.
   */
  signIn(credential: string, client: SignInClient): Promise<LookupSession | RejectedSignIn>;
}

export interface SignInClient {
  readonly address: string;
  /** Ends the delay of a failed sign-in: the connection is closed. */
  readonly signal: AbortSignal;
}

export interface RejectedSignIn {
  readonly error: HttpError;
  /** Whether the client has to connect again, because too many answers are delayed already. */
  readonly closes: boolean;
}

/**
 * The caller of one connection. The lookups are those of the caller whom the last `recheck` found. They answer
 * synchronously from memory, and query the database when memory cannot decide. The rules `unknownLine` and `unknownUser`
 * also stand for the records of an organization that the caller does not see.
 */
export interface LookupSession {
  /**
   * Throws or rejects when the credential, its user, role, organization or scopes no longer permit lookups. A revocation
   * that was acknowledged before the call is effective. Synchronous when memory knows the credential.
   */
  recheck(): Promise<void> | undefined;
  inbound(line: Line): Inbound | Promise<Inbound>;
  /**
   * Fills `target` when memory has a plain answer for the line with this `lineKey`, and returns its age in milliseconds;
   * else `inbound` has the answer.
   */
  plainInbound(provider: Provider, key: number, target: PlainLine): number | undefined;
  outbound(user: OutboundUser): Outbound | Promise<Outbound>;
}
