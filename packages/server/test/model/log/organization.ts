import { entriesOf, type Log } from "./log.ts";

export const dayMs = 24 * 60 * 60 * 1000;

export interface OrganizationSettings {
  readonly status: "active" | "suspended";
  readonly coolingDays: number;
}

/** As the last update left them. */
export function organizationOf(log: Log): OrganizationSettings {
  const { status = "active", coolingDays = 0 } = entriesOf(log, "organization.updated").at(-1) ?? {};
  return { status, coolingDays };
}
