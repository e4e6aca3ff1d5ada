import type { ChainPosition } from "../audit/chain-events.ts";
import type { ChainedEvent, OrganizationId } from "../model.ts";
import { EventQueries } from "./queries/events.ts";
import { signingKeyQueries } from "./queries/signing-keys.ts";
import type { ReadOnlyDatabase } from "./read-only.ts";
import { firstOrThrow, type Sql } from "./sql.ts";

export interface StoredChain {
  readonly organizationId: OrganizationId;
  /** The last event according to the table of heads. */
  readonly head: ChainPosition;
  /** In order. Only the number of an event that cannot be read. */
  readonly events: AsyncIterable<ChainedEvent | { readonly seq: number }>;
}

const pageSize = 500;

export const countEvents = async ({ sql }: ReadOnlyDatabase): Promise<number> =>
  (await firstOrThrow<{ total: number }>(sql, "select count(*) as total from events")).total;

/** The chain of every organization that has events or a head, and that of the platform. */
export async function storedChains({ sql }: ReadOnlyDatabase): Promise<readonly StoredChain[]> {
  const heads = await sql.all<{ organizationId: OrganizationId; seq: number; hash: string }>(
    `select ids.organization_id as "organizationId", coalesce(h.seq, 0) as seq, coalesce(h.hash, '') as hash
     from (select organization_id from organization_heads union select organization_id from events) ids
     left join organization_heads h on h.organization_id = ids.organization_id order by ids.organization_id`,
  );
  return heads.map(({ organizationId, seq, hash }) => ({
    organizationId,
    head: { seq, hash },
    events: eventsOf(sql, organizationId),
  }));
}

export const storedPublicKeys = ({ sql }: ReadOnlyDatabase) => signingKeyQueries(sql).list();

async function* eventsOf(
  sql: Sql,
  organizationId: OrganizationId,
): AsyncGenerator<ChainedEvent | { readonly seq: number }> {
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const page = await readable(sql, organizationId, after);
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.seq;
  }
}

/** A page; or the number of the next event when the page contains one that cannot be read. */
async function readable(
  sql: Sql,
  organizationId: OrganizationId,
  after: number,
): Promise<readonly (ChainedEvent | { readonly seq: number })[]> {
  const queries = new EventQueries(sql, organizationId);
  for (const size of [pageSize, 1])
    try {
      return (await queries.list({}, { size, after: [after] })).items;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  return sql.all<{ seq: number }>(
    "select seq from events where organization_id = $1 and seq > $2 order by seq limit 1",
    organizationId,
    after,
  );
}
