import { SingleBar } from "cli-progress";
import { ChainVerifier, type ExpectedPosition } from "../../audit/chain-verifier.ts";
import { type PublicEvent, toPublicEvent } from "../../audit/public-event.ts";
import { readConfig } from "../../config.ts";
import type { ChainedEvent } from "../../model.ts";
import { openReadOnly, type ReadOnlyDatabase } from "../../storage/read-only.ts";
import { countEvents, storedChains, storedPublicKeys } from "../../storage/stored-chains.ts";
import {
  type ExpectedPositions,
  InvalidCheckpoint,
  readCheckpoints,
  readKeys,
  type VerifyingKey,
} from "./checkpoints.ts";
import { verifyFeed } from "./verify-feed.ts";

export interface VerifyOptions {
  /** A file path or a `postgres://` URL; that of the settings by default. */
  readonly database?: string | undefined;
  /** A file with a downloaded feed, to verify instead of a database. */
  readonly feed?: string | undefined;
  /** Files with checkpoints. */
  readonly checkpoint?: readonly string[] | undefined;
  /** A file with the JWK set of the installation; by default the keys in the database. */
  readonly keys?: string | undefined;
}

/** By organization; `""` for a feed that does not name its organization. */
export type Verifiers = ReadonlyMap<string, ChainVerifier>;

/**
 * Verifies the hash chain of every organization, and compares it with checkpoints. Only reads. Prints the first event of
 * each organization that does not fit, and the positions of the others.
 *
 * @returns whether everything fits.
 * @throws Error when a file or the database cannot be read.
 */
export async function verify(options: VerifyOptions): Promise<boolean> {
  try {
    return report(
      await (options.feed === undefined ? verifyDatabase(options) : verifyFile(options.feed, options)),
    );
  } catch (error) {
    if (!(error instanceof InvalidCheckpoint)) throw error;
    print(error.message);
    return false;
  }
}

async function verifyFile(feed: string, { checkpoint = [], keys }: VerifyOptions): Promise<Verifiers> {
  if (checkpoint.length > 0 && keys === undefined)
    throw new Error("--keys is required to verify the signatures of checkpoints against a feed.");
  const expected = await readCheckpoints(checkpoint, keys === undefined ? [] : await readKeys(keys));
  return verifyFeed(feed, expected);
}

async function verifyDatabase({ database, checkpoint = [], keys }: VerifyOptions): Promise<Verifiers> {
  const opened = await openReadOnly(database ?? readConfig(process.env).database);
  try {
    const known = keys === undefined ? await keysIn(opened) : await readKeys(keys);
    return await verifyChains(opened, await readCheckpoints(checkpoint, known));
  } finally {
    await opened.close();
  }
}

async function verifyChains(opened: ReadOnlyDatabase, expected: ExpectedPositions): Promise<Verifiers> {
  const bar = new SingleBar({ format: "[{bar}] {value}/{total} events {eta_formatted}", hideCursor: true });
  const verifiers = new Map<string, ChainVerifier>();
  bar.start(await countEvents(opened), 0);
  try {
    for (const { organizationId, head, events } of await storedChains(opened)) {
      const stored: ExpectedPosition = { ...head, source: "the table organization_heads" };
      const positions = [stored, ...(expected.get(organizationId) ?? [])];
      const verifier = new ChainVerifier(positions, { isPartial: false });
      verifiers.set(organizationId, verifier);
      for await (const event of events) {
        verifier.add(toVerifiable(event));
        bar.increment();
      }
    }
  } finally {
    bar.stop();
  }
  return withMissing(verifiers, expected);
}

/** Adds the organizations that checkpoints name and that are not there. */
function withMissing(verifiers: Map<string, ChainVerifier>, expected: ExpectedPositions): Verifiers {
  for (const [organizationId, positions] of expected)
    if (!verifiers.has(organizationId))
      verifiers.set(organizationId, new ChainVerifier(positions, { isPartial: false }));
  return verifiers;
}

/** An event that cannot be read does not fit. */
function toVerifiable(event: ChainedEvent | { readonly seq: number }): PublicEvent {
  try {
    return toPublicEvent(event as ChainedEvent);
  } catch {
    return { seq: event.seq } as PublicEvent;
  }
}

async function keysIn(opened: ReadOnlyDatabase): Promise<readonly VerifyingKey[]> {
  const keys = await storedPublicKeys(opened);
  return keys.map(({ id, publicKey, createdAt }, index) => {
    const next = keys[index + 1]?.createdAt;
    return {
      kid: id,
      x: publicKey,
      validFrom: new Date(createdAt).toISOString(),
      validUntil: next === undefined ? null : new Date(next).toISOString(),
    };
  });
}

function report(verifiers: Verifiers): boolean {
  let events = 0;
  let faults = 0;
  for (const [organizationId, verifier] of verifiers) {
    const { from, head, faults: found } = verifier.report();
    const name = organizationId === "" ? "The feed" : `Organization ${organizationId}`;
    events += head.seq - from.seq;
    faults += found.length;
    for (const fault of found) print(`${name}: ${fault}`);
    if (from.seq > 0) print(`${name}: events 1 to ${from.seq} are not in the feed and were not verified.`);
    if (found.length === 0 && head.seq > 0) print(`${name}: ${head.seq} ${head.hash}`);
  }
  const result = faults === 0 ? "Everything fits" : `${faults} fault(s)`;
  print(`${result}: ${events} event(s) of ${verifiers.size} chain(s) verified.`);
  return faults === 0;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
