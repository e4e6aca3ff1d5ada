import type { Drift, DriftKind, NumberId, OrganizationId } from "../../model.ts";
import { driftKinds } from "../../model.ts";
import type { SeenNumber, SeenWebhook } from "../telephony/carrier-client.ts";

/** A number of the inventory, as far as it is compared. */
export interface HeldNumber {
  readonly id: NumberId;
  readonly organizationId: OrganizationId;
  readonly line: string;
  readonly alias: string | null;
  readonly isHeld: boolean;
  /** Whether the carrier must have the number in this account. */
  readonly isExpected: boolean;
}

export interface Inventories {
  readonly here: readonly HeldNumber[];
  readonly there: readonly SeenNumber[];
  /** The URLs that carriers must call. */
  readonly webhooks: Readonly<Record<"voice" | "sms", string>>;
  /** The names of the other accounts that have a line. */
  readonly elsewhere: ReadonlyMap<string, readonly string[]>;
}

/** Every difference, ordered by line and kind. What is unreadable comes first. */
export function compareInventories({ here, there, webhooks, elsewhere }: Inventories): readonly Drift[] {
  const heldByLine = new Map(here.map((number) => [number.line, number]));
  const seenByLine = Map.groupBy(there.filter(hasLine), ({ line }) => line);
  const shares = countShares(there);
  const drifts: Drift[] = [];
  for (const seen of there) if (!hasLine(seen)) drifts.push(unreadable(seen));
  for (const [line, [seen, ...more]] of seenByLine) {
    if (seen === undefined) continue;
    const others = [...more.map(({ ref }) => ref), ...(elsewhere.get(line) ?? [])];
    if (others.length > 0) drifts.push({ ...ofSeen("twice", seen, heldByLine.get(line)), others });
    const held = heldByLine.get(line);
    if (held === undefined) drifts.push({ ...ofSeen("missingHere", seen), found: seen.name });
    else drifts.push(...compareNumber(held, seen, { webhooks, shares }));
  }
  for (const held of here)
    if (held.isExpected && !seenByLine.has(held.line)) drifts.push(ofHeld("missingThere", held));
  return drifts.sort(inOrder);
}

type SeenLine = SeenNumber & { readonly line: string };

const hasLine = (seen: SeenNumber): seen is SeenLine => seen.line !== null;

const rank = new Map<DriftKind, number>(driftKinds.map((kind, index) => [kind, index]));

function inOrder(one: Drift, other: Drift): number {
  return (
    compareText(one.line ?? "", other.line ?? "") ||
    (rank.get(one.kind) ?? 0) - (rank.get(other.kind) ?? 0) ||
    compareText(one.channel ?? "", other.channel ?? "") ||
    compareText(one.ref ?? "", other.ref ?? "")
  );
}

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

interface Comparison extends Pick<Inventories, "webhooks"> {
  readonly shares: ReadonlyMap<string, number>;
}

function compareNumber(held: HeldNumber, seen: SeenLine, comparison: Comparison): readonly Drift[] {
  const drifts: Drift[] = [];
  if (!seen.isActive) drifts.push({ ...ofSeen("notActiveThere", seen, held), found: seen.status });
  if (seen.forwardsTo !== undefined)
    drifts.push({ ...ofSeen("forwardedThere", seen, held), channel: "voice", found: seen.forwardsTo });
  if (seen.name !== null && seen.name !== held.alias)
    drifts.push({ ...ofSeen("nameDiffers", seen, held), found: seen.name, expected: held.alias });
  for (const channel of ["voice", "sms"] as const)
    drifts.push(...compareWebhook(held, seen, { ...comparison, channel }));
  return drifts;
}

/** A channel that the carrier does not report on is not compared, and of numbers that nobody holds no capability is missed. */
function compareWebhook(
  held: HeldNumber,
  seen: SeenLine,
  { channel, webhooks, shares }: Comparison & { readonly channel: "voice" | "sms" },
): readonly Drift[] {
  const webhook = seen[channel];
  if (webhook === undefined) return [];
  if (!seen.capabilities.includes(channel))
    return held.isHeld ? [{ ...ofSeen("capabilityLacking", seen, held), channel }] : [];
  const place = { channel, via: webhook.via, viaRef: webhook.viaRef ?? null };
  const sharedBy = shares.get(placeOf(channel, webhook)) ?? 1;
  const expected = webhooks[channel];
  if (webhook.url === null || !isSameUrl(webhook.url, expected)) {
    const kind = channel === "voice" ? "voiceElsewhere" : "smsElsewhere";
    return [{ ...ofSeen(kind, seen, held), ...place, sharedBy, found: webhook.url, expected }];
  }
  if (webhook.method === undefined || webhook.method === "POST") return [];
  const methods = { found: webhook.method, expected: "POST" };
  return [{ ...ofSeen("methodDiffers", seen, held), ...place, sharedBy, ...methods }];
}

/**
 * Scheme and host in any case, the default port or none. Everything else exactly: the carrier signs the URL as it is
 * configured. A fragment is not sent.
 */
export function isSameUrl(one: string, other: string): boolean {
  const [first, second] = [URL.parse(one), URL.parse(other)];
  if (first === null || second === null) return one === other;
  return first.origin === second.origin && pathOf(one) === pathOf(other);
}

/** The path and the query as they are written. */
const pathOf = (url: string): string => /^[^:]*:\/\/[^/?#]*([^#]*)/.exec(url)?.[1] ?? "";

const placeOf = (channel: "voice" | "sms", { via, viaRef }: SeenWebhook): string =>
  `${channel} ${via} ${viaRef ?? ""}`;

/** How many numbers have the same application, profile or trunk. */
function countShares(there: readonly SeenNumber[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const seen of there)
    for (const channel of ["voice", "sms"] as const) {
      const webhook = seen[channel];
      if (webhook?.viaRef === undefined) continue;
      const place = placeOf(channel, webhook);
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
  return counts;
}

const nothing = {
  ...{ channel: null, found: null, expected: null, via: null, viaRef: null },
  ...{ sharedBy: 1, others: [] },
} as const;

const unreadable = (seen: SeenNumber): Drift => ({ ...ofSeen("unreadable", seen), found: seen.text });

const ofSeen = (kind: DriftKind, { line, ref }: SeenNumber, held?: HeldNumber): Drift => ({
  ...nothing,
  ...{ kind, line, ref },
  numberId: held?.id ?? null,
  organizationId: held?.organizationId ?? null,
  isHeld: held?.isHeld ?? false,
});

const ofHeld = (kind: DriftKind, held: HeldNumber): Drift => ({
  ...nothing,
  ...{ kind, line: held.line, ref: null },
  numberId: held.id,
  organizationId: held.organizationId,
  isHeld: held.isHeld,
});
