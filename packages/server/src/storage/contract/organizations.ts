import type { Organization, OrganizationStatus, Timestamp } from "../../model.ts";
import type { Taken } from "./taken.ts";

export interface OrganizationReader {
  /** Undefined when it does not exist, and always for the platform's internal organization. */
  get(): Promise<Organization | undefined>;
}

export interface OrganizationWriter extends OrganizationReader {
  /** The serial is the highest of all organizations plus one. */
  create(organization: NewOrganization): Promise<Organization | Taken<"id" | "slug">>;
  /** Replaces the slug; `update` increments the version. Returns whether no other organization has it. */
  setSlug(slug: string): Promise<boolean>;
  /** Increments the version. The organization must exist. */
  update(changes: OrganizationChanges): Promise<Organization>;
  /** Marks the organization as deleted, frees its slug and increments the version. It must not be deleted already. */
  delete(at: Timestamp): Promise<Organization>;
}

export interface NewOrganization {
  readonly slug: string;
  readonly name: string;
  readonly createdAt: Timestamp;
}

export interface OrganizationChanges {
  readonly name: string;
  readonly status: OrganizationStatus;
  readonly coolingDays: number;
}

export interface OrganizationFilter {
  /** Deleted organizations are left out by default. */
  readonly status?: OrganizationStatus | undefined;
}
