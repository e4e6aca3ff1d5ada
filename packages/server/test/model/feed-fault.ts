import type { PublicEvent } from "../../src/audit/public-event.ts";
import { verifyChain } from "../../src/audit/verify-chain.ts";
import type { Ask } from "../helpers/ask.ts";

/** Returns why an organization's feed, as clients read it, is not one chain up to its head; undefined when it is. */
export async function feedFault(ask: Ask, organizationId: string): Promise<string | undefined> {
  const events: PublicEvent[] = [];
  const read = async (after: unknown) =>
    (await ask(`GET /registry/v1/organizations/${organizationId}/events?limit=200&after=${after}`)).json;
  let page = await read(0);
  for (; page.items.length > 0; page = await read(page.position)) events.push(...page.items);
  const { head, broken } = await verifyChain(events);
  if (broken !== undefined) return `event ${broken.seq} does not fit into the chain: ${broken.fault}`;
  return head.seq === page.head ? undefined : `the chain ends at event ${head.seq}, not at ${page.head}`;
}
