import type {
  Assignment,
  AssignmentDetails,
  AssignmentId,
  AssignmentInterval,
  NumberId,
  Page,
  PageRequest,
  Provider,
  Timestamp,
  UserId,
} from "../../model.ts";
import type { RoutedUser } from "../../routing/route-input.ts";

export interface AssignmentFilter {
  readonly userId?: UserId | undefined;
  readonly number?: { readonly id: NumberId } | { readonly line: string } | undefined;
  readonly providers?: readonly Provider[] | undefined;
  /** Without short codes and alphanumeric sender ids. */
  readonly isGlobalOnly?: boolean | undefined;
}

/**
 * `byUser`: user name (by code point), provider, default first, line, user id. `byUserId`: user id, assignment id.
 * `byAge`: assignment id, whose order is that of creation. The keys of `byUser` change when a user is renamed, so that
 * pages in this order can miss an assignment.
 */
export type AssignmentOrder = "byUser" | "byUserId" | "byAge";

export interface OpenOf {
  readonly userId?: UserId;
  readonly numberId?: NumberId;
  readonly provider?: Provider;
}

export interface NumberHolders {
  readonly numberId: NumberId;
  readonly holders: readonly AssignmentDetails[];
  /** The number of open assignments, which can exceed that of `holders`. */
  readonly count: number;
}

export type IntervalFilter = { readonly numberId: NumberId } | { readonly userId: UserId };

export interface AssignmentReader {
  /** Open assignments. */
  list(filter: AssignmentFilter, order: AssignmentOrder, page: PageRequest): Promise<Page<AssignmentDetails>>;
  /**
   * The assignments that were open at `at`, ordered by id, with the flags and labels they had then. Intervals
   * include their start and exclude their end.
   */
  listAsOf(filter: AssignmentFilter, at: Timestamp, page: PageRequest): Promise<Page<AssignmentDetails>>;
  /** Every open assignment of a user, of a number, or of both; oldest first. */
  open(of: OpenOf): Promise<readonly AssignmentDetails[]>;
  /** The user's default at the provider. */
  defaultOf(userId: UserId, provider: Provider): Promise<AssignmentDetails | undefined>;
  /** At most `max` open assignments of each number: the inbound holder first, then the oldest. */
  holders(numberIds: readonly NumberId[], max: number): Promise<readonly NumberHolders[]>;
  /**
   * When users held a number, or a user held numbers, ordered by `start.seq`. A change of flags or label ends one
   * interval and begins the next.
   */
  intervals(of: IntervalFilter, page: PageRequest): Promise<Page<AssignmentInterval>>;
  /** The inbound holders of the lines, at any provider; whatever their status. */
  inboundHolders(lines: readonly string[]): Promise<readonly RoutedUser[]>;
}

export interface AssignmentWriter extends AssignmentReader {
  /**
   * The transaction fails when an open assignment already fills a constraint: the user already holds the number, the number
   * has an inbound holder, or the user has a default at the provider.
   */
  create(assignment: NewAssignment): Promise<Assignment>;
  /** Increments the version. The transaction fails unless the assignment is open and is stored as `before`. */
  update(before: Assignment, flags: StoredAssignmentFlags): Promise<Assignment>;
  /** Removes the labels of all assignments of a user. */
  eraseLabels(userId: UserId): Promise<void>;
  /** Ends the assignment. The transaction fails unless it is open and is stored as `before`. */
  end(before: Assignment, at: Timestamp): Promise<Assignment>;
}

export interface StoredAssignmentFlags {
  readonly isDefault: boolean;
  readonly isInboundEnabled: boolean;
  readonly isOutboundEnabled: boolean;
  readonly label: string | null;
}

export interface NewAssignment extends StoredAssignmentFlags {
  readonly id: AssignmentId;
  readonly numberId: NumberId;
  readonly userId: UserId;
  readonly provider: Provider;
  readonly assignedAt: Timestamp;
}
