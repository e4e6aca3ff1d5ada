import type { Provider, UserId } from "../../model.ts";
import type {
  CredentialUser,
  IdentityReference,
  KeyUse,
  OrganizationHead,
  Platform,
  StoredApiKey,
  StoredInvitation,
} from "../contract/platform.ts";
import { StorageReadOnly } from "../contract/storage-unavailable.ts";
import { firstOrThrow, type Sql, type Write } from "../sql.ts";
import { allCarrierAccounts } from "./all-carrier-accounts.ts";
import { carrierInboxes } from "./carrier-inboxes.ts";
import {
  type CredentialUserRow,
  credentialUserColumns,
  toCredentialUser,
  userOrganization,
} from "./credential-users.ts";
import { eventsFrom } from "./events.ts";
import { deleteImportContents, deleteImports } from "./expired-imports.ts";
import { jobQueueQueries } from "./job-queue.ts";
import { notificationQueue } from "./notification-queue.ts";
import { deleteOldPlans } from "./old-plans.ts";
import { organizationsOf } from "./organizations.ts";
import { deleteSessions, findSession, recordSessionUse } from "./platform-sessions.ts";
import { routeQueries } from "./routes.ts";
import { signingKeyQueries } from "./signing-keys.ts";
import { webhookQueue } from "./webhook-queue.ts";

type StoredApiKeyRow = Omit<StoredApiKey, "scopes"> & { readonly scopes: string };
const heads = `select h.organization_id as "organizationId", o.serial, h.seq, h.last_at as at, h.hash
  from organization_heads h join organizations o on o.id = h.organization_id where h.seq > 0`;

/** Everything but `write` only reads. */
export function platformQueries(sql: Sql, write: Write): Platform {
  return {
    ...credentialReads(sql),

    ...organizationsOf(sql),

    async countMissingAtCarriers() {
      const rows = await sql.all<{ provider: Provider; count: number | string }>(
        `select provider, count(*) as count from numbers
         where carrier_missing_at is not null and released_at is null group by provider order by provider`,
      );
      return rows.map(({ provider, count }) => ({ provider, count: Number(count) }));
    },
    heads: () => sql.all<OrganizationHead>(`${heads} order by o.serial`),

    primaryHeads: () => primaryHeads(sql),

    eventsFrom: (positions, limit) => eventsFrom(sql, positions, limit),

    routes: routeQueries(sql),
    signingKeys: signingKeyQueries(sql),
    jobs: jobQueueQueries(sql, write),
    webhooks: webhookQueue(sql, write),
    carrierAccounts: allCarrierAccounts(sql),
    carrierInboxes: carrierInboxes(write),
    notifications: notificationQueue(sql, write),

    recordKeyUse: (uses) => write((tx) => recordKeyUse(tx, uses)),

    recordSessionUse: (uses) => write((tx) => recordSessionUse(tx, uses)),

    setting: (name, value) => write((tx) => readOrStoreSetting(tx, name, value)),

    findSetting: (name) => findSetting(sql, name),

    async replaceSetting(name, from, to) {
      const text = "update settings set value = $3 where name = $1 and value = $2";
      await write((tx) => tx.run(text, name, from, to));
    },

    ...cleanups(write),
  };
}

type CredentialReads = Pick<
  Platform,
  "findApiKey" | "findInvitation" | "findSession" | "findCredentialUser" | "findIdentityUser"
>;

const credentialReads = (sql: Sql): CredentialReads => ({
  async findApiKey(publicId) {
    const row = await sql.first<CredentialUserRow & StoredApiKeyRow>(
      `select k.id, k.hash, k.scopes, k.expires_at as "expiresAt", k.revoked_at as "revokedAt", ${credentialUserColumns}
       from api_keys k
       join users u on u.organization_id = k.organization_id and u.id = k.user_id
       ${userOrganization} where k.public_id = $1`,
      publicId,
    );
    return row && { ...row, scopes: JSON.parse(row.scopes), user: toCredentialUser(row) };
  },

  async findInvitation(publicId) {
    const row = await sql.first<CredentialUserRow & StoredInvitation>(
      `select i.id, i.hash, i.expires_at as "expiresAt", i.redeemed_at as "redeemedAt",
         i.revoked_at as "revokedAt", ${credentialUserColumns}
       from invitations i
       join users u on u.organization_id = i.organization_id and u.id = i.user_id
       ${userOrganization} where i.public_id = $1`,
      publicId,
    );
    return row && { ...row, user: toCredentialUser(row) };
  },

  findSession: (publicId) => findSession(sql, publicId),

  async findCredentialUser(userId: UserId) {
    const row = await sql.first<CredentialUserRow>(
      `select ${credentialUserColumns} from users u ${userOrganization} where u.id = $1 and u.status <> 'removed'`,
      userId,
    );
    return row && toCredentialUser(row);
  },

  findIdentityUser: (identity) => findIdentityUser(sql, identity),
});

