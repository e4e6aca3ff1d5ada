import type { Id, PhoneNumber } from "../../model.ts";
import { Conditions, listPage, one, partOf, type Sql, withoutCase } from "../sql.ts";
import type { NumberReference, NumberWrites } from "../store.ts";
import type { NumberRow } from "../tables.ts";

const isHeld = `exists (select 1 from assignments a
  where a.organization_id = n.organization_id and a.number_id = n.id and a.unassigned_at is null)`;
const isInboundHeld = `exists (select 1 from assignments a where a.organization_id = n.organization_id
  and a.number_id = n.id and a.unassigned_at is null and a.is_inbound_enabled)`;
const columns = `n.id, n.serial, n.provider, n.line, n.alias, n.added_at, n.version,
  ${isHeld} as is_held, ${isInboundHeld} as is_inbound_held`;

export function numberQueries(sql: Sql, organizationId: Id): NumberWrites {
  const find = async (reference: NumberReference): Promise<readonly PhoneNumber[]> => {
    const conditions = new Conditions().and("n.organization_id = ?", organizationId);
    if ("id" in reference) conditions.and("n.id = ?", reference.id);
    else if ("serial" in reference) conditions.and("n.serial = ?", reference.serial);
    else conditions.and("n.line = ?", reference.line).and("n.provider = ?", reference.provider);
    const rows = await sql.all<NumberRow>(
      `select ${columns} from numbers n ${conditions.text} order by n.serial`,
      ...conditions.values,
    );
    return rows.map(toNumber);
  };

  return {
    find,

    list(filter, page) {
      const conditions = new Conditions()
        .and("n.organization_id = ?", organizationId)
        .and("n.search_key like ? escape '\\'", partOf(filter.search))
        .and("n.provider = ?", filter.provider)
        .and(
          `exists (select 1 from assignments a where a.organization_id = n.organization_id
             and a.number_id = n.id and a.unassigned_at is null and a.user_id = ?)`,
          filter.userId,
        );
      if (filter.state !== undefined) conditions.and(filter.state === "assigned" ? isHeld : `not ${isHeld}`);
      return listPage<NumberRow, PhoneNumber>({
        sql,
        columns,
        from: "from numbers n",
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
      if (claims === 0) return { taken: (await find({ line, provider })).length > 0 ? "here" : "elsewhere" };
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

    async update(id, { alias }) {
      const { line } = await one<{ line: string }>(
        sql,
        `update numbers set alias = $3, version = version + 1
         where organization_id = $1 and id = $2 returning line`,
        organizationId,
        id,
        alias,
      );
      await sql.run(
        "update numbers set search_key = $3 where organization_id = $1 and id = $2",
        organizationId,
        id,
        searchKey(line, alias),
      );
      return get(id);
    },
  };

  async function get(id: Id): Promise<PhoneNumber> {
    const [number] = await find({ id });
    if (number === undefined) throw new Error("a number that was just written is missing");
    return number;
  }
}

const searchKey = (line: string, alias: string | null): string => withoutCase(`${line}\n${alias ?? ""}`);

function toNumber(row: NumberRow): PhoneNumber {
  return {
    id: row.id,
    serial: row.serial,
    provider: row.provider,
    line: row.line,
    alias: row.alias,
    state: row.is_held ? "assigned" : "available",
    isInboundHeld: Boolean(row.is_inbound_held),
    addedAt: row.added_at,
    version: row.version,
  };
}
