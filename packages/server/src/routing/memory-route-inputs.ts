import type { Provider, UserId } from "../model.ts";
import { findCallLoops } from "./call-loops.ts";
import type { RouteMemory } from "./memory/route-memory.ts";
import { noRow } from "./memory/shared-table.ts";
import { idsOfPlainLine, type PlainLine, plainInstantMax } from "./plain-line.ts";
import type {
  AssignedLine,
  Conflict,
  Holder,
  LineRouteInput,
  RoutedUser,
  UserRouteInput,
} from "./route-input.ts";
import type { RouteInputs } from "./route-snapshot.ts";

/** After so many records of a list, a reader checks that it is not lost in one that changes. */
const stepsMax = 64;

/**
 * Reads routing inputs from an index's memory. `check` is called now and then during long reads; it throws when the
 * memory has changed, because a list that changes could have no end.
 */
export class MemoryRouteInputs implements RouteInputs {
  readonly #memory: RouteMemory;
  readonly #check: () => void;
  #steps = 0;

  constructor(memory: RouteMemory, check: () => void = () => {}) {
    this.#memory = memory;
    this.#check = check;
  }

  line(provider: Provider, line: string): LineRouteInput | Conflict | undefined {
    const { numbers, organizations } = this.#memory;
    const found = numbers.findLine(provider, line);
    if (typeof found === "number") return this.#lineInput(found);
    return found && { claimants: found.map((row) => organizations.id(numbers.organization(row))) };
  }

  plainLine(provider: Provider, key: number, target: PlainLine): boolean {
    const { numbers, assignments } = this.#memory;
    const number = numbers.findKey(provider, key);
    if (typeof number !== "number" || numbers.hasHolds(number)) return false;
    const assignment = numbers.firstAssignment(number);
    if (assignment === noRow || assignments.nextOfNumber(assignment) !== noRow) return false;
    return assignments.isInboundEnabled(assignment) && this.#fillPlain(number, assignment, target);
  }

  #fillPlain(number: number, assignment: number, target: PlainLine): boolean {
    const { numbers, assignments, users, organizations } = this.#memory;
    const organization = numbers.organization(number);
    const user = assignments.user(assignment);
    if (users.status(user) !== "active" || organizations.status(organization) !== "active") return false;
    target.endpointsLength = users.copyPlainEndpoints(user, target.endpoints);
    target.assignedAt = assignments.assignedAt(assignment);
    if (target.endpointsLength < 0 || target.assignedAt >= plainInstantMax) return false;
    const { ids } = target;
    organizations.copyId(organization, ids, idsOfPlainLine.organization);
    numbers.copyId(number, ids, idsOfPlainLine.number);
    users.copyId(user, ids, idsOfPlainLine.user);
    assignments.copyId(assignment, ids, idsOfPlainLine.assignment);
    return true;
  }

  user(id: UserId, provider?: Provider): UserRouteInput | undefined {
    const { users, organizations } = this.#memory;
    const row = users.find(id);
    if (row === undefined) return undefined;
    const organization = users.organization(row);
    return {
      organizationId: organizations.id(organization),
      organizationStatus: organizations.status(organization),
      userStatus: users.status(row),
      held: this.#heldBy(row, provider),
    };
  }

  #lineInput(row: number): LineRouteInput {
    const { numbers, organizations } = this.#memory;
    const organization = numbers.organization(row);
    const { coolingUntil, reservedUntil } = numbers.holds(row);
    const holders = this.#holders(row);
    const inboundHolder = holders.find(({ isInboundEnabled }) => isInboundEnabled);
    return {
      organizationId: organizations.id(organization),
      organizationStatus: organizations.status(organization),
      numberId: numbers.id(row),
      coolingUntil,
      reservedUntil,
      holders,
      callLoops: inboundHolder?.userStatus === "active" ? this.#callLoops(inboundHolder, organization) : [],
    };
  }

  #callLoops({ userId: id, endpoints }: Holder, organization: number): readonly string[] {
    const { numbers } = this.#memory;
    return findCallLoops({ id, endpoints }, (lines) =>
      lines
        .flatMap((line) => numbers.rowsOfLine(line))
        .filter((row) => numbers.organization(row) === organization)
        .flatMap((row) => this.#inboundHolder(row) ?? []),
    );
  }

  #inboundHolder(number: number): RoutedUser | undefined {
    const { numbers, assignments, users } = this.#memory;
    let row = numbers.firstAssignment(number);
    for (; row !== noRow; row = assignments.nextOfNumber(row)) {
      this.#step();
      if (!assignments.isInboundEnabled(row)) continue;
      const user = assignments.user(row);
      return { id: users.id(user), status: users.status(user), endpoints: users.endpoints(user) };
    }
    return undefined;
  }

  #holders(number: number): Holder[] {
    const { numbers, assignments, users } = this.#memory;
    const holders: Holder[] = [];
    let row = numbers.firstAssignment(number);
    for (; row !== noRow; row = assignments.nextOfNumber(row)) {
      this.#step();
      const user = assignments.user(row);
      holders.push({
        assignmentId: assignments.id(row),
        assignedAt: assignments.assignedAt(row),
        isInboundEnabled: assignments.isInboundEnabled(row),
        userId: users.id(user),
        userStatus: users.status(user),
        endpoints: users.endpoints(user),
      });
    }
    return holders;
  }

  #heldBy(user: number, asked: Provider | undefined): AssignedLine[] {
    const { numbers, assignments, users } = this.#memory;
    const held: AssignedLine[] = [];
    let row = users.firstAssignment(user);
    for (; row !== noRow; row = assignments.nextOfUser(row)) {
      this.#step();
      const number = assignments.number(row);
      const provider = numbers.provider(number);
      if (asked !== undefined && provider !== asked) continue;
      held.push({
        assignmentId: assignments.id(row),
        assignedAt: assignments.assignedAt(row),
        numberId: numbers.id(number),
        provider,
        line: numbers.line(number),
        isDefault: assignments.isDefault(row),
        isOutboundEnabled: assignments.isOutboundEnabled(row),
      });
    }
    return held;
  }

  #step(): void {
    this.#steps += 1;
    if (this.#steps % stepsMax === 0) this.#check();
  }
}
