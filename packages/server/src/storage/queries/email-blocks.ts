import type { EmailBlock, EmailBlockId, Page, PageRequest, UserId } from "../../model.ts";
import { emailKey } from "../../text/email.ts";
import type { EmailBlockWriter } from "../contract/email-blocks.ts";
import { Conditions, listPage } from "../sql.ts";
import type { EmailBlockRow } from "../tables.ts";
import { BoundQueries } from "./bound-queries.ts";

const columns = "id, email, user_id, blocked_at";

export class EmailBlockQueries extends BoundQueries implements EmailBlockWriter {
  async ofEmail(email: string): Promise<EmailBlock | undefined> {
    const row = await this.sql.first<EmailBlockRow>(
      `select ${columns} from email_blocks where organization_id = $1 and email_key = $2`,
      this.organizationId,
      emailKey(email),
    );
    return row && toEmailBlock(row);
  }

  list(page: PageRequest): Promise<Page<EmailBlock>> {
    return listPage<EmailBlockRow, EmailBlock>({
      sql: this.sql,
      columns,
      from: "from email_blocks",
      conditions: new Conditions().and("organization_id = ?", this.organizationId),
      order: ["id"],
      page,
      toItem: toEmailBlock,
      keyOf: (row) => [row.id],
    });
  }

  async create({ id, email, userId, blockedAt }: EmailBlock): Promise<boolean> {
    const created = await this.sql.run(
      `insert into email_blocks (organization_id, id, email, email_key, user_id, blocked_at)
       values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
      this.organizationId,
      id,
      email,
      emailKey(email),
      userId,
      blockedAt,
    );
    return created > 0;
  }

  async delete(id: EmailBlockId): Promise<EmailBlock | undefined> {
    const row = await this.sql.first<EmailBlockRow>(
      `delete from email_blocks where organization_id = $1 and id = $2 returning ${columns}`,
      this.organizationId,
      id,
    );
    return row && toEmailBlock(row);
  }

  async deleteOfUser(userId: UserId, email: string): Promise<readonly EmailBlock[]> {
    const rows = await this.sql.all<EmailBlockRow>(
      `delete from email_blocks where organization_id = $1 and (user_id = $2 or email_key = $3)
       returning ${columns}`,
      this.organizationId,
      userId,
      emailKey(email),
    );
    return rows.map(toEmailBlock).toSorted((one, other) => (one.id < other.id ? -1 : 1));
  }
}

const toEmailBlock = (row: EmailBlockRow): EmailBlock => ({
  id: row.id,
  email: row.email,
  userId: row.user_id,
  blockedAt: row.blocked_at,
});
