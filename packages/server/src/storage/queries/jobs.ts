import type { Job, JobId, JobKind, OrganizationId, Page, PageRequest, Timestamp } from "../../model.ts";
import type { JobFilter, JobLease, JobStep, JobWriter, NewJob } from "../contract/jobs.ts";
import { Conditions, listPage } from "../sql.ts";
import type { JobRow } from "../tables.ts";
import { BoundQueries } from "./bound-queries.ts";

export const jobColumns = `id, kind, state, input, checkpoint, progress_done, progress_total, attempts, due_at, last_error,
  creator, created_at, started_at, finished_at`;

export class JobQueries extends BoundQueries implements JobWriter {
  async find(id: JobId): Promise<Job | undefined> {
    const row = await this.sql.first<JobRow>(
      `select ${jobColumns} from jobs where organization_id = $1 and id = $2`,
      this.organizationId,
      id,
    );
    return row && toJob(row);
  }

  async latestOfKind(kind: JobKind): Promise<Job | undefined> {
    const row = await this.sql.first<JobRow>(
      `select ${jobColumns} from jobs where organization_id = $1 and kind = $2 order by id desc limit 1`,
      this.organizationId,
      kind,
    );
    return row && toJob(row);
  }

  list({ kind, state }: JobFilter, page: PageRequest): Promise<Page<Job>> {
    return listPage<JobRow, Job>({
      sql: this.sql,
      columns: jobColumns,
      from: "from jobs",
      conditions: new Conditions()
        .and("organization_id = ?", this.organizationId)
        .and("kind = ?", kind)
        .and("state = ?", state),
      order: ["id"],
      page,
      toItem: toJob,
      keyOf: (row) => [row.id],
    });
  }

  async enqueue(job: NewJob): Promise<Job | undefined> {
    const row = await this.sql.first<JobRow>(
      `insert into jobs (organization_id, id, kind, state, job_key, input, progress_done, progress_total, attempts, due_at,
         creator, created_at)
       values ($1, $2, $3, 'pending', $4, $5, $6, $7, 0, $8, $9, $10)
       on conflict (organization_id, job_key) where due_at is not null do nothing returning ${jobColumns}`,
      this.organizationId,
      job.id,
      job.kind,
      job.key ?? null,
      JSON.stringify(job.input),
      job.progress.done,
      job.progress.total,
      job.runAfter,
      job.creator && JSON.stringify(job.creator),
      job.createdAt,
    );
    return row && toJob(row);
  }

  async checkpoint({ jobId, token }: JobLease, step: JobStep): Promise<boolean> {
    const changed = await this.sql.run(
      `update jobs set checkpoint = $4, progress_done = $5, progress_total = $6, due_at = $7, attempts = 1, last_error = null
       where organization_id = $1 and id = $2 and lease_token = $3`,
      this.organizationId,
      jobId,
      token,
      JSON.stringify(step.checkpoint),
      step.progress.done,
      step.progress.total,
      step.leaseUntil,
    );
    return changed === 1;
  }

  async cancel(id: JobId, at: Timestamp): Promise<Job | undefined> {
    const row = await this.sql.first<JobRow>(
      `update jobs set state = 'cancelled', due_at = null, lease_token = null, finished_at = $3
       where organization_id = $1 and id = $2 and due_at is not null returning ${jobColumns}`,
      this.organizationId,
      id,
      at,
    );
    return row && toJob(row);
  }
}

export const toJob = (row: JobRow): Job => ({
  id: row.id,
  kind: row.kind,
  state: row.state,
  input: JSON.parse(row.input),
  checkpoint: row.checkpoint === null ? null : JSON.parse(row.checkpoint),
  progress: { done: row.progress_done, total: row.progress_total },
  attempts: row.attempts,
  dueAt: row.state === "pending" ? row.due_at : null,
  lastError: row.last_error,
  creator: row.creator === null ? null : JSON.parse(row.creator),
  createdAt: row.created_at,
  firstRunAt: row.started_at,
  completedAt: row.finished_at,
});

/** A row that a claim has returned. */
export type ClaimedJobRow = JobRow & { readonly organization_id: OrganizationId };
