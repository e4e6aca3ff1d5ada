import { ChainVerifier } from "../../audit/chain-verifier.ts";
import type { PublicEvent } from "../../audit/public-event.ts";
import type { ExpectedPositions } from "./checkpoints.ts";
import { readJsonValues } from "./json-values.ts";

/** Verifies the events in a file: pages or single events of one organization, or of the feed of all organizations. */
export async function verifyFeed(
  path: string,
  expected: ExpectedPositions,
): Promise<ReadonlyMap<string, ChainVerifier>> {
  const verifiers = new Map<string, ChainVerifier>();
  for await (const value of readJsonValues(path)) {
    const { organizationId = "" } = (value ?? {}) as { organizationId?: string };
    let verifier = verifiers.get(organizationId);
    if (verifier === undefined) {
      verifier = new ChainVerifier(positionsOf(organizationId, expected), { isPartial: true });
      verifiers.set(organizationId, verifier);
    }
    verifier.add(value as PublicEvent);
  }
  return withAbsent(verifiers, expected);
}

/** A feed of one organization does not name it. */
function positionsOf(organizationId: string, expected: ExpectedPositions) {
  if (organizationId !== "") return expected.get(organizationId) ?? [];
  if (expected.size > 1)
    throw new Error(
      "The feed does not name its organization, so all checkpoints must be of one organization.",
    );
  return [...expected.values()].flat();
}

/** Adds the organizations that checkpoints name and of which the feed has no event. */
function withAbsent(
  verifiers: Map<string, ChainVerifier>,
  expected: ExpectedPositions,
): ReadonlyMap<string, ChainVerifier> {
  if (verifiers.has("")) return verifiers;
  for (const [organizationId, positions] of expected)
    if (!verifiers.has(organizationId))
      verifiers.set(organizationId, new ChainVerifier(positions, { isPartial: true }));
  return verifiers;
}
