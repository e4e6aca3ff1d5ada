import type { Id, NumberState } from "../../model.ts";
import type { NumberRecord, NumberReference, NumberWriter } from "../contract/numbers.ts";
import { addSearch } from "../search.ts";
import { Conditions, firstOrThrow, listPage, type Sql, withoutCase } from "../sql.ts";
import type { NumberRow } from "../tables.ts";

const holding = `select 1 from assignments a
  where a.organization_id = n.organization_id and a.number_id = n.id and a.unassigned_at is null`;
const isHeld = `exists (${holding})`;
// Not `exists`: for that PostgreSQL would read every assignment into a table in memory, whatever the limit is.
const columns = `n.id, n.serial, n.provider, n.line, n.alias, n.added_at, n.released_at, n.cooling_until,
  n.former_holder_id, n.reserved_user_id, n.reserved_email, n.reserved_until, n.version,
  (${holding} limit 1) is not null as is_held,
  (${holding} and a.is_inbound_enabled limit 1) is not null as is_inbound_held`;

export function numberQueries(sql: Sql, organizationId: Id): NumberWriter {
  const find = async (reference: NumberReference): Promise<readonly NumberRecord[]> => {
    const conditions = new Conditions().and("n.organization_id = ?", organizationId);
    if ("id" in reference) conditions.and("n.id = ?", reference.id);
    else if ("serial" in reference) conditions.and("n.serial = ?", reference.serial);
    else conditions.and("n.line = ?", reference.line).and("n.provider = ?", reference.provider);
    if (!("id" in reference)) conditions.and("n.released_at is null");
    const rows = await sql.all<NumberRow>(
      `select ${columns} from numbers n ${conditions.text} order by n.serial`,
      ...conditions.values,
    );
    return rows.map(toNumber);
  };

  return {
    find,

    async list({ search, provider, userId, label, state }, at, page) {
      const conditions = new Conditions()
        .and("n.organization_id = ?", organizationId)
        .and("n.provider = ?", provider)
        .and(
          `n.id in (select a.number_id from assignments a
             where a.organization_id = ? and a.user_id = ? and a.unassigned_at is null)`,
          organizationId,
          userId,
        )
        .and(`exists (${holding} and a.label = ?)`, label);
      const from = await addSearch(conditions, sql, { table: "numbers", alias: "n" }, search);
      addState(conditions, state, at);
      return listPage<NumberRow, NumberRecord>({
        sql,
        columns,
        from,
        conditions,
        order: ["n.serial"],
        page,
        toItem: toNumber,
        keyOf: (row) => [row.serial],
      });
    },

    async add({ id, provider, line, alias, addedAt }) {
      const claims = await sql.run(
        `insert into number_claims (provider, line, organization_id, number_id) values ($1, $2, $3, $4)
         on conflict (provider, line) do nothing`,
        provider,
        line,
        organizationId,
        id,
      );
      if (claims === 0)
        return {
          taken: (await find({ line, provider })).length > 0 ? "sameOrganization" : "otherOrganization",
        };
      await sql.run(
        `insert into numbers (organization_id, id, serial, provider, line, alias, search_key, added_at, version)
         values ($1, $2, (select coalesce(max(serial), 0) + 1 from numbers where organization_id = $1),
           $3, $4, $5, $6, $7, 1)`,
        organizationId,
        id,
        provider,
        line,
        alias,
        searchKey(line, alias),
        addedAt,
      );
      return get(id);
    },

    async update(number) {
      const { id, alias, coolingUntil, formerHolderId, reservation } = number;
      await sql.run(
        `update numbers set alias = $3, cooling_until = $4, former_holder_id = $5, reserved_user_id = $6,
           reserved_email = $7, reserved_until = $8, version = version + 1
         where organization_id = $1 and id = $2`,
        organizationId,
        id,
        alias,
        coolingUntil,
        formerHolderId,
        reservation?.userId ?? null,
        reservation?.email ?? null,
        reservation?.until ?? null,
      );
      await reindex(id);
      return get(id);
    },

    reindex,

    async release(id, at) {
      const { provider, line } = await firstOrThrow<{ provider: string; line: string }>(
        sql,
        `update numbers set released_at = $3, cooling_until = null, former_holder_id = null,
           reserved_user_id = null, reserved_email = null, reserved_until = null, version = version + 1
         where organization_id = $1 and id = $2 and released_at is null returning provider, line`,
        organizationId,
        id,
        at,
      );
      await sql.run("delete from number_claims where provider = $1 and line = $2", provider, line);
      return get(id);
    },
  };

  async function reindex(id: Id): Promise<void> {
    const rows = await sql.all<{ line: string; alias: string | null; label: string | null }>(
      `select n.line, n.alias, a.label from numbers n
       left join assignments a on a.organization_id = n.organization_id and a.number_id = n.id
         and a.unassigned_at is null and a.label is not null
       where n.organization_id = $1 and n.id = $2 order by a.id`,
      organizationId,
      id,
    );
    const labels = rows.map(({ label }) => label);
    await sql.run(
      "update numbers set search_key = $3 where organization_id = $1 and id = $2",
      organizationId,
      id,
      searchKey(rows[0]?.line ?? "", rows[0]?.alias ?? null, ...labels),
    );
  }

  async function get(id: Id): Promise<NumberRecord> {
    const [number] = await find({ id });
    if (number === undefined) throw new Error("a number that was just written is missing");
    return number;
  }
}

/** The same question as the core's `stateOf`, asked of many numbers at once. */
function addState(conditions: Conditions, state: NumberState | undefined, at: number): void {
  conditions.and(state === "released" ? "n.released_at is not null" : "n.released_at is null");
  if (state === "assigned") conditions.and(isHeld);
  if (state === "cooling") conditions.and("n.cooling_until > ?", at).and(`not ${isHeld}`);
  if (state === "available")
    conditions.and("(n.cooling_until is null or n.cooling_until <= ?)", at).and(`not ${isHeld}`);
}

const searchKey = (...texts: (string | null)[]): string => withoutCase(texts.filter(Boolean).join("\n"));

function toNumber(row: NumberRow): NumberRecord {
  return {
    id: row.id,
    serial: row.serial,
    provider: row.provider,
    line: row.line,
    alias: row.alias,
    addedAt: row.added_at,
    releasedAt: row.released_at,
    coolingUntil: row.cooling_until,
    formerHolderId: row.former_holder_id,
    reservation:
      row.reserved_until === null
        ? null
        : { userId: row.reserved_user_id, email: row.reserved_email, until: row.reserved_until },
    version: row.version,
    isHeld: Boolean(row.is_held),
    isInboundHeld: Boolean(row.is_inbound_held),
  };
}
