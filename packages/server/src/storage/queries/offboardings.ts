import type {
  Offboarding,
  OffboardingId,
  OffboardingPlan,
  OffboardingTransfer,
  Page,
  PageRequest,
  Restoration,
  Timestamp,
  UserId,
} from "../../model.ts";
import type { NewOffboarding, OffboardingWriter } from "../contract/offboardings.ts";
import { Conditions, firstOrThrow, listPage } from "../sql.ts";
import type { OffboardingRow } from "../tables.ts";
import { BoundQueries } from "./bound-queries.ts";
import { erasedUserValues } from "./erased-user.ts";

const columns =
  "id, serial, user_id, status, plan, planned_at, applied_at, undone_at, transfers, restoration";

export class OffboardingQueries extends BoundQueries implements OffboardingWriter {
  async find(id: OffboardingId): Promise<Offboarding | undefined> {
    const row = await this.sql.first<OffboardingRow>(
      `select ${columns} from offboardings where organization_id = $1 and id = $2`,
      this.organizationId,
      id,
    );
    return row && toOffboarding(row);
  }

  async ofRemovedUser(userId: UserId): Promise<Offboarding | undefined> {
    const row = await this.sql.first<OffboardingRow>(
      `select ${columns} from offboardings where organization_id = $1 and user_id = $2 and status = 'applied'
       order by serial desc limit 1`,
      this.organizationId,
      userId,
    );
    return row && toOffboarding(row);
  }

  list(page: PageRequest): Promise<Page<Offboarding>> {
    return listPage<OffboardingRow, Offboarding>({
      sql: this.sql,
      columns,
      from: "from offboardings",
      conditions: new Conditions().and("organization_id = ?", this.organizationId).and("status <> 'planned'"),
      order: ["serial"],
      page,
      toItem: toOffboarding,
      keyOf: (row) => [row.serial],
    });
  }

  async create({ id, plan, plannedAt, appliedAt, transfers }: NewOffboarding): Promise<Offboarding> {
    const row = await firstOrThrow<OffboardingRow>(
      this.sql,
      `insert into offboardings (organization_id, id, serial, user_id, status, plan, planned_at, applied_at,
         transfers)
       values ($1, $2, (select coalesce(max(serial), 0) + 1 from offboardings where organization_id = $1),
         $3, $4, $5, $6, $7, $8)
       returning ${columns}`,
      this.organizationId,
      id,
      plan.user.id,
      appliedAt === null ? "planned" : "applied",
      JSON.stringify(plan),
      plannedAt,
      appliedAt,
      appliedAt === null ? null : JSON.stringify(transfers),
    );
    return toOffboarding(row);
  }

  async markApplied(
    id: OffboardingId,
    transfers: readonly OffboardingTransfer[],
    at: Timestamp,
  ): Promise<Offboarding> {
    const row = await firstOrThrow<OffboardingRow>(
      this.sql,
      `update offboardings set status = 'applied', applied_at = $3, transfers = $4
       where organization_id = $1 and id = $2 returning ${columns}`,
      this.organizationId,
      id,
      at,
      JSON.stringify(transfers),
    );
    return toOffboarding(row);
  }

  async markUndone(id: OffboardingId, restoration: Restoration, at: Timestamp): Promise<Offboarding> {
    const row = await firstOrThrow<OffboardingRow>(
      this.sql,
      `update offboardings set status = 'undone', undone_at = $3, restoration = $4
       where organization_id = $1 and id = $2 returning ${columns}`,
      this.organizationId,
      id,
      at,
      JSON.stringify(restoration),
    );
    return toOffboarding(row);
  }

  async erase(userId: UserId, at: Timestamp): Promise<void> {
    const rows = await this.sql.all<OffboardingRow>(
      `select ${columns} from offboardings where organization_id = $1 and user_id = $2`,
      this.organizationId,
      userId,
    );
    for (const { id, plan } of rows)
      await this.sql.run(
        "update offboardings set plan = $3 where organization_id = $1 and id = $2",
        this.organizationId,
        id,
        JSON.stringify(erased(JSON.parse(plan), at)),
      );
  }
}

function erased(plan: OffboardingPlan, at: Timestamp): OffboardingPlan {
  const user = { ...plan.user, ...erasedUserValues(plan.user) };
  return {
    ...plan,
    user,
    numbers: plan.numbers.map(({ assignment, ...number }) => ({
      ...number,
      assignment: { ...assignment, label: null, userName: user.name, userEmail: user.email ?? "" },
    })),
    erasedAt: at,
  };
}

function toOffboarding(row: OffboardingRow): Offboarding {
  return {
    id: row.id,
    serial: row.serial,
    userId: row.user_id,
    status: row.status,
    plan: toPlan(JSON.parse(row.plan)),
    plannedAt: row.planned_at,
    appliedAt: row.applied_at,
    undoneAt: row.undone_at,
    transfers: row.transfers === null ? [] : JSON.parse(row.transfers),
    restoration: row.restoration === null ? null : JSON.parse(row.restoration),
  };
}

/** Plans of earlier releases were stored without some fields of the user and without created keys. */
const toPlan = ({ user, ...plan }: OffboardingPlan): OffboardingPlan => ({
  ...plan,
  createdKeys: plan.createdKeys ?? [],
  revokesCreatedKeys: plan.revokesCreatedKeys ?? false,
  user: {
    ...user,
    endpoints: user.endpoints ?? [],
    kind: user.kind ?? "person",
    externalId: user.externalId ?? null,
    signedOutAt: user.signedOutAt ?? null,
  },
});
