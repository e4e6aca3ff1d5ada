import type { Organization, OrganizationStatus, Timestamp } from "../../model.ts";
import type { Taken } from "./taken.ts";

export interface OrganizationReader {
  /** Undefined when it does not exist, and always for the platform's internal organization. */
  get(): Promise<Organization | undefined>;
}

export interface OrganizationWriter extends OrganizationReader {
  /** The serial is the highest of all organizations plus one. */
  create(organization: { name: string; createdAt: Timestamp }): Promise<Organization | Taken<"id">>;
  /** Increments the version. The organization must exist. */
  update(changes: { name: string; status: OrganizationStatus; coolingDays: number }): Promise<Organization>;
}
