import {
  type Import,
  type ImportFileFacts,
  type ImportId,
  type ImportPhase,
  type ImportResult,
  type JobCreator,
  type JobId,
  type Page,
  type PageRequest,
  type RowFate,
  rowFates,
  type Timestamp,
} from "../../model.ts";
import type {
  ImportPortion,
  ImportWriter,
  NewImport,
  NewPortion,
  PortionFates,
  PortionQuery,
  UploadedFile,
} from "../contract/imports.ts";
import type { PlanCredential } from "../contract/plans.ts";
import { Conditions, firstOrThrow, listPage } from "../sql.ts";
import type { ImportRow } from "../tables.ts";
import { BoundQueries } from "./bound-queries.ts";
import { JobQueries } from "./jobs.ts";

const fateColumns: Readonly<Record<RowFate, string>> = {
  create: "created",
  change: "changed",
  same: "same",
  refused: "refused",
};
const columns = `i.id, i.kind, i.mode, i.phase, i.job_id, i.apply_job_id, i.facts, i.preview, i.result, i.rows, i.created_by, i.created_at,
  i.content_deleted_at`;
const portionColumns = "id, portion, content, fates";

interface Totals {
  readonly bytes: number;
  readonly created: number;
  readonly changed: number;
  readonly same: number;
  readonly refused: number;
}

export class ImportQueries extends BoundQueries implements ImportWriter {
  async find(id: ImportId): Promise<Import | undefined> {
    const row = await this.sql.first<ImportRow>(
      `select ${columns} from imports i where i.organization_id = $1 and i.id = $2`,
      this.organizationId,
      id,
    );
    return row && this.#toImport(row);
  }

