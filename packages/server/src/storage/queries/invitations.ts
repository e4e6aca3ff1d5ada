import type { Invitation, InvitationId, Page, PageRequest, Timestamp, UserId } from "../../model.ts";
import type { InvitationWriter, NewInvitation } from "../contract/invitations.ts";
import type { Taken } from "../contract/taken.ts";
import { Conditions, listPage } from "../sql.ts";
import type { InvitationRow } from "../tables.ts";
import { BoundQueries } from "./bound-queries.ts";

const columns = `id, serial, user_id, public_id, created_by, created_at, expires_at, redeemed_at, revoked_at`;
const isOpen = "redeemed_at is null and revoked_at is null";

export class InvitationQueries extends BoundQueries implements InvitationWriter {
  list(page: PageRequest): Promise<Page<Invitation>> {
    return listPage<InvitationRow, Invitation>({
      sql: this.sql,
      columns,
      from: "from invitations",
      conditions: new Conditions().and("organization_id = ?", this.organizationId).and(isOpen),
      order: ["serial"],
      page,
      toItem: toInvitation,
      keyOf: (row) => [row.serial],
    });
  }

  async find(id: InvitationId): Promise<Invitation | undefined> {
    const row = await this.sql.first<InvitationRow>(
      `select ${columns} from invitations where organization_id = $1 and id = $2 and ${isOpen}`,
      this.organizationId,
      id,
    );
    return row && toInvitation(row);
  }

  async openOf(userId: UserId): Promise<Invitation | undefined> {
    const row = await this.sql.first<InvitationRow>(
      `select ${columns} from invitations where organization_id = $1 and user_id = $2 and ${isOpen}`,
      this.organizationId,
      userId,
    );
    return row && toInvitation(row);
  }

  async openBy(createdBy: UserId): Promise<readonly Invitation[]> {
    const rows = await this.sql.all<InvitationRow>(
      `select ${columns} from invitations where organization_id = $1 and created_by = $2 and ${isOpen} order by serial`,
      this.organizationId,
      createdBy,
    );
    return rows.map(toInvitation);
  }

  async create(invitation: NewInvitation): Promise<Invitation | Taken<"publicId">> {
    const row = await this.sql.first<InvitationRow>(
      `insert into invitations (organization_id, id, serial, user_id, public_id, hash, created_by, created_at,
         expires_at)
       values ($1, $2, (select coalesce(max(serial), 0) + 1 from invitations where organization_id = $1),
         $3, $4, $5, $6, $7, $8)
       on conflict (public_id) do nothing returning ${columns}`,
      this.organizationId,
      invitation.id,
      invitation.userId,
      invitation.publicId,
      invitation.hash,
      invitation.createdBy,
      invitation.createdAt,
      invitation.expiresAt,
    );
    return row ? toInvitation(row) : { taken: "publicId" };
  }

  async end(before: Invitation, how: "redeemed" | "revoked", at: Timestamp): Promise<Invitation> {
    this.sql.defer(
      `update invitations set redeemed_at = case when $3 = 'redeemed' then $4 else redeemed_at end,
         revoked_at = case when $3 = 'revoked' then $4 else revoked_at end
       where organization_id = $1 and id = $2 and ${isOpen}`,
      this.organizationId,
      before.id,
      how,
      at,
    );
    return { ...before, [how === "redeemed" ? "redeemedAt" : "revokedAt"]: at };
  }
}

function toInvitation(row: InvitationRow): Invitation {
  return {
    id: row.id,
    serial: row.serial,
    userId: row.user_id,
    publicId: row.public_id,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    redeemedAt: row.redeemed_at,
    revokedAt: row.revoked_at,
  };
}
