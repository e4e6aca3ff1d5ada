import type { AllCarrierAccounts, StoredCarrierAccount } from "../contract/carrier-accounts.ts";
import { StorageReadOnly } from "../contract/storage-unavailable.ts";
import type { Sql, SqlValue } from "../sql.ts";
import {
  type CarrierAccountRow,
  type CarrierSecretsRow,
  carrierAccountColumns,
  toCarrierAccount,
  toCarrierSecrets,
} from "./carrier-account-rows.ts";

type Row = CarrierAccountRow & CarrierSecretsRow & { readonly is_read_only: boolean };

export const allCarrierAccounts = (sql: Sql): AllCarrierAccounts => ({
  after: (id, countMax) => read(sql, "where id > $1 order by id limit $2", id ?? "", countMax),

  async find(id) {
    const [found] = await read(sql, "where id = $1", id);
    return found;
  },
});

/** One statement, because two can reach different servers. */
async function read(
  sql: Sql,
  conditions: string,
  ...values: SqlValue[]
): Promise<readonly StoredCarrierAccount[]> {
  const rows = await sql.all<Row>(
    `select server.is_read_only, account.* from (select ${sql.readOnlyCondition} as is_read_only) as server
     left join (select ${carrierAccountColumns}, secrets, previous_secrets from carrier_accounts ${conditions})
       as account on true
     order by account.id`,
    ...values,
  );
  if (rows[0]?.is_read_only) throw new StorageReadOnly();
  return rows
    .filter(({ id }) => id !== null)
    .map((row) => ({
      organizationId: row.organization_id,
      account: toCarrierAccount(row),
      ...toCarrierSecrets(row),
    }));
}
