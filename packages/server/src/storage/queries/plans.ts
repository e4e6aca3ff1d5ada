import type {
  Page,
  PageRequest,
  Plan,
  PlanFate,
  PlanId,
  PlanItem,
  PlanItemResult,
  RecordVersions,
  Timestamp,
} from "../../model.ts";
import type { PlanCredential, PlanWriter } from "../contract/plans.ts";
import { Conditions, firstOrThrow, listPage, type SqlValue } from "../sql.ts";
import type { PlanItemRow, PlanRow } from "../tables.ts";
import { BoundQueries } from "./bound-queries.ts";

const columns = `id, action, reason, status, mode, created_by, credential_id, offboarding_id, planned_at, started_at,
  started_via, applied_at, undone_at, next_position, counts`;
const itemColumns =
  "position, named, number_id, provider, line, seen, remaining, effects, fate, refusal, result, undo";
const ofPlan = "where organization_id = $1 and id = $2";
const ofItem = "where organization_id = $1 and plan_id = $2 and position = $3";

/** Rows of one statement; with 14 values each, below the limits of both engines. */
const insertedRowsMax = 100;

export class PlanQueries extends BoundQueries implements PlanWriter {
  async find(id: PlanId): Promise<Plan | undefined> {
    const text = `select ${columns} from plans ${ofPlan}`;
    const row = await this.sql.first<PlanRow>(text, this.organizationId, id);
    return row && toPlan(row);
  }

  items(
    id: PlanId,
    { fate }: { readonly fate?: PlanFate | undefined },
    page: PageRequest,
  ): Promise<Page<PlanItem>> {
    return listPage<PlanItemRow, PlanItem>({
      sql: this.sql,
      columns: itemColumns,
      from: "from plan_items",
      conditions: new Conditions()
        .and("organization_id = ?", this.organizationId)
        .and("plan_id = ?", id)
        .and("fate = ?", fate),
      order: ["position"],
      page,
      toItem,
      keyOf: (row) => [row.position],
    });
  }

  async create(plan: Plan): Promise<Plan> {
    const row = await firstOrThrow<PlanRow>(
      this.sql,
      `insert into plans (organization_id, ${columns})
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) returning ${columns}`,
      this.organizationId,
      plan.id,
      JSON.stringify(plan.action),
      plan.reason,
      plan.status,
      plan.mode,
      plan.createdBy,
      plan.credentialId,
      plan.offboardingId,
      plan.plannedAt,
      plan.startedAt,
      plan.startedVia,
      plan.appliedAt,
      plan.undoneAt,
      plan.nextPosition,
      JSON.stringify(plan.counts),
    );
    return toPlan(row);
  }

  async addItems(id: PlanId, items: readonly PlanItem[]): Promise<void> {
    for (let start = 0; start < items.length; start += insertedRowsMax)
      await this.#insert(id, items.slice(start, start + insertedRowsMax));
  }

