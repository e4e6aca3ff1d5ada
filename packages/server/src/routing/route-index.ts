import type {
  AssignmentId,
  NumberId,
  OrganizationId,
  OrganizationStatus,
  Provider,
  UserId,
  UserStatus,
} from "../model.ts";
import { AssignmentColumns } from "./assignment-columns.ts";
import { findCallLoops } from "./call-loops.ts";
import { noRow } from "./column.ts";
import { NumberColumns } from "./number-columns.ts";
import type {
  AssignedLine,
  Conflict,
  Holder,
  LineRouteInput,
  RoutedAssignment,
  RoutedNumber,
  RoutedOrganization,
  RoutedUser,
  UserRouteInput,
} from "./route-input.ts";

/** Events written before endpoints existed contain users without them. */
type UserOfEvent = Omit<RoutedUser, "endpoints"> & Partial<RoutedUser>;

interface OrganizationEntry {
  readonly id: OrganizationId;
  status: OrganizationStatus;
}
interface UserEntry {
  readonly row: number;
  readonly id: UserId;
  readonly organization: number;
  status: UserStatus;
  endpoints: readonly string[];
  firstAssignment: number;
}

/**
 * The in-memory index of routing inputs. Records are complete and replace the previous version, so that
 * applying a record twice, or an old version before the newest one, has the same result. Assignments of unknown
 * numbers or users are ignored: those were released or removed.
 */
export class RouteIndex {
  readonly #organizations: OrganizationEntry[] = [];
  readonly #organizationRows = new Map<OrganizationId, number>();
  readonly #users: UserEntry[] = [];
  readonly #usersById = new Map<UserId, UserEntry>();
  readonly #numbers = new NumberColumns();
  readonly #assignments = new AssignmentColumns();

  get lines(): number {
    return this.#numbers.size;
  }

  /** Memory of numbers and assignments, without users and organizations. */
  get bytes(): number {
    return this.#numbers.bytes + this.#assignments.bytes;
  }

