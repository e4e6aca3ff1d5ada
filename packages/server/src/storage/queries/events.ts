import { chainEvents } from "../../audit/chain-events.ts";
import { chainStart } from "../../audit/verify-chain.ts";
import type { ChainedEvent, DoorName, Event, OrganizationId, Page, PageRequest } from "../../model.ts";
import type {
  EventFilter,
  EventHead,
  EventHeadOfOrganization,
  EventRecords,
  EventWriter,
  RecordNames,
} from "../contract/events.ts";
import type { OrganizationEvent, OrganizationPosition } from "../contract/platform.ts";
import { Conditions, listPage, placeholders, type Sql } from "../sql.ts";
import type { EventRow } from "../tables.ts";
import { BoundQueries } from "./bound-queries.ts";
import { readRecordNames } from "./record-names.ts";

const columns = `at, kind, subject_id, user_id, number_id, actor_id, credential_id, dialect, request_id,
  reason, undoes, before, after, previous_hash, hash, hash_version, salt, digests, job_id`;

const insertText = `insert into events (organization_id, seq, ${columns})
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`;

export class EventQueries extends BoundQueries implements EventWriter {
  list(
    { kinds, numberId, userId, jobId, hasPersonalValues }: EventFilter,
    page: PageRequest,
  ): Promise<Page<ChainedEvent>> {
    const conditions = new Conditions()
      .and("organization_id = ?", this.organizationId)
      .and("number_id = ?", numberId)
      .and("user_id = ?", userId);
    if (jobId !== undefined) conditions.and("job_id = ?", jobId);
    if (hasPersonalValues) conditions.and("salt is not null");
    if (kinds) conditions.and(`kind in ${placeholders(kinds.length)}`, ...kinds);
    return listPage<EventRow, ChainedEvent>({
      sql: this.sql,
      columns: `seq, ${columns}`,
      from: "from events",
      conditions,
      order: ["seq"],
      page,
      toItem: toEvent,
      keyOf: (row) => [row.seq],
    });
  }

  async find(seq: number): Promise<ChainedEvent | undefined> {
    const row = await this.sql.first<EventRow>(
      `select seq, ${columns} from events where organization_id = $1 and seq = $2`,
      this.organizationId,
      seq,
    );
    return row && toEvent(row);
  }

  async isUndone(seq: number): Promise<boolean> {
    const row = await this.sql.first(
      "select seq from events where organization_id = $1 and undoes = $2",
      this.organizationId,
      seq,
    );
    return row !== undefined;
  }

  names(records: EventRecords): Promise<RecordNames> {
    return readRecordNames(this.sql, this.organizationId, records);
  }

  async head(): Promise<EventHeadOfOrganization> {
    const row = await this.sql.first<EventHeadOfOrganization>(
      `select h.seq, h.last_at as at, h.hash, o.deleted_at as "deletedAt",
         coalesce(o.cooling_days, 0) as "coolingDays"
       from organization_heads h left join organizations o on o.id = h.organization_id
       where h.organization_id = $1`,
      this.organizationId,
    );
    return row ?? { ...chainStart, at: 0, deletedAt: null, coolingDays: 0 };
  }

  async append(events: readonly Omit<Event, "seq">[], head?: EventHead): Promise<readonly ChainedEvent[]> {
    const chained = chainEvents(head ?? (await this.head()), events);
    const last = chained.at(-1);
    if (last === undefined) return chained;
    this.sql.defer(
      "update organization_heads set seq = $2, last_at = $3, hash = $4 where organization_id = $1",
      this.organizationId,
      last.seq,
      last.at,
      last.hash,
    );
    for (const event of chained) insertEvent(this.sql, this.organizationId, event);
    return chained;
  }

  async redact({ seq, reason, before, after, digests }: ChainedEvent): Promise<void> {
    await this.sql.run(
      `update events set reason = $3, before = $4, after = $5, salt = null, digests = $6
       where organization_id = $1 and seq = $2`,
      this.organizationId,
      seq,
      reason,
      before && JSON.stringify(before),
      after && JSON.stringify(after),
      JSON.stringify(digests),
    );
  }
}

/**
 * Organizations per statement. Fewer are padded with an id that has no events, so that the statement text, and
 * with it the prepared statement, is the same for any number.
 */
const positionsMax = 50;
const emptyPosition: OrganizationPosition = { organizationId: "" as OrganizationId, seq: 0 };

/** The events of several organizations, each from a `seq` on. */
export async function eventsFrom(
  sql: Sql,
  positions: readonly OrganizationPosition[],
  limit: number,
): Promise<OrganizationEvent[]> {
  const found: OrganizationEvent[] = [];
  for (let from = 0; from < positions.length && found.length < limit; from += positionsMax) {
    const batch = positions.slice(from, from + positionsMax);
    found.push(...(await eventBatch(sql, batch, limit - found.length)));
  }
  return found;
}

async function eventBatch(
  sql: Sql,
  positions: readonly OrganizationPosition[],
  limit: number,
): Promise<OrganizationEvent[]> {
  const count = positions.length === 1 ? 1 : positionsMax;
  const padded = Array.from({ length: count }, (_, index) => positions[index] ?? emptyPosition);
  const values = padded.map(
    (_, index) => `(cast($${index * 2 + 2} as text), cast($${index * 2 + 3} as bigint))`,
  );
  const rows = await sql.all<EventRow & { organizationId: OrganizationId }>(
    `with positions (organization_id, first_seq) as (values ${values.join(", ")})
     select e.organization_id as "organizationId", seq, ${columns}
     from positions p join events e on e.organization_id = p.organization_id and e.seq >= p.first_seq
     order by e.organization_id, e.seq limit $1`,
    limit,
    ...padded.flatMap(({ organizationId, seq }) => [organizationId, seq]),
  );
  return rows.map((row) => ({ ...toEvent(row), organizationId: row.organizationId }));
}

function insertEvent(sql: Sql, organizationId: OrganizationId, event: ChainedEvent): void {
  sql.defer(
    insertText,
    organizationId,
    event.seq,
    event.at,
    event.kind,
    event.subjectId,
    event.userId,
    event.numberId,
    event.actorId,
    event.credentialId,
    event.dialect,
    event.requestId,
    event.reason,
    event.undoes,
    event.before && JSON.stringify(event.before),
    event.after && JSON.stringify(event.after),
    event.previousHash,
    event.hash,
    event.hashVersion,
    event.salt,
    event.digests && JSON.stringify(event.digests),
    event.jobId ?? null,
  );
}

export function toEvent(row: EventRow): ChainedEvent {
  return {
    seq: row.seq,
    at: row.at,
    kind: row.kind,
    subjectId: row.subject_id,
    userId: row.user_id,
    numberId: row.number_id,
    actorId: row.actor_id,
    credentialId: row.credential_id,
    dialect: row.dialect as DoorName,
    requestId: row.request_id,
    reason: row.reason,
    undoes: row.undoes,
    ...(row.job_id != null && { jobId: row.job_id }),
    before: row.before === null ? null : JSON.parse(row.before),
    after: row.after === null ? null : JSON.parse(row.after),
    previousHash: row.previous_hash,
    hash: row.hash,
    hashVersion: row.hash_version,
    salt: row.salt,
    digests: row.digests === null ? null : JSON.parse(row.digests),
  };
}
