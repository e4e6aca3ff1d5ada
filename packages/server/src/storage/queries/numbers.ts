import type { NumberId, NumberState, Page, PageRequest, Timestamp } from "../../model.ts";
import { isGlobalLine } from "../../text/line-kind.ts";
import { searchKey } from "../../text/search-key.ts";
import type {
  NewNumber,
  NumberFilter,
  NumberRecord,
  NumberReference,
  NumberWriter,
} from "../contract/numbers.ts";
import type { Taken } from "../contract/taken.ts";
import { addSearch } from "../search.ts";
import { Conditions, listPage } from "../sql.ts";
import type { NumberRow } from "../tables.ts";
import { BoundQueries } from "./bound-queries.ts";
import { isInboundHolder } from "./inbound-holders.ts";

const openAssignment = `select 1 from assignments a
  where a.organization_id = n.organization_id and a.number_id = n.id and a.unassigned_at is null`;
const isHeld = `exists (${openAssignment})`;
// Not `exists`: PostgreSQL would hash every assignment for it, whatever the limit of the page.
const columns = `n.id, n.serial, n.provider, n.line, n.country, n.alias, n.added_at, n.released_at, n.cooling_until,
  n.former_holder_id, n.reserved_user_id, n.reserved_email, n.reserved_until, n.carrier_missing_at, n.version,
  (${openAssignment} limit 1) is not null as is_held,
  (${openAssignment} and ${isInboundHolder} limit 1) is not null as is_inbound_held`;

const findText = (condition: string): string =>
  `select ${columns} from numbers n where n.organization_id = $1 and ${condition}`;
const findTexts = {
  byId: findText("n.id = $2"),
  bySerial: findText("n.serial = $2 and n.released_at is null"),
  byLine: findText("n.line = $2 and n.released_at is null"),
  byLineAndProvider: findText("n.line = $2 and n.provider = $3 and n.released_at is null"),
};

/** The text, and its values after the organization's id. */
function findStatement(reference: NumberReference): readonly [string, ...(string | number)[]] {
  if ("id" in reference) return [findTexts.byId, reference.id];
  if ("serial" in reference) return [findTexts.bySerial, reference.serial];
  const { line, provider } = reference;
  return provider === undefined ? [findTexts.byLine, line] : [findTexts.byLineAndProvider, line, provider];
}

const insertValues = `insert into numbers
    (organization_id, id, serial, provider, line, country, alias, search_key, added_at, version)
  select $1, $2, (select coalesce(max(serial), 0) + 1 from numbers where organization_id = $1),
    $3, $4, $5, $6, $7, $8, 1`;
const insertText = `${insertValues} where true on conflict do nothing returning serial`;
/** Adds nothing unless the claim, sent just before, has succeeded. */
const insertClaimedText = `${insertValues}
  where exists (select 1 from number_claims where provider = $3 and line = $4 and organization_id = $1 and number_id = $2)
  on conflict do nothing returning serial`;

type Claim = Pick<NewNumber, "id" | "provider" | "line">;

export class NumberQueries extends BoundQueries implements NumberWriter {
  async find(reference: NumberReference): Promise<readonly NumberRecord[]> {
    const [text, ...values] = findStatement(reference);
    // Sorted here: SQLite would otherwise read every number of the organization in the order of their serials.
    const rows = await this.sql.all<NumberRow>(text, this.organizationId, ...values);
    return rows.map(toNumber).toSorted((one, other) => one.serial - other.serial);
  }

  async list(
    { search, provider, userId, label, state }: NumberFilter,
    at: Timestamp,
    page: PageRequest,
  ): Promise<Page<NumberRecord>> {
    const conditions = new Conditions()
      .and("n.organization_id = ?", this.organizationId)
      .and("n.provider = ?", provider)
      .and(
        `n.id in (select a.number_id from assignments a
           where a.organization_id = ? and a.user_id = ? and a.unassigned_at is null)`,
        this.organizationId,
        userId,
      )
      .and(`exists (${openAssignment} and a.label = ?)`, label);
    const from = await addSearch(conditions, this.sql, { table: "numbers", alias: "n" }, search);
    addState(conditions, state, at);
    return listPage<NumberRow, NumberRecord>({
      sql: this.sql,
      columns,
      from,
      conditions,
      order: ["n.serial"],
      page,
      toItem: toNumber,
      keyOf: (row) => [row.serial],
    });
  }

