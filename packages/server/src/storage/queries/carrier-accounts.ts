import type { CarrierAccount, CarrierAccountId, Page, PageRequest } from "../../model.ts";
import type {
  CarrierAccountFields,
  CarrierAccountWriter,
  NamedCarrierSecrets,
  NewCarrierAccount,
  StoredCarrierSecrets,
} from "../contract/carrier-accounts.ts";
import type { Taken } from "../contract/taken.ts";
import { Conditions, firstOrThrow, listPage } from "../sql.ts";
import { BoundQueries } from "./bound-queries.ts";
import {
  type CarrierAccountRow,
  type CarrierSecretsRow,
  carrierAccountColumns,
  policyText,
  toCarrierAccount,
  toCarrierSecrets,
} from "./carrier-account-rows.ts";
import { CarrierSyncQueries } from "./carrier-syncs.ts";

export class CarrierAccountQueries extends BoundQueries implements CarrierAccountWriter {
  list(page: PageRequest): Promise<Page<CarrierAccount>> {
    return listPage<CarrierAccountRow, CarrierAccount>({
      sql: this.sql,
      columns: carrierAccountColumns,
      from: "from carrier_accounts",
      conditions: new Conditions().and("organization_id = ?", this.organizationId),
      order: ["serial"],
      page,
      toItem: toCarrierAccount,
      keyOf: (row) => [row.serial],
    });
  }

  async find(id: CarrierAccountId): Promise<CarrierAccount | undefined> {
    const row = await this.sql.first<CarrierAccountRow>(
      `select ${carrierAccountColumns} from carrier_accounts where organization_id = $1 and id = $2`,
      this.organizationId,
      id,
    );
    return row && toCarrierAccount(row);
  }

  async secrets(id: CarrierAccountId): Promise<StoredCarrierSecrets | undefined> {
    const row = await this.sql.first<CarrierSecretsRow>(
      `select secrets, previous_secrets, previous_secrets_expire_at from carrier_accounts
       where organization_id = $1 and id = $2`,
      this.organizationId,
      id,
    );
    return row && toCarrierSecrets(row);
  }

  async create(account: NewCarrierAccount): Promise<CarrierAccount | Taken<"name">> {
    const row = await this.sql.first<CarrierAccountRow>(
      `insert into carrier_accounts (organization_id, id, serial, provider, name, status, public_url, api_url,
         identifiers, secret_names, secrets, policy, created_at, version)
       values ($1, $2, (select coalesce(max(serial), 0) + 1 from carrier_accounts where organization_id = $1),
         $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)
       on conflict (organization_id, name) do nothing returning ${carrierAccountColumns}`,
      this.organizationId,
      account.id,
      account.provider,
      account.name,
      account.status,
      account.publicUrl,
      account.apiUrl,
      JSON.stringify(account.identifiers),
      JSON.stringify(account.secretNames),
      account.secrets,
      policyText(account),
      account.createdAt,
    );
    return row === undefined ? { taken: "name" } : toCarrierAccount(row);
  }

  /** Transactions of one organization are serialized, so that no other one can take the name meanwhile. */
  async update(id: CarrierAccountId, fields: CarrierAccountFields): Promise<CarrierAccount | Taken<"name">> {
    const row = await this.sql.first<CarrierAccountRow>(
      `update carrier_accounts set name = $3, status = $4, public_url = $5, api_url = $6, identifiers = $7,
         policy = $8, version = version + 1
       where organization_id = $1 and id = $2 and not exists
         (select 1 from carrier_accounts where organization_id = $1 and name = $3 and id <> $2)
       returning ${carrierAccountColumns}`,
      this.organizationId,
      id,
      fields.name,
      fields.status,
      fields.publicUrl,
      fields.apiUrl,
      JSON.stringify(fields.identifiers),
      policyText(fields),
    );
    return row === undefined ? { taken: "name" } : toCarrierAccount(row);
  }

  async setSecrets(id: CarrierAccountId, secrets: NamedCarrierSecrets): Promise<CarrierAccount> {
    const row = await firstOrThrow<CarrierAccountRow>(
      this.sql,
      `update carrier_accounts set secret_names = $3, secrets = $4, previous_secrets = $5,
         previous_secrets_expire_at = $6, version = version + 1
       where organization_id = $1 and id = $2 returning ${carrierAccountColumns}`,
      this.organizationId,
      id,
      JSON.stringify(secrets.secretNames),
      secrets.secrets,
      secrets.previousSecrets,
      secrets.previousSecretsExpireAt,
    );
    return toCarrierAccount(row);
  }

  async delete(id: CarrierAccountId): Promise<void> {
    this.sql.deferAny(
      "delete from carrier_inboxes where organization_id = $1 and account_id = $2",
      this.organizationId,
      id,
    );
    await new CarrierSyncQueries(this.sql, this.organizationId).deleteOld(id, 0);
    this.sql.defer(
      "delete from carrier_accounts where organization_id = $1 and id = $2",
      this.organizationId,
      id,
    );
  }
}
