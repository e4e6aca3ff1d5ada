import type { DialectName, Event, Id } from "../../model.ts";
import type { EventWriter } from "../contract/events.ts";
import type { OrganizationEvent, OrganizationPosition } from "../contract/platform.ts";
import { Conditions, listPage, placeholders, type Sql } from "../sql.ts";
import type { EventRow } from "../tables.ts";

const columns = `at, kind, subject_id, user_id, number_id, actor_id, credential_id, dialect, request_id,
  reason, undoes, before, after`;

export function eventQueries(sql: Sql, organizationId: Id): EventWriter {
  return {
    list({ kinds, numberId, userId }, page) {
      const conditions = new Conditions()
        .and("organization_id = ?", organizationId)
        .and("number_id = ?", numberId)
        .and("user_id = ?", userId);
      if (kinds) conditions.and(`kind in ${placeholders(kinds.length)}`, ...kinds);
      return listPage<EventRow, Event>({
        sql,
        columns: `seq, ${columns}`,
        from: "from events",
        conditions,
        order: ["seq"],
        page,
        toItem: toEvent,
        keyOf: (row) => [row.seq],
      });
    },

    async find(seq) {
      const row = await sql.first<EventRow>(
        `select seq, ${columns} from events where organization_id = $1 and seq = $2`,
        organizationId,
        seq,
      );
      return row && toEvent(row);
    },

    async isUndone(seq) {
      const row = await sql.first(
        "select seq from events where organization_id = $1 and undoes = $2",
        organizationId,
        seq,
      );
      return row !== undefined;
    },

    async head() {
      const row = await sql.first<{ seq: number; at: number }>(
        "select seq, last_at as at from organization_heads where organization_id = $1",
        organizationId,
      );
      return row ?? { seq: 0, at: 0 };
    },

    /** In one round trip: each event reads its number off the head that was moved just before it. */
    async append(events) {
      const count = events.length;
      if (count === 0) return;
      const moved = sql.run(
        "update organization_heads set seq = seq + $2, last_at = $3 where organization_id = $1",
        organizationId,
        count,
        events[0]?.at ?? 0,
      );
      const written = events.map((event, index) =>
        insertEvent(sql, organizationId, event, count - 1 - index),
      );
      await Promise.all([moved, ...written]);
    },
  };
}

/** Organizations asked for at once; fewer are filled up with one that has no events, so that the text stays the same. */
const positionsMax = 50;
const emptyPosition: OrganizationPosition = { organizationId: "", seq: 0 };

/** The events of several organizations, each from a number on. */
export async function eventsFrom(
  sql: Sql,
  places: readonly OrganizationPosition[],
  limit: number,
): Promise<OrganizationEvent[]> {
  const found: OrganizationEvent[] = [];
  for (let from = 0; from < places.length && found.length < limit; from += positionsMax) {
    const portion = places.slice(from, from + positionsMax);
    found.push(...(await eventBatch(sql, portion, limit - found.length)));
  }
  return found;
}

async function eventBatch(
  sql: Sql,
  places: readonly OrganizationPosition[],
  limit: number,
): Promise<OrganizationEvent[]> {
  const count = places.length === 1 ? 1 : positionsMax;
  const filled = Array.from({ length: count }, (_, index) => places[index] ?? emptyPosition);
  const values = filled.map(
    (_, index) => `(cast($${index * 2 + 2} as text), cast($${index * 2 + 3} as bigint))`,
  );
  const rows = await sql.all<EventRow & { organizationId: Id }>(
    `with places (organization_id, first_seq) as (values ${values.join(", ")})
     select e.organization_id as "organizationId", seq, ${columns}
     from places p join events e on e.organization_id = p.organization_id and e.seq >= p.first_seq
     order by e.organization_id, e.seq limit $1`,
    limit,
    ...filled.flatMap(({ organizationId, seq }) => [organizationId, seq]),
  );
  return rows.map((row) => ({ ...toEvent(row), organizationId: row.organizationId }));
}

/** `fromHead`: how many events of the same change come after this one. */
function insertEvent(
  sql: Sql,
  organizationId: Id,
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
