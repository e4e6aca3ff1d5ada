import type { DialectName, Event, OrganizationId, Page, PageRequest, Timestamp } from "../../model.ts";
import type { EventFilter, EventWriter } from "../contract/events.ts";
import type { OrganizationEvent, OrganizationPosition } from "../contract/platform.ts";
import { Conditions, listPage, placeholders, type Sql } from "../sql.ts";
import type { EventRow } from "../tables.ts";
import { BoundQueries } from "./bound-queries.ts";

const columns = `at, kind, subject_id, user_id, number_id, actor_id, credential_id, dialect, request_id,
  reason, undoes, before, after`;

export class EventQueries extends BoundQueries implements EventWriter {
  list({ kinds, numberId, userId }: EventFilter, page: PageRequest): Promise<Page<Event>> {
    const conditions = new Conditions()
      .and("organization_id = ?", this.organizationId)
      .and("number_id = ?", numberId)
      .and("user_id = ?", userId);
    if (kinds) conditions.and(`kind in ${placeholders(kinds.length)}`, ...kinds);
    return listPage<EventRow, Event>({
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

  async find(seq: number): Promise<Event | undefined> {
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

  async head(): Promise<{ readonly seq: number; readonly at: Timestamp }> {
    const row = await this.sql.first<{ seq: number; at: number }>(
      "select seq, last_at as at from organization_heads where organization_id = $1",
      this.organizationId,
    );
    return row ?? { seq: 0, at: 0 };
  }

  /** One round trip: the head is advanced first, and each event computes its number from it. */
  async append(events: readonly Omit<Event, "seq">[]): Promise<void> {
    const count = events.length;
    if (count === 0) return;
    const advanced = this.sql.run(
      "update organization_heads set seq = seq + $2, last_at = $3 where organization_id = $1",
      this.organizationId,
      count,
      events[0]?.at ?? 0,
    );
    const inserted = events.map((event, index) =>
      insertEvent(this.sql, this.organizationId, event, count - 1 - index),
    );
    await Promise.all([advanced, ...inserted]);
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

/** `fromHead`: the number of events of the same transaction that follow this one. */
function insertEvent(
  sql: Sql,
  organizationId: OrganizationId,
  event: Omit<Event, "seq">,
  fromHead: number,
): Promise<number> {
  return sql.run(
    `insert into events (organization_id, seq, ${columns})
     values ($1, (select seq from organization_heads where organization_id = $1) - $2,
       $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    organizationId,
    fromHead,
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
  );
}

function toEvent(row: EventRow): Event {
  return {
    seq: row.seq,
    at: row.at,
    kind: row.kind,
    subjectId: row.subject_id,
    userId: row.user_id,
    numberId: row.number_id,
    actorId: row.actor_id,
    credentialId: row.credential_id,
    dialect: row.dialect as DialectName,
    requestId: row.request_id,
    reason: row.reason,
    undoes: row.undoes,
    before: row.before === null ? null : JSON.parse(row.before),
    after: row.after === null ? null : JSON.parse(row.after),
  };
}
