import type {
  Assignment,
  AssignmentDetails,
  AssignmentId,
  ChainedEvent,
  Group,
  GroupId,
  NumberId,
  PhoneNumber,
  User,
  UserId,
} from "../../model.ts";
import type { StoreReader } from "../../storage/store.ts";
import { assignmentKinds } from "../assignments/net-changes.ts";

const eventPageSize = 1000;

/** The most records that may change while an export runs, which bounds its memory. */
const changedRecordsMax = 200_000;

/**
 * What the records of an organization were at a position of the feed, from the events after it. A value that was read
 * before `catchUp` is as it was at the position, unless one of these maps has the record. Null stands for a record that
 * did not exist.
 */
export class PastRecords {
  readonly users = new Map<UserId, User | null>();
  readonly numbers = new Map<NumberId, PhoneNumber | null>();
  readonly assignments = new Map<AssignmentId, Assignment | null>();
  /** The changed assignments of each number. */
  readonly assignmentsOf = new Map<NumberId, AssignmentId[]>();
  /** Whether the user was a member. */
  readonly memberships = new Map<UserId, Map<GroupId, boolean>>();
  /** The ids of the records in the maps, in the order in which they changed. */
  readonly changedUsers: UserId[] = [];
  readonly changedNumbers: NumberId[] = [];
  readonly changedAssignments: AssignmentId[] = [];
  /** The numbers of which an assignment has changed. */
  readonly changedHoldings: NumberId[] = [];
  readonly deletedGroups = new Map<GroupId, Group>();
  /** Their earlier values must not be shown any more. */
  readonly erasedUsers = new Set<UserId>();
  readonly #reads: StoreReader;
  #seq: number;
  #count = 0;

  constructor(reads: StoreReader, seq: number) {
    this.#reads = reads;
    this.#seq = seq;
  }

  /** Reads the events since the last call. Throws when more than `changedRecordsMax` records have changed. */
  async catchUp(): Promise<void> {
    for (let hasNext = true; hasNext; ) {
      const { items, next } = await this.#reads.events.list({}, { size: eventPageSize, after: [this.#seq] });
      for (const event of items) this.#add(event);
      this.#seq = items.at(-1)?.seq ?? this.#seq;
      hasNext = next !== undefined;
    }
  }

  /** The assignment with the name and the e-mail address that its user had. */
  withPastUser(assignment: AssignmentDetails): AssignmentDetails {
    const { userId } = assignment;
    const user = this.users.get(userId);
    if (!user || this.erasedUsers.has(userId)) return assignment;
    return { ...assignment, userName: user.name, userEmail: user.email ?? "" };
  }

  #add(event: ChainedEvent): void {
    const { kind, subjectId } = event;
    if (kind === "user.erased") this.erasedUsers.add(subjectId as UserId);
    if (kind === "group.deleted") this.deletedGroups.set(subjectId as GroupId, event.before as Group);
    if (kind.startsWith("user.")) this.#addUser(event);
    else if (kind.startsWith("group.member")) this.#addMembership(event);
    else if (assignmentKinds.has(kind)) this.#addAssignment(event);
    else if (kind.startsWith("number.")) this.#addNumber(event);
  }

  #addUser({ subjectId, before }: ChainedEvent): void {
    if (this.#keep(this.users, subjectId, before)) this.changedUsers.push(subjectId as UserId);
  }

  #addNumber({ subjectId, before }: ChainedEvent): void {
    if (this.#keep(this.numbers, subjectId, before)) this.changedNumbers.push(subjectId as NumberId);
  }

  #addAssignment({ subjectId, numberId, before }: ChainedEvent): void {
    if (!this.#keep(this.assignments, subjectId, before) || numberId === null) return;
    this.changedAssignments.push(subjectId as AssignmentId);
    const others = this.assignmentsOf.get(numberId);
    if (others !== undefined) others.push(subjectId as AssignmentId);
    else {
      this.assignmentsOf.set(numberId, [subjectId as AssignmentId]);
      this.changedHoldings.push(numberId);
    }
  }

  #addMembership({ userId, subjectId, before }: ChainedEvent): void {
    if (userId === null) return;
    const groups = this.memberships.get(userId) ?? new Map<GroupId, boolean>();
    this.memberships.set(userId, groups);
    this.#keep(groups, subjectId, before !== null);
  }

  /** Only the first event after the position has the value at the position. */
  #keep(records: Map<string, unknown>, id: string, before: unknown): boolean {
    if (records.has(id)) return false;
    this.#count += 1;
    if (this.#count > changedRecordsMax)
      throw new Error(`More than ${changedRecordsMax} records have changed while an export ran.`);
    records.set(id, before);
    return true;
  }
}