  async #insert(id: PlanId, items: readonly PlanItem[]): Promise<void> {
    const values: SqlValue[] = [];
    const rows = items.map((item) => {
      const row = [this.organizationId, id, ...valuesOf(item)];
      return `(${row.map((value) => `$${values.push(value)}`).join(", ")})`;
    });
    await this.sql.run(
      `insert into plan_items (organization_id, plan_id, ${itemColumns}) values ${rows.join(", ")}`,
      ...values,
    );
  }

  async update(plan: Plan): Promise<Plan> {
    const row = await firstOrThrow<PlanRow>(
      this.sql,
      `update plans set status = $3, mode = $4, started_at = $5, started_via = $6, applied_at = $7, undone_at = $8,
         next_position = $9, counts = $10 ${ofPlan} returning ${columns}`,
      this.organizationId,
      plan.id,
      plan.status,
      plan.mode,
      plan.startedAt,
      plan.startedVia,
      plan.appliedAt,
      plan.undoneAt,
      plan.nextPosition,
      JSON.stringify(plan.counts),
    );
    return toPlan(row);
  }

  async setResult(
    id: PlanId,
    position: number,
    result: PlanItemResult,
    remaining: RecordVersions | null,
  ): Promise<void> {
    await this.sql.run(
      `update plan_items set result = $4, remaining = $5 ${ofItem}`,
      this.organizationId,
      id,
      position,
      JSON.stringify(result),
      toJson(remaining),
    );
  }

  async setUndo(id: PlanId, position: number, undo: PlanItemResult): Promise<void> {
    const text = `update plan_items set undo = $4 ${ofItem}`;
    await this.sql.run(text, this.organizationId, id, position, JSON.stringify(undo));
  }

  async countOpen(since: Timestamp): Promise<number> {
    const { count } = await firstOrThrow<{ count: number }>(
      this.sql,
      `select count(*) as count from plans
       where organization_id = $1 and status in ('planning', 'planned') and planned_at > $2`,
      this.organizationId,
      since,
    );
    return Number(count);
  }

  async countChanges({ credentialId, via }: PlanCredential, since: Timestamp): Promise<number> {
    const rows = await this.sql.all<Pick<PlanRow, "counts">>(
      `select counts from plans
       where organization_id = $1 and credential_id = $2 and started_at > $3 and started_via = $4`,
      this.organizationId,
      credentialId,
      since,
      via,
    );
    return rows.reduce((sum, { counts }) => sum + JSON.parse(counts).planned.change, 0);
  }

  async erase(): Promise<void> {
    const open = "organization_id = $1 and status in ('planning', 'planned')";
    await this.sql.run(
      `delete from plan_items where organization_id = $1 and plan_id in (select id from plans where ${open})`,
      this.organizationId,
    );
    await this.sql.run(`delete from plans where ${open}`, this.organizationId);
    await this.sql.run(
      "update plan_items set effects = null where organization_id = $1",
      this.organizationId,
    );
    const kept = await this.sql.all<Pick<PlanRow, "id" | "action">>(
      "select id, action from plans where organization_id = $1",
      this.organizationId,
    );
    for (const { id, action } of kept)
      await this.sql.run(
        `update plans set action = $3, reason = null ${ofPlan}`,
        this.organizationId,
        id,
        JSON.stringify(withoutTexts(JSON.parse(action))),
      );
  }
}

function withoutTexts(action: Plan["action"]): Plan["action"] {
  switch (action.kind) {
    case "assign":
      return { ...action, flags: { ...action.flags, label: undefined } };
    case "label":
      return { ...action, label: null };
    case "reserve":
      return { ...action, reservation: null };
    default:
      return action;
  }
}

const toJson = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));
const fromJson = (text: string | null) => (text === null ? null : JSON.parse(text));

/** In the order of `itemColumns`. */
const valuesOf = (item: PlanItem): readonly SqlValue[] => [
  item.position,
  item.named,
  item.number?.id ?? null,
  item.number?.provider ?? null,
  item.number?.line ?? null,
  toJson(item.seen),
  toJson(item.remaining),
  toJson(item.effects),
  item.fate,
  toJson(item.refusal),
  toJson(item.result),
  toJson(item.undo),
];

const toPlan = (row: PlanRow): Plan => ({
  id: row.id,
  action: JSON.parse(row.action),
  reason: row.reason,
  status: row.status,
  mode: row.mode,
  createdBy: row.created_by,
  credentialId: row.credential_id,
  offboardingId: row.offboarding_id,
  plannedAt: row.planned_at,
  startedAt: row.started_at,
  startedVia: row.started_via,
  appliedAt: row.applied_at,
  undoneAt: row.undone_at,
  nextPosition: row.next_position,
  counts: JSON.parse(row.counts),
});

const toItem = (row: PlanItemRow): PlanItem => ({
  position: row.position,
  named: row.named,
  number:
    row.number_id === null || row.provider === null || row.line === null
      ? null
      : { id: row.number_id, provider: row.provider, line: row.line },
  seen: fromJson(row.seen),
  remaining: fromJson(row.remaining),
  effects: fromJson(row.effects),
  fate: row.fate,
  refusal: fromJson(row.refusal),
  result: fromJson(row.result),
  undo: fromJson(row.undo),
});
