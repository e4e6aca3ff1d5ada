import type {
  CallDirection,
  CallOutcome,
  CarrierAccountId,
  LoggedCall,
  NumberId,
  Page,
  PageRequest,
  Timestamp,
  UserId,
} from "../../model.ts";

export interface CallFilter {
  readonly numberId?: NumberId | undefined;
  readonly userId?: UserId | undefined;
  readonly line?: string | undefined;
  readonly direction?: CallDirection | undefined;
  readonly outcome?: CallOutcome | undefined;
  /** The earliest start. */
  readonly from?: Timestamp | undefined;
  /** The first start that is too late. */
  readonly to?: Timestamp | undefined;
}

export interface CallReader {
  /** Newest first. */
  list(filter: CallFilter, page: PageRequest): Promise<Page<LoggedCall>>;
  /** The call that the account has with this key. */
  find(accountId: CarrierAccountId, callKey: string): Promise<LoggedCall | undefined>;
}

export interface CallWriter extends CallReader {
  /** Stores a call, or replaces what can change of one with the same id. `callKey` is unique within the account. */
  store(call: LoggedCall, callKey: string): Promise<void>;
  /** Removes a user and the user's endpoints from all calls. Returns the number of calls. */
  eraseUser(userId: UserId): Promise<number>;
}