  line(provider: Provider, line: string): LineRouteInput | Conflict | undefined {
    const found = this.#numbers.findLine(provider, line);
    if (typeof found === "number") return this.#lineInput(found);
    return found && { claimants: found.map((row) => this.#organization(this.#numbers.organization(row)).id) };
  }

  user(id: UserId, provider: Provider): UserRouteInput | undefined {
    const user = this.#usersById.get(id);
    if (user === undefined) return undefined;
    const organization = this.#organization(user.organization);
    return {
      organizationId: organization.id,
      organizationStatus: organization.status,
      userStatus: user.status,
      held: this.#heldBy(user, provider),
    };
  }

  setOrganization({ id, status }: RoutedOrganization): void {
    this.#organization(this.#organizationRow(id)).status = status;
  }

  setUser(organizationId: OrganizationId, { id, status, endpoints }: UserOfEvent): void {
    const user = this.#usersById.get(id) ?? this.#addUser(organizationId, id);
    user.status = status;
    // An event without endpoints does not change them.
    user.endpoints = endpoints ?? user.endpoints;
  }

  setNumber(organizationId: OrganizationId, number: RoutedNumber): void {
    this.#numbers.set(this.#organizationRow(organizationId), number);
  }

  /** The number must have no assignments. */
  deleteNumber(id: NumberId): void {
    const row = this.#numbers.find(id);
    if (row !== undefined) this.#numbers.delete(row);
  }

  setAssignment(assignment: RoutedAssignment): void {
    const number = this.#numbers.find(assignment.numberId);
    const user = this.#usersById.get(assignment.userId);
    if (number === undefined || user === undefined) return;
    const row = this.#assignmentRow(number, assignment.id);
    if (row === undefined) this.#addAssignment(assignment, number, user);
    else this.#assignments.setFlags(row, assignment);
  }

  #addAssignment(assignment: RoutedAssignment, number: number, user: UserEntry): void {
    const nextOfNumber = this.#numbers.firstAssignment(number);
    const of = { number, user: user.row, nextOfNumber, nextOfUser: user.firstAssignment };
    user.firstAssignment = this.#assignments.add(assignment, of);
    this.#numbers.setFirstAssignment(number, user.firstAssignment);
  }

  deleteAssignment({ id, numberId }: Pick<RoutedAssignment, "id" | "numberId">): void {
    const number = this.#numbers.find(numberId);
    const row = number === undefined ? undefined : this.#assignmentRow(number, id);
    if (number === undefined || row === undefined) return;
    const user = this.#user(this.#assignments.user(row));
    const first = { firstOfNumber: this.#numbers.firstAssignment(number), firstOfUser: user.firstAssignment };
    const { firstOfNumber, firstOfUser } = this.#assignments.delete(row, first);
    this.#numbers.setFirstAssignment(number, firstOfNumber);
    user.firstAssignment = firstOfUser;
  }

  #lineInput(row: number): LineRouteInput {
    const organization = this.#organization(this.#numbers.organization(row));
    const { coolingUntil, reservedUntil } = this.#numbers.holds(row);
    const inboundHolder = this.#inboundHolder(row);
    return {
      organizationId: organization.id,
      organizationStatus: organization.status,
      numberId: this.#numbers.id(row),
      coolingUntil,
      reservedUntil,
      holders: this.#holders(row),
      callLoops: inboundHolder?.status === "active" ? this.#callLoops(inboundHolder) : [],
    };
  }

  #callLoops(user: UserEntry): readonly string[] {
    return findCallLoops(user, (lines) =>
      lines
        .flatMap((line) => this.#numbers.rowsOfLine(line))
        .filter((row) => this.#numbers.organization(row) === user.organization)
        .flatMap((row) => this.#inboundHolder(row) ?? []),
    );
  }

  #inboundHolder(number: number): UserEntry | undefined {
    const first = this.#numbers.firstAssignment(number);
    for (let row = first; row !== noRow; row = this.#assignments.nextOfNumber(row))
      if (this.#assignments.isInboundEnabled(row)) return this.#user(this.#assignments.user(row));
    return undefined;
  }

  #holders(number: number): Holder[] {
    const holders: Holder[] = [];
    const first = this.#numbers.firstAssignment(number);
    for (let row = first; row !== noRow; row = this.#assignments.nextOfNumber(row)) {
      const user = this.#user(this.#assignments.user(row));
      holders.push({
        assignmentId: this.#assignments.id(row),
        assignedAt: this.#assignments.assignedAt(row),
        isInboundEnabled: this.#assignments.isInboundEnabled(row),
        userId: user.id,
        userStatus: user.status,
        endpoints: user.endpoints,
      });
    }
    return holders;
  }

  #heldBy({ firstAssignment }: UserEntry, provider: Provider): AssignedLine[] {
    const held: AssignedLine[] = [];
    for (let row = firstAssignment; row !== noRow; row = this.#assignments.nextOfUser(row)) {
      const number = this.#assignments.number(row);
      if (this.#numbers.provider(number) !== provider) continue;
      held.push({
        assignmentId: this.#assignments.id(row),
        assignedAt: this.#assignments.assignedAt(row),
        numberId: this.#numbers.id(number),
        line: this.#numbers.line(number),
        isDefault: this.#assignments.isDefault(row),
        isOutboundEnabled: this.#assignments.isOutboundEnabled(row),
      });
    }
    return held;
  }

  /** A linear search: a number has few open assignments. */
  #assignmentRow(number: number, id: AssignmentId): number | undefined {
    const first = this.#numbers.firstAssignment(number);
    for (let row = first; row !== noRow; row = this.#assignments.nextOfNumber(row))
      if (this.#assignments.is(row, id)) return row;
    return undefined;
  }

  #organization(row: number): OrganizationEntry {
    return this.#organizations[row] as OrganizationEntry;
  }
  #user(row: number): UserEntry {
    return this.#users[row] as UserEntry;
  }

  #organizationRow(id: OrganizationId): number {
    const known = this.#organizationRows.get(id);
    if (known !== undefined) return known;
    const row = this.#organizations.push({ id, status: "active" }) - 1;
    this.#organizationRows.set(id, row);
    return row;
  }

  #addUser(organizationId: OrganizationId, id: UserId): UserEntry {
    const organization = this.#organizationRow(organizationId);
    const user: UserEntry = {
      row: this.#users.length,
      id,
      organization,
      status: "active",
      endpoints: [],
      firstAssignment: noRow,
    };
    this.#users.push(user);
    this.#usersById.set(id, user);
    return user;
  }
}
