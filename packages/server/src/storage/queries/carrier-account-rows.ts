import type {
  CarrierAccount,
  CarrierAccountId,
  CarrierAccountStatus,
  CarrierPolicy,
  CarrierProvider,
  OrganizationId,
} from "../../model.ts";
import type { StoredCarrierSecrets } from "../contract/carrier-accounts.ts";
import { platformId } from "../contract/platform.ts";

export interface CarrierAccountRow {
  organization_id: OrganizationId;
  id: CarrierAccountId;
  serial: number;
  provider: CarrierProvider;
  name: string;
  status: CarrierAccountStatus;
  public_url: string;
  api_url: string | null;
  identifiers: string;
  secret_names: string;
  previous_secrets_expire_at: number | null;
  policy: string;
  created_at: number;
  version: number;
}

export interface CarrierSecretsRow {
  secrets: string;
  previous_secrets: string | null;
  previous_secrets_expire_at: number | null;
}

export const carrierAccountColumns = `organization_id, id, serial, provider, name, status, public_url, api_url,
  identifiers, secret_names, previous_secrets_expire_at, policy, created_at, version`;

export const toCarrierAccount = (row: CarrierAccountRow): CarrierAccount => ({
  id: row.id,
  serial: row.serial,
  organizationId: row.organization_id === platformId ? null : row.organization_id,
  provider: row.provider,
  name: row.name,
  status: row.status,
  publicUrl: row.public_url,
  apiUrl: row.api_url,
  identifiers: JSON.parse(row.identifiers),
  secretNames: JSON.parse(row.secret_names),
  previousSecretsExpireAt: row.previous_secrets_expire_at,
  ...(JSON.parse(row.policy) as CarrierPolicy),
  createdAt: row.created_at,
  version: row.version,
});

export const toCarrierSecrets = (row: CarrierSecretsRow): StoredCarrierSecrets => ({
  secrets: row.secrets,
  previousSecrets: row.previous_secrets,
  previousSecretsExpireAt: row.previous_secrets_expire_at,
});

/** The column `policy`. */
export const policyText = (policy: CarrierPolicy): string =>
  JSON.stringify({
    ringSeconds: policy.ringSeconds,
    ringMode: policy.ringMode,
    callerId: policy.callerId,
    recordsCalls: policy.recordsCalls,
    unanswered: policy.unanswered,
    unansweredByReason: policy.unansweredByReason,
    language: policy.language,
    languageByCountry: policy.languageByCountry,
    forwardsMessages: policy.forwardsMessages,
    forwardedMessagesPerHour: policy.forwardedMessagesPerHour,
    keepsCalls: policy.keepsCalls,
    callRetentionDays: policy.callRetentionDays,
    dialOutCountries: policy.dialOutCountries,
    syncHours: policy.syncHours,
  } satisfies CarrierPolicy);
