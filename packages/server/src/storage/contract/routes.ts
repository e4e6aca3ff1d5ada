import type { OrganizationId, Provider, UserId } from "../../model.ts";
import type {
  LineRouteInput,
  PackedRows,
  RoutedOrganization,
  RoutedUser,
  UserRouteInput,
} from "../../routing/route-input.ts";

/** The input of routing decisions, across organizations. */
export interface RouteReader {
  /** A line and its holders, from one snapshot. Undefined when no organization has the line. */
  line(provider: Provider, line: string): Promise<StoredLine | undefined>;
  /** The inbound holders of the lines, at any provider, in one organization; whatever their status. */
  inboundHolders(organizationId: OrganizationId, lines: readonly string[]): Promise<readonly RoutedUser[]>;
  /**
   * A user and the user's assignments at the provider, or at every one, from one snapshot. Undefined for a removed user.
   */
  user(id: UserId, provider?: Provider): Promise<UserRouteInput | undefined>;
  /** Every organization, in batches; each batch of these four lists sees its own snapshot. */
  organizations(): AsyncIterable<readonly RoutedOrganization[]>;
  /** Every user that is not removed. */
  users(): AsyncIterable<PackedRows>;
  /** Every number that is not released. */
  numbers(): AsyncIterable<PackedRows>;
  /** Every open assignment, ordered by number. */
  assignments(): AsyncIterable<PackedRows>;
}

/** Without the call loops, which follow from the endpoints of several users. */
export type StoredLine = Omit<LineRouteInput, "callLoops">;
