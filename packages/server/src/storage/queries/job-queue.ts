import type { JobKind, Timestamp } from "../../model.ts";
import type {
  ClaimedJob,
  JobClaim,
  JobEnd,
  JobLease,
  JobPostponement,
  JobQueueStore,
  JobStats,
} from "../contract/jobs.ts";
import { Conditions, placeholders, type Sql, type Write } from "../sql.ts";
import { type ClaimedJobRow, jobColumns, toJob } from "./jobs.ts";

/** The jobs of all organizations. Each change is one statement, which proves the lease itself. */
export const jobQueueQueries = (sql: Sql, write: Write): JobQueueStore => ({
  nextDueAt: (kinds) => nextDueAt(sql, kinds),
  claim: (claim) => write((tx) => claimJob(tx, claim)),
  extend: (lease, leaseUntil) => write((tx) => extendLease(tx, lease, leaseUntil)),
  finish: (lease, end) => write((tx) => finishJob(tx, lease, end)),
  postpone: (lease, postponement) => write((tx) => postponeJob(tx, lease, postponement)),
  stats: () => readStats(sql),
  deleteFinished: (before, countMax) => write((tx) => deleteFinishedJobs(tx, before, countMax)),
});

async function nextDueAt(sql: Sql, kinds: readonly JobKind[]): Promise<Timestamp | undefined> {
  const conditions = ofKinds(new Conditions().and("due_at is not null"), kinds);
  const row = await sql.first<{ due: Timestamp }>(
    `select due_at as due from jobs ${conditions.text} order by due_at limit 1`,
    ...conditions.values,
  );
  return row?.due;
}

const ofKinds = (conditions: Conditions, kinds: readonly JobKind[]): Conditions =>
  conditions.and(`kind in ${placeholders(kinds.length)}`, ...kinds);

async function claimJob(
  tx: Sql,
  { kinds, token, now, leaseUntil }: JobClaim,
): Promise<ClaimedJob | undefined> {
  const conditions = ofKinds(new Conditions().and("due_at <= ?", now), kinds);
  const [tokenValue, leaseValue, nowValue] = [token, leaseUntil, now].map((value) => conditions.value(value));
  const row = await tx.first<ClaimedJobRow>(
    `with due as materialized (
       select organization_id, id from jobs ${conditions.text} order by due_at limit 1 ${tx.skipLocked})
     update jobs set state = 'running', lease_token = ${tokenValue}, due_at = ${leaseValue}, attempts = attempts + 1,
       started_at = coalesce(started_at, ${nowValue})
     where (organization_id, id) in (select organization_id, id from due)
     returning organization_id, ${jobColumns}`,
    ...conditions.values,
  );
  return row && { job: toJob(row), lease: { organizationId: row.organization_id, jobId: row.id, token } };
}

const leased = "organization_id = $1 and id = $2 and lease_token = $3";
const leaseValues = ({ organizationId, jobId, token }: JobLease) => [organizationId, jobId, token] as const;

async function extendLease(tx: Sql, lease: JobLease, leaseUntil: Timestamp): Promise<boolean> {
  const text = `update jobs set due_at = $4 where ${leased}`;
  return (await tx.run(text, ...leaseValues(lease), leaseUntil)) === 1;
}

async function finishJob(tx: Sql, lease: JobLease, { state, at, lastError }: JobEnd): Promise<boolean> {
  const changed = await tx.run(
    `update jobs set state = $4, due_at = null, lease_token = null, finished_at = $5, last_error = $6 where ${leased}`,
    ...leaseValues(lease),
    state,
    at,
    lastError,
  );
  return changed === 1;
}

async function postponeJob(
  tx: Sql,
  lease: JobLease,
  { runAfter, attempts, lastError }: JobPostponement,
): Promise<boolean> {
  const changed = await tx.run(
    `update jobs set state = 'pending', lease_token = null, due_at = $4, attempts = $5, last_error = $6 where ${leased}`,
    ...leaseValues(lease),
    runAfter,
    attempts,
    lastError,
  );
  return changed === 1;
}

const readStats = (sql: Sql): Promise<readonly JobStats[]> =>
  sql.all<JobStats>(
    `select kind, state, count(*) as count, min(due_at) as "oldestDueAt" from jobs where due_at is not null
     group by kind, state order by kind, state`,
  );

const deleteFinishedJobs = (tx: Sql, before: Timestamp, countMax: number): Promise<number> =>
  tx.run(
    `delete from jobs where (organization_id, id) in
       (select organization_id, id from jobs where finished_at < $1 order by finished_at limit $2)`,
    before,
    countMax,
  );
