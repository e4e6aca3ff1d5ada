import type {
  Assignment,
  Event,
  EventKind,
  Organization,
  OrganizationId,
  PhoneNumber,
  User,
} from "../model.ts";
import type { RouteIndex } from "./route-index.ts";
import type { RoutedNumber } from "./route-input.ts";

/** Applies a committed event to the index. Idempotent. Events that do not affect routing are ignored. */
export function applyEvent(index: RouteIndex, organizationId: OrganizationId, { kind, after }: Event): void {
  if (after !== null) effects[kind]?.(index, organizationId, after);
}

/** `after` is the complete record after the event. */
type Effect = (index: RouteIndex, organizationId: OrganizationId, after: object) => void;

const setOrganization: Effect = (index, _, after) => index.setOrganization(after as Organization);
const setUser: Effect = (index, organizationId, after) => index.setUser(organizationId, after as User);
const setNumber: Effect = (index, organizationId, after) =>
  index.setNumber(organizationId, toRoutedNumber(after as PhoneNumber));
const setAssignment: Effect = (index, _, after) => index.setAssignment(after as Assignment);

/** Groups and API keys do not affect routing. */
const effects: Partial<Record<EventKind, Effect>> = {
  "organization.created": setOrganization,
  "organization.updated": setOrganization,
  "organization.deleted": setOrganization,
  "user.created": setUser,
  "user.updated": setUser,
  "user.removed": setUser,
  "user.restored": setUser,
  "user.erased": setUser,
  "number.added": setNumber,
  "number.updated": setNumber,
  "number.released": (index, _, after) => index.deleteNumber((after as PhoneNumber).id),
  "number.assigned": setAssignment,
  "assignment.updated": setAssignment,
  "number.unassigned": (index, _, after) => index.deleteAssignment(after as Assignment),
};

const toRoutedNumber = ({ id, provider, line, coolingUntil, reservation }: PhoneNumber): RoutedNumber => ({
  id,
  provider,
  line,
  coolingUntil,
  reservedUntil: reservation?.until ?? null,
});