const cleanups = (
  write: Write,
): Pick<
  Platform,
  | "deleteExpiredPlans"
  | "deleteOldPlans"
  | "deleteExpiredSessions"
  | "deleteExpiredIdempotencyKeys"
  | "deleteImportContents"
  | "deleteImports"
  | "deleteExpiredCalls"
> => ({
  deleteExpiredCalls: (before, countMax) => write((tx) => deleteCalls(tx, before, countMax)),
  deleteImportContents: (of, countMax) => write((tx) => deleteImportContents(tx, of, countMax)),
  deleteImports: (before, countMax) => write((tx) => deleteImports(tx, before, countMax)),
  deleteExpiredPlans: (before, countMax) => write((tx) => deletePlans(tx, before, countMax)),
  deleteOldPlans: (of, countMax) => write((tx) => deleteOldPlans(tx, of, countMax)),
  deleteExpiredSessions: (before, countMax) => write((tx) => deleteSessions(tx, before, countMax)),
  deleteExpiredIdempotencyKeys: (before, countMax) =>
    write((tx) => deleteIdempotencyKeys(tx, before, countMax)),
});

async function findIdentityUser(
  sql: Sql,
  { organizationId, issuer, externalId }: IdentityReference,
): Promise<CredentialUser | undefined> {
  const row = await sql.first<CredentialUserRow>(
    `select ${credentialUserColumns} from identities i
     join users u on u.organization_id = i.organization_id and u.id = i.user_id ${userOrganization}
     where i.organization_id = $1 and i.issuer = $2 and i.external_id = $3 and u.status <> 'removed'`,
    organizationId,
    issuer,
    externalId,
  );
  return row && toCredentialUser(row);
}

/** One statement, because two can reach different servers. */
async function primaryHeads(sql: Sql): Promise<readonly OrganizationHead[]> {
  const rows = await sql.all<OrganizationHead & { readonly isReadOnly: boolean }>(
    `select server."isReadOnly", head.* from (select ${sql.readOnlyCondition} as "isReadOnly") as server
     left join (${heads}) as head on true order by head.serial`,
  );
  if (rows[0]?.isReadOnly) throw new StorageReadOnly();
  return rows.filter(({ organizationId }) => organizationId !== null);
}

/** The stored value of the setting; `value` is stored first where there is none. */
async function readOrStoreSetting(tx: Sql, name: string, value: string): Promise<string> {
  await tx.run(
    "insert into settings (name, value) values ($1, $2) on conflict (name) do nothing",
    name,
    value,
  );
  return (await firstOrThrow<{ value: string }>(tx, selectSetting, name)).value;
}

const selectSetting = "select value from settings where name = $1";

const findSetting = async (sql: Sql, name: string): Promise<string | undefined> =>
  (await sql.first<{ value: string }>(selectSetting, name))?.value;

/** Returns how many it deleted, the oldest first. */
const deleteIdempotencyKeys = (tx: Sql, before: number, countMax: number): Promise<number> =>
  tx.run(
    `delete from idempotency where (organization_id, credential_id, key) in
       (select organization_id, credential_id, key from idempotency where created_at < $1
        order by created_at limit $2)`,
    before,
    countMax,
  );

const deleteCalls = (tx: Sql, before: number, countMax: number): Promise<number> =>
  tx.run(
    `delete from calls where (organization_id, id) in
       (select organization_id, id from calls where expires_at < $1 order by expires_at limit $2)`,
    before,
    countMax,
  );

const deletePlans = (tx: Sql, before: number, countMax: number): Promise<number> =>
  tx.run(
    `delete from offboardings where (organization_id, id) in
       (select organization_id, id from offboardings where status = 'planned' and planned_at < $1 limit $2)`,
    before,
    countMax,
  );

/** In the order of the key, so that two processes never wait for each other. */
async function recordKeyUse(tx: Sql, uses: readonly KeyUse[]): Promise<void> {
  const keyOf = ({ organizationId, keyId }: KeyUse) => `${organizationId}${keyId}`;
  for (const use of uses.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)))
    await tx.run(
      `insert into api_key_uses (organization_id, key_id, last_used_at) values ($1, $2, $3)
       on conflict (organization_id, key_id) do update set last_used_at = excluded.last_used_at
       where excluded.last_used_at > api_key_uses.last_used_at`,
      use.organizationId,
      use.keyId,
      use.at,
    );
}
