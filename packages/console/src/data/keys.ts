/** The key of everything that was read of an organization: a change makes all of it stale. */
export const organizationKey = (organization: string) => ["organization", organization] as const;