  async missingAtCarrier(): Promise<readonly NumberId[]> {
    const rows = await this.sql.all<Pick<NumberRow, "id">>(
      `select id from numbers
       where organization_id = $1 and carrier_missing_at is not null and released_at is null`,
      this.organizationId,
    );
    return rows.map(({ id }) => id);
  }

  async add(number: NewNumber): Promise<NumberRecord | Taken<"sameOrganization" | "otherOrganization">> {
    const isGlobal = isGlobalLine(number.line);
    const [isClaimed, row] = await Promise.all([
      isGlobal ? this.#claim(number) : true,
      this.sql.first<{ serial: number }>(
        isGlobal ? insertClaimedText : insertText,
        ...this.#inserted(number),
      ),
    ]);
    if (!isClaimed) return this.#takenBy(number);
    return row === undefined ? { taken: "sameOrganization" } : addedNumber(number, row.serial);
  }

  #inserted({ id, provider, line, country, alias, addedAt }: NewNumber) {
    return [this.organizationId, id, provider, line, country, alias, searchKey(line, alias), addedAt];
  }

  async changeLine(
    id: NumberId,
    line: string,
  ): Promise<NumberRecord | Taken<"sameOrganization" | "otherOrganization">> {
    const before = await this.#get(id);
    const claim = { id, provider: before.provider, line };
    const isGlobal = isGlobalLine(line);
    if (isGlobal && !(await this.#claim(claim))) return this.#takenBy(claim);
    if (isGlobal) this.#deleteClaim(before);
    const changed = await this.sql.run(
      `update numbers set line = $3, version = version + 1
       where organization_id = $1 and id = $2 and not exists (select 1 from numbers other
         where other.organization_id = $1 and other.line = $3 and other.provider = $4
           and coalesce(other.country, '') = $5 and other.released_at is null)`,
      this.organizationId,
      id,
      line,
      before.provider,
      before.country ?? "",
    );
    if (changed === 0) return { taken: "sameOrganization" };
    await this.reindex(id);
    return this.#get(id);
  }

  async wasEverHeld(id: NumberId): Promise<boolean> {
    const row = await this.sql.first(
      `select id from assignments where organization_id = $1 and number_id = $2 and unassigned_at is null
       union all
       select id from assignments where organization_id = $1 and number_id = $2 and unassigned_at is not null
       limit 1`,
      this.organizationId,
      id,
    );
    return row !== undefined;
  }

  async #takenBy({ line, provider }: Claim): Promise<Taken<"sameOrganization" | "otherOrganization">> {
    return {
      taken: (await this.find({ line, provider })).length > 0 ? "sameOrganization" : "otherOrganization",
    };
  }

  #deleteClaim({ provider, line }: Omit<Claim, "id">): void {
    this.sql.defer("delete from number_claims where provider = $1 and line = $2", provider, line);
  }

  /** Returns false when an organization has the line already. */
  async #claim({ id, provider, line }: Claim): Promise<boolean> {
    const claims = await this.sql.run(
      `insert into number_claims (provider, line, organization_id, number_id) values ($1, $2, $3, $4)
       on conflict (provider, line) do nothing`,
      provider,
      line,
      this.organizationId,
      id,
    );
    return claims > 0;
  }

  async update(number: NumberRecord): Promise<NumberRecord> {
    const { id, version, alias, coolingUntil, formerHolderId, reservation, carrierMissingAt } = number;
    this.sql.defer(
      `update numbers set alias = $4, cooling_until = $5, former_holder_id = $6, reserved_user_id = $7,
         reserved_email = $8, reserved_until = $9, carrier_missing_at = $10, version = version + 1
       where organization_id = $1 and id = $2 and version = $3`,
      this.organizationId,
      id,
      version,
      alias,
      coolingUntil,
      formerHolderId,
      reservation?.userId ?? null,
      reservation?.email ?? null,
      reservation?.until ?? null,
      carrierMissingAt,
    );
    return { ...number, version: version + 1 };
  }

  async reservedByEmail(): Promise<readonly NumberRecord[]> {
    const rows = await this.sql.all<NumberRow>(
      `select ${columns} from numbers n
       where n.organization_id = $1 and n.released_at is null and n.reserved_email is not null order by n.serial`,
      this.organizationId,
    );
    return rows.map(toNumber);
  }

  async release(before: NumberRecord, at: Timestamp): Promise<NumberRecord> {
    this.sql.defer(
      `update numbers set released_at = $4, cooling_until = null, former_holder_id = null,
         reserved_user_id = null, reserved_email = null, reserved_until = null, carrier_missing_at = null,
         version = version + 1
       where organization_id = $1 and id = $2 and version = $3 and released_at is null`,
      this.organizationId,
      before.id,
      before.version,
      at,
    );
    if (isGlobalLine(before.line)) this.#deleteClaim(before);
    const withoutHolds = {
      coolingUntil: null,
      formerHolderId: null,
      reservation: null,
      carrierMissingAt: null,
    };
    return { ...before, ...withoutHolds, releasedAt: at, version: before.version + 1 };
  }

  async reindex(id: NumberId): Promise<void> {
    const rows = await this.sql.all<{ line: string; alias: string | null; label: string | null }>(
      `select n.line, n.alias, a.label from numbers n
       left join assignments a on a.organization_id = n.organization_id and a.number_id = n.id
         and a.unassigned_at is null and a.label is not null
       where n.organization_id = $1 and n.id = $2 order by a.id`,
      this.organizationId,
      id,
    );
    if (rows.length === 0) return;
    const labels = rows.map(({ label }) => label);
    this.sql.defer(
      "update numbers set search_key = $3 where organization_id = $1 and id = $2",
      this.organizationId,
      id,
      searchKey(rows[0]?.line ?? "", rows[0]?.alias ?? null, ...labels),
    );
  }

  async #get(id: NumberId): Promise<NumberRecord> {
    const [number] = await this.find({ id });
    if (number === undefined) throw new Error("the number does not exist");
    return number;
  }
}

