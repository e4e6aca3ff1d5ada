import type { CredentialUser } from "../contract/platform.ts";

export type CredentialUserRow = {
  [Column in keyof CredentialUser]: CredentialUser[Column];
};

/** Of a user `u` and their organization `o`. */
export const credentialUserColumns = `u.id as "userId", u.organization_id as "organizationId", u.role, u.status,
  u.signed_out_at as "signedOutAt", o.status as "organizationStatus"`;
export const userOrganization = "join organizations o on o.id = u.organization_id";

export const toCredentialUser = (row: CredentialUserRow): CredentialUser => ({
  userId: row.userId,
  organizationId: row.organizationId,
  organizationStatus: row.organizationStatus,
  role: row.role,
  status: row.status,
  signedOutAt: row.signedOutAt,
});
