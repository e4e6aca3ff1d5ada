import type { OrganizationId } from "../../model.ts";

/**
 * Called with the organization of a commit, before any read can see the commit; undefined stands for every organization.
 * Some calls are for a transaction that changed nothing. Must not throw.
 */
export type CommitListener = (organizationId: OrganizationId | undefined) => void;