/** The same rules as the core's `stateOf`, in SQL. */
function addState(conditions: Conditions, state: NumberState | undefined, at: number): void {
  conditions.and(state === "released" ? "n.released_at is not null" : "n.released_at is null");
  if (state === "assigned") conditions.and(isHeld);
  if (state === "cooling") conditions.and("n.cooling_until > ?", at).and(`not ${isHeld}`);
  if (state === "available")
    conditions.and("(n.cooling_until is null or n.cooling_until <= ?)", at).and(`not ${isHeld}`);
}

/** A new number as `toNumber` returns it. */
const addedNumber = (
  { id, provider, line, country, alias, addedAt }: NewNumber,
  serial: number,
): NumberRecord => ({
  id,
  serial,
  provider,
  line,
  country,
  alias,
  addedAt,
  releasedAt: null,
  coolingUntil: null,
  formerHolderId: null,
  reservation: null,
  carrierMissingAt: null,
  version: 1,
  isHeld: false,
  isInboundHeld: false,
});

function toNumber(row: NumberRow): NumberRecord {
  return {
    id: row.id,
    serial: row.serial,
    provider: row.provider,
    line: row.line,
    country: row.country,
    alias: row.alias,
    addedAt: row.added_at,
    releasedAt: row.released_at,
    coolingUntil: row.cooling_until,
    formerHolderId: row.former_holder_id,
    reservation:
      row.reserved_until === null
        ? null
        : { userId: row.reserved_user_id, email: row.reserved_email, until: row.reserved_until },
    carrierMissingAt: row.carrier_missing_at,
    version: row.version,
    isHeld: Boolean(row.is_held),
    isInboundHeld: Boolean(row.is_inbound_held),
  };
}
