import type { Identity, User, UserId } from "../../model.ts";
import { emailKey } from "../../text/email.ts";
import type { IdentityWriter, PersonClaim } from "../contract/identities.ts";
import type { IdentityRow, UserRow } from "../tables.ts";
import { BoundQueries } from "./bound-queries.ts";
import { toUser, userColumns } from "./users.ts";

const columns = "user_id, issuer, external_id, linked_at";

export class IdentityQueries extends BoundQueries implements IdentityWriter {
  async ofUser(userId: UserId): Promise<Identity | undefined> {
    const row = await this.sql.first<IdentityRow>(
      `select ${columns} from identities where organization_id = $1 and user_id = $2`,
      this.organizationId,
      userId,
    );
    return row && toIdentity(row);
  }

  async personsWith(claim: PersonClaim): Promise<readonly User[]> {
    const [column, value] =
      "email" in claim ? ["email_key", emailKey(claim.email)] : ["external_id", claim.externalId];
    const rows = await this.sql.all<UserRow>(
      `select ${userColumns} from users
       where organization_id = $1 and ${column} = $2 and status <> 'removed' and kind = 'person' limit 2`,
      this.organizationId,
      value as string,
    );
    return rows.map(toUser);
  }

  async link({ userId, issuer, externalId, linkedAt }: Identity): Promise<boolean> {
    const linked = await this.sql.run(
      `insert into identities (organization_id, user_id, issuer, external_id, linked_at)
       values ($1, $2, $3, $4, $5) on conflict do nothing`,
      this.organizationId,
      userId,
      issuer,
      externalId,
      linkedAt,
    );
    return linked > 0;
  }

  async unlink(userId: UserId): Promise<Identity | undefined> {
    const row = await this.sql.first<IdentityRow>(
      `delete from identities where organization_id = $1 and user_id = $2 returning ${columns}`,
      this.organizationId,
      userId,
    );
    return row && toIdentity(row);
  }
}

const toIdentity = (row: IdentityRow): Identity => ({
  userId: row.user_id,
  issuer: row.issuer,
  externalId: row.external_id,
  linkedAt: row.linked_at,
});
