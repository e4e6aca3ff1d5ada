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
  /** Only of a deleted organization, whose slug is the one that it had. */
  readonly deletedAt?: Timestamp;
  readonly version: number;
}
/** `deleted` is final: only the history of the organization remains. */
export const organizationStatuses = ["active", "suspended", "deleted"] as const;
export type OrganizationStatus = (typeof organizationStatuses)[number];
/** The statuses that a change of an organization can set. */
export const changeableOrganizationStatuses = ["active", "suspended"] as const;
export type ChangeableOrganizationStatus = (typeof changeableOrganizationStatuses)[number];
