import { chainEvents } from "../audit/chain-events.ts";
import { firstPreviousHash } from "../audit/event-hash.ts";
import type { OrganizationId } from "../model.ts";
import type { Engine } from "./engine.ts";
import { toEvent } from "./queries/events.ts";
import { firstOrThrow, type Sql } from "./sql.ts";
import type { EventRow } from "./tables.ts";

/** Events per transaction. */
const portionSize = 500;

export interface ChainingProgress {
  /** Events that this run has chained. */
  readonly done: number;
  /** Events without a hash when the run began. */
  readonly total: number;
}

/**
 * Computes the hash of every event of earlier releases, in portions that commit on their own. A portion continues where the
 * last committed one ended, so an interrupted run is continued by the next start; several processes can run it.
 */
export async function chainStoredEvents(
  engine: Engine,
  onProgress: (progress: ChainingProgress) => void,
): Promise<void> {
  const total = await countUnchained(engine.reader);
  for (let done = 0; ; ) {
    const next = await nextOrganization(engine.reader);
    if (next === undefined) return;
    done += await engine.transaction((sql) => chainPortion(sql, next), next);
    onProgress({ done, total: Math.max(done, total) });
  }
}

/** Chains what was committed since, in the transaction of the migration that requires hashes. */
export async function chainRemainingEvents(sql: Sql, engine: Engine["name"]): Promise<void> {
  // A server of an earlier release may still be running.
  if (engine === "postgres") await sql.script("lock table events in share row exclusive mode");
  for (;;) {
    const next = await nextOrganization(sql);
    if (next === undefined) return;
    await chainPortion(sql, next);
  }
}

async function countUnchained(sql: Sql): Promise<number> {
  const text = "select count(*) as total from events where hash is null";
  return (await firstOrThrow<{ total: number }>(sql, text)).total;
}

/** The organization of the first event without a hash. */
async function nextOrganization(sql: Sql): Promise<OrganizationId | undefined> {
  const row = await sql.first<{ organization_id: OrganizationId }>(
    "select organization_id from events where hash is null order by organization_id, seq limit 1",
  );
  return row?.organization_id;
}

async function chainPortion(sql: Sql, organizationId: OrganizationId): Promise<number> {
  const rows = await sql.all<EventRow>(
    `select * from events where organization_id = $1 and hash is null order by seq limit ${portionSize}`,
    organizationId,
  );
  const first = rows[0]?.seq ?? 1;
  const previous = await sql.first<{ seq: number; hash: string }>(
    "select seq, hash from events where organization_id = $1 and seq = $2",
    organizationId,
    first - 1,
  );
  const position = previous ?? { seq: first - 1, hash: firstPreviousHash };
  for (const event of chainEvents(position, rows.map(toEvent)))
    await sql.run(
      `update events set previous_hash = $3, hash = $4, hash_version = $5, salt = $6
       where organization_id = $1 and seq = $2`,
      organizationId,
      event.seq,
      event.previousHash,
      event.hash,
      event.hashVersion,
      event.salt,
    );
  return rows.length;
}
