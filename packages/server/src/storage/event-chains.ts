import { type PublicEvent, toPublicEvent } from "../audit/public-event.ts";
import { verifyChain } from "../audit/verify-chain.ts";
import type { OrganizationId } from "../model.ts";
import { EventQueries } from "./queries/events.ts";
import type { Sql } from "./sql.ts";

/** Describes the first event of a database that does not fit its organization's hash chain; undefined when all fit. */
export async function brokenChainOf(sql: Sql): Promise<string | undefined> {
  const heads = await sql.all<{ organizationId: OrganizationId; seq: number; hash: string }>(
    `select organization_id as "organizationId", seq, hash from organization_heads where seq > 0`,
  );
  for (const { organizationId, seq, hash } of heads) {
    const { head, broken } = await verifyChain(eventsOf(sql, organizationId));
    if (broken !== undefined)
      return `event ${broken.seq} of organization ${organizationId} does not fit the hash chain (${broken.fault})`;
    if (head.seq !== seq || head.hash !== hash)
      return `the events of organization ${organizationId} end with ${head.seq} and not with ${seq}`;
  }
  return undefined;
}

const pageSize = 500;

async function* eventsOf(sql: Sql, organizationId: OrganizationId): AsyncGenerator<PublicEvent> {
  const queries = new EventQueries(sql, organizationId);
  for (let after = 0; ; ) {
    const { items } = await queries.list({}, { size: pageSize, after: [after] });
    yield* items.map(toPublicEvent);
    if (items.length < pageSize) return;
    after = items.at(-1)?.seq ?? after;
  }
}
