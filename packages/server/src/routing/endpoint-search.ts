import type { OrganizationId, UserId } from "../model.ts";
import type { RouteMemory } from "./memory/route-memory.ts";
import { endpointSeparator } from "./plain-line.ts";

/** So many users are looked at between two pauses. */
const strideLength = 512;

export interface EndpointSearch {
  readonly endpoint: string;
  /** Null for the users of every organization. */
  readonly organizationId: OrganizationId | null;
  /** The search ends when so many are found. */
  readonly countMax: number;
}

/**
 * Finds the active users who have an endpoint, in no order. There is no index of endpoints: it looks at every user, and
 * yields now and then so that the caller can pause. Users that change meanwhile may be missed.
 */
export function* searchEndpoint(
  { users, organizations }: RouteMemory,
  { endpoint, organizationId, countMax }: EndpointSearch,
): Generator<void, readonly UserId[]> {
  const found: UserId[] = [];
  const organization = organizationId === null ? undefined : organizations.find(organizationId);
  if (organizationId !== null && organization === undefined) return found;
  for (let row = 0; row < users.end && found.length < countMax; row++) {
    if (row % strideLength === strideLength - 1) yield;
    if (organization !== undefined && users.organization(row) !== organization) continue;
    if (hasEndpoint(users.endpointsText(row), endpoint) && users.status(row) === "active")
      found.push(users.id(row));
  }
  return found;
}

const hasEndpoint = (endpoints: string, endpoint: string): boolean =>
  endpoints.includes(endpoint) && endpoints.split(endpointSeparator).includes(endpoint);
