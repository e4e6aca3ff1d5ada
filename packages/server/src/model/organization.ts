import type { OrganizationId, Timestamp } from "../model.ts";

export interface Organization {
  readonly id: OrganizationId;
  readonly serial: number;
  /** The name in paths: unique over all organizations, and changeable. Missing in events of versions without slugs. */
  readonly slug: string;
  readonly name: string;
  readonly status: OrganizationStatus;
  /** The cooling period between two inbound holders of a number; 0 for none. */
  readonly coolingDays: number;
  readonly createdAt: Timestamp;
  readonly version: number;
}
export const organizationStatuses = ["active", "suspended"] as const;
export type OrganizationStatus = (typeof organizationStatuses)[number];
