import type { AssignmentId, NumberId, OrganizationId, Provider, UserId } from "../model.ts";
import { flagsOf } from "./assignment-records.ts";
import { type EndpointSearch, searchEndpoint } from "./endpoint-search.ts";
import { RouteMemory } from "./memory/route-memory.ts";
import { noRow } from "./memory/shared-table.ts";
import { MemoryRouteInputs } from "./memory-route-inputs.ts";
import type { PlainLine } from "./plain-line.ts";
import type {
  Conflict,
  LineRouteInput,
  RoutedAssignment,
  RoutedNumber,
  RoutedOrganization,
  RoutedUser,
  UserRouteInput,
} from "./route-input.ts";
import type { RouteInputs } from "./route-snapshot.ts";

/** Events written before endpoints existed contain users without them. */
type UserOfEvent = Omit<RoutedUser, "endpoints"> & Partial<RoutedUser>;

/** Runs a write that other threads see completely or not at all. */
export type WriteLock = <Result>(write: () => Result) => Result;

/**
 * The index of routing inputs, in memory that other threads can read; this thread writes it. Records are complete and
 * replace the previous version, so that applying a record twice, or an old version before the newest one, has the same
 * result. Assignments of unknown numbers or users are ignored: those were released or removed.
 */
export class RouteIndex implements RouteInputs {
  readonly memory: RouteMemory;
  readonly #inputs: MemoryRouteInputs;
  /** Set while other threads read the index. */
  lock: WriteLock | undefined;

  constructor(memory = new RouteMemory()) {
    this.memory = memory;
    this.#inputs = new MemoryRouteInputs(memory);
  }

  get lines(): number {
    return this.memory.numbers.size;
  }

  get bytes(): number {
    return this.memory.bytes;
  }

  line(provider: Provider, line: string): LineRouteInput | Conflict | undefined {
    return this.#inputs.line(provider, line);
  }

  user(id: UserId, provider?: Provider): UserRouteInput | undefined {
    return this.#inputs.user(id, provider);
  }

  plainLine(provider: Provider, key: number, target: PlainLine): boolean {
    return this.#inputs.plainLine(provider, key, target);
  }

  /** Whether an organization has the line, at any provider. */
  hasLine(line: string): boolean {
    return this.memory.numbers.rowsOfLine(line).length > 0;
  }

  /** See `searchEndpoint`. */
  searchEndpoint(search: EndpointSearch): Generator<void, readonly UserId[]> {
    return searchEndpoint(this.memory, search);
  }

  /** Runs `write`, which sets or deletes about `count` records, as one change for the other threads. */
  batch<Result>(count: number, write: () => Result): Result {
    this.memory.reserve(count);
    return this.lock ? this.lock(write) : write();
  }

  setOrganization({ id, status }: RoutedOrganization): void {
    const { organizations } = this.memory;
    this.batch(1, () => organizations.setStatus(organizations.ensure(id), status));
  }

  setUser(organizationId: OrganizationId, { id, status, endpoints }: UserOfEvent): void {
    const { users, organizations } = this.memory;
    this.batch(1, () => {
      const row = users.find(id) ?? users.addUser(organizations.ensure(organizationId), id);
      users.setStatus(row, status);
      // An event without endpoints does not change them.
      if (endpoints !== undefined) users.setEndpoints(row, endpoints);
    });
  }

  setNumber(organizationId: OrganizationId, number: RoutedNumber): void {
    const { numbers, organizations } = this.memory;
    this.batch(1, () => numbers.setNumber(organizations.ensure(organizationId), number));
  }

  /** The number must have no assignments. */
  deleteNumber(id: NumberId): void {
    const { numbers } = this.memory;
    const row = numbers.find(id);
    if (row !== undefined) this.batch(0, () => numbers.delete(row));
  }

  setAssignment(assignment: RoutedAssignment): void {
    const number = this.memory.numbers.find(assignment.numberId);
    const user = this.memory.users.find(assignment.userId);
    if (number === undefined || user === undefined) return;
    this.batch(0, () => {
      const row = this.#assignmentRow(number, assignment.id);
      if (row === undefined) this.#addAssignment(assignment, number, user);
      else this.memory.assignments.setFlags(row, assignment);
    });
  }

  deleteAssignment({ id, numberId }: Pick<RoutedAssignment, "id" | "numberId">): void {
    const { numbers, users, assignments } = this.memory;
    const number = numbers.find(numberId);
    const row = number === undefined ? undefined : this.#assignmentRow(number, id);
    if (number === undefined || row === undefined) return;
    const user = assignments.user(row);
    const first = {
      firstOfNumber: numbers.firstAssignment(number),
      firstOfUser: users.firstAssignment(user),
    };
    this.batch(0, () => {
      const { firstOfNumber, firstOfUser } = assignments.unlink(row, first);
      numbers.setFirstAssignment(number, firstOfNumber);
      users.setFirstAssignment(user, firstOfUser);
    });
  }

  #addAssignment(assignment: RoutedAssignment, number: number, user: number): void {
    const { numbers, users, assignments } = this.memory;
    const row = assignments.addAssignment(
      {
        flags: flagsOf(assignment),
        assignedAt: assignment.assignedAt,
        number,
        user,
        nextOfNumber: numbers.firstAssignment(number),
        nextOfUser: users.firstAssignment(user),
      },
      assignment.id,
    );
    numbers.setFirstAssignment(number, row);
    users.setFirstAssignment(user, row);
  }

  /** A linear search: a number has few open assignments. */
  #assignmentRow(number: number, id: AssignmentId): number | undefined {
    const { numbers, assignments } = this.memory;
    let row = numbers.firstAssignment(number);
    for (; row !== noRow; row = assignments.nextOfNumber(row)) if (assignments.hasId(row, id)) return row;
    return undefined;
  }
}