  async list(page: PageRequest): Promise<Page<Import>> {
    const { items, ...rest } = await listPage<ImportRow, ImportRow>({
      sql: this.sql,
      columns,
      from: "from imports i",
      conditions: new Conditions().and("i.organization_id = ?", this.organizationId),
      order: ["i.id"],
      page,
      toItem: (row) => row,
      keyOf: (row) => [row.id],
    });
    return { ...rest, items: await Promise.all(items.map((row) => this.#toImport(row))) };
  }

  portion(id: ImportId, portion: number): Promise<ImportPortion | undefined> {
    return this.sql.first<ImportPortion>(
      `select ${portionColumns} from import_portions where organization_id = $1 and import_id = $2 and portion = $3`,
      this.organizationId,
      id,
      portion,
    );
  }

  portions(id: ImportId, { from, fate, limit }: PortionQuery): Promise<readonly ImportPortion[]> {
    const hasFate = fate === undefined ? "" : `and ${fateColumns[fate]} > 0`;
    return this.sql.all<ImportPortion>(
      `select ${portionColumns} from import_portions
       where organization_id = $1 and import_id = $2 and portion >= $3 ${hasFate} order by portion limit $4`,
      this.organizationId,
      id,
      from,
      limit,
    );
  }

  async storedBytes(): Promise<number> {
    const { bytes } = await firstOrThrow<{ bytes: number | string }>(
      this.sql,
      "select coalesce(sum(octet_length(content)), 0) as bytes from import_portions where organization_id = $1",
      this.organizationId,
    );
    return Number(bytes);
  }

  async countChanges({ credentialId, via }: PlanCredential, since: Timestamp): Promise<number> {
    const rows = await this.sql.all<{ readonly creator: string; readonly changes: number | string }>(
      `select j.creator, (select coalesce(sum(p.created + p.changed), 0) from import_portions p
         where p.organization_id = i.organization_id and p.import_id = i.id) as changes
       from imports i join jobs j on j.organization_id = i.organization_id and j.id = i.apply_job_id
       where i.organization_id = $1 and j.created_at > $2 and j.creator is not null`,
      this.organizationId,
      since,
    );
    return rows.reduce((sum, { creator, changes }) => {
      const { credentialId: key, door, dialect }: JobCreator = JSON.parse(creator);
      return key === credentialId && (door ?? dialect) === via ? sum + Number(changes) : sum;
    }, 0);
  }

  async create({ id, kind, mode, createdBy, createdAt }: NewImport): Promise<void> {
    await this.sql.run(
      `insert into imports (organization_id, id, kind, mode, phase, facts, result, rows, created_by, created_at)
       values ($1, $2, $3, $4, 'upload', $5, $6, 0, $7, $8)`,
      this.organizationId,
      id,
      kind,
      mode,
      JSON.stringify({ columns: [], notes: [] } satisfies ImportFileFacts),
      JSON.stringify({ groups: [] } satisfies ImportResult),
      createdBy,
      createdAt,
    );
  }

  async addPortion(importId: ImportId, { id, portion, content }: NewPortion): Promise<void> {
    await this.sql.run(
      `insert into import_portions (organization_id, import_id, portion, id, content, created, changed, same, refused)
       values ($1, $2, $3, $4, $5, 0, 0, 0, 0)`,
      this.organizationId,
      importId,
      portion,
      id,
      content,
    );
  }

  async complete(id: ImportId, { facts, preview, rows }: UploadedFile): Promise<void> {
    await this.#set(id, "facts = $3, preview = $4, rows = $5", JSON.stringify(facts), preview, rows);
  }

  async startPhase(id: ImportId, phase: ImportPhase, jobId: JobId): Promise<void> {
    const applyJob = phase === "apply" ? ", apply_job_id = $4" : "";
    await this.#set(id, `phase = $3, job_id = $4${applyJob}`, phase, jobId);
  }

  async storeFates(id: ImportId, portion: number, { fates, counts }: PortionFates): Promise<void> {
    await this.sql.run(
      `update import_portions set fates = $4, created = $5, changed = $6, same = $7, refused = $8
       where organization_id = $1 and import_id = $2 and portion = $3`,
      this.organizationId,
      id,
      portion,
      fates,
      ...counts,
    );
  }

  async storeResult(id: ImportId, result: ImportResult): Promise<void> {
    await this.#set(id, "result = $3", JSON.stringify(result));
  }

  async delete(id: ImportId): Promise<void> {
    for (const [table, key] of [
      ["import_portions", "import_id"],
      ["imports", "id"],
    ])
      await this.sql.run(
        `delete from ${table} where organization_id = $1 and ${key} = $2`,
        this.organizationId,
        id,
      );
  }

  async erase(at: Timestamp): Promise<void> {
    const kept = await this.sql.all<Pick<ImportRow, "id" | "facts">>(
      "select id, facts from imports where organization_id = $1 and content_deleted_at is null",
      this.organizationId,
    );
    for (const { id, facts } of kept) {
      const { reason, ...rest }: ImportFileFacts = JSON.parse(facts);
      await this.#set(id, "facts = $3, preview = null, content_deleted_at = $4", JSON.stringify(rest), at);
    }
  }

  deleteErasedContents(countMax: number): Promise<number> {
    return this.sql.run(
      `update import_portions set content = null where organization_id = $1 and (import_id, portion) in
         (select p.import_id, p.portion from imports i
          join import_portions p on p.organization_id = i.organization_id and p.import_id = i.id
          where i.organization_id = $1 and i.content_deleted_at is not null and p.content is not null limit $2)`,
      this.organizationId,
      countMax,
    );
  }

  async #set(id: ImportId, assignments: string, ...values: (string | number)[]): Promise<void> {
    await this.sql.run(
      `update imports set ${assignments} where organization_id = $1 and id = $2`,
      this.organizationId,
      id,
      ...values,
    );
  }

  async #toImport(row: ImportRow): Promise<Import> {
    const [job, totals] = await Promise.all([
      row.job_id === null ? undefined : new JobQueries(this.sql, this.organizationId).find(row.job_id),
      firstOrThrow<Totals>(
        this.sql,
        `select coalesce(sum(octet_length(content)), 0) as bytes, coalesce(sum(created), 0) as created,
           coalesce(sum(changed), 0) as changed, coalesce(sum(same), 0) as same, coalesce(sum(refused), 0) as refused
         from import_portions where organization_id = $1 and import_id = $2`,
        this.organizationId,
        row.id,
      ),
    ]);
    return {
      id: row.id,
      kind: row.kind,
      mode: row.mode,
      phase: row.phase,
      job: job ?? null,
      applyJobId: row.apply_job_id,
      file: JSON.parse(row.facts),
      preview: row.preview,
      rows: row.rows,
      bytes: Number(totals.bytes),
      counts: Object.fromEntries(
        rowFates.map((fate) => [fate, Number(totals[fateColumns[fate] as keyof Totals])]),
      ) as Import["counts"],
      result: JSON.parse(row.result),
      createdBy: row.created_by,
      createdAt: row.created_at,
      contentDeletedAt: row.content_deleted_at,
    };
  }
}
