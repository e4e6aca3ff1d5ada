import type { DialectName, Event, Id } from "../../model.ts";
import type { Sql } from "../sql.ts";
import type { EventWrites } from "../store.ts";
import type { EventRow } from "../tables.ts";

const columns = `seq, at, kind, subject_id, user_id, number_id, actor_id, credential_id, dialect, request_id,
  before, after`;

export function eventQueries(sql: Sql, organizationId: Id): EventWrites {
  return {
    async after(seq, limit) {
      const rows = await sql.all<EventRow>(
        `select ${columns} from events where organization_id = $1 and seq > $2 order by seq limit $3`,
        organizationId,
        seq,
        limit,
      );
      return rows.map(toEvent);
    },

    async head() {
      const row = await sql.first<{ seq: number }>(
        "select seq from organization_heads where organization_id = $1",
        organizationId,
      );
      return row?.seq ?? 0;
    },

    /** In one round trip: each event reads its number off the head that was moved just before it. */
    async append(events) {
      const count = events.length;
      const moved = sql.run(
        "update organization_heads set seq = seq + $2 where organization_id = $1",
        organizationId,
        count,
      );
      const written = events.map((event, index) =>
        insertEvent(sql, organizationId, event, count - 1 - index),
      );
      await Promise.all([moved, ...written]);
    },
  };
}

/** `fromHead`: how many events of the same change come after this one. */
function insertEvent(
  sql: Sql,
  organizationId: Id,
  event: Omit<Event, "seq">,
  fromHead: number,
): Promise<number> {
  return sql.run(
    `insert into events (organization_id, ${columns})
     values ($1, (select seq from organization_heads where organization_id = $1) - $2,
       $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
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
    before: row.before === null ? null : JSON.parse(row.before),
    after: row.after === null ? null : JSON.parse(row.after),
  };
}
