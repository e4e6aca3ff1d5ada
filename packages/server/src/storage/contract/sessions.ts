import type {
  ApiKeyId,
  Page,
  PageRequest,
  Session,
  SessionId,
  SessionMethod,
  SessionWithUse,
  SuperadminKeyScope,
  Timestamp,
  UserId,
} from "../../model.ts";
import type { Taken } from "./taken.ts";

export interface SessionFilter {
  readonly userId?: UserId | undefined;
  /** Only sessions that expire later and were used later. */
  readonly validAt: { readonly expiresAfter: Timestamp; readonly usedAfter: Timestamp };
}

export interface SessionReader {
  /** Ordered by serial, without ended sessions and one-time links. */
  list(filter: SessionFilter, page: PageRequest): Promise<Page<SessionWithUse>>;
  /** Undefined for an ended session. */
  find(id: SessionId): Promise<Session | undefined>;
}

export interface SessionWriter extends SessionReader {
  create(session: NewSession): Promise<Session | Taken<"publicId">>;
  /** Ends a session or a one-time link; undefined when it has ended already. */
  end(id: SessionId, at: Timestamp): Promise<Session | undefined>;
  endOfUser(userId: UserId, at: Timestamp): Promise<void>;
  endOfKey(keyId: ApiKeyId, at: Timestamp): Promise<void>;
  /** Ends the oldest open sessions of the user except `countMax`, and returns their ids. */
  endOldest(userId: UserId, countMax: number, at: Timestamp): Promise<readonly SessionId[]>;
  /** Ends the one-time links that are not used. */
  endLinks(at: Timestamp): Promise<void>;
}

export interface NewSession {
  readonly id: SessionId;
  readonly kind: "session" | "link";
  readonly userId: UserId;
  readonly method: SessionMethod;
  readonly keyId: ApiKeyId | null;
  readonly scopes: readonly SuperadminKeyScope[];
  readonly publicId: string;
  readonly hash: string;
  readonly createdAt: Timestamp;
  readonly expiresAt: Timestamp;
}
