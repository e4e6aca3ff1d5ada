import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ChainVerifier, type ExpectedPosition } from "../../src/audit/chain-verifier.ts";
import type { PublicEvent } from "../../src/audit/public-event.ts";

const { events }: { readonly events: readonly PublicEvent[] } = JSON.parse(
  readFileSync(new URL("./vectors.json", import.meta.url), "utf8"),
);
const [, second, third] = events as [PublicEvent, PublicEvent, PublicEvent];

/** The faults of the feed from the third event on. */
function faultsWith(...expected: readonly ExpectedPosition[]): readonly string[] {
  const verifier = new ChainVerifier(expected, { isPartial: true });
  for (const event of events.slice(2)) verifier.add(event);
  return verifier.report().faults;
}

test("a part of a feed fits the checkpoint of the event before it", () => {
  expect(faultsWith({ ...second, source: "a checkpoint" })).toEqual([]);
});

test("a part of a chain that was computed again does not fit the checkpoint of the event before it", () => {
  expect(faultsWith({ ...second, hash: third.hash, source: "a checkpoint" })).toEqual([
    "Event 2 is not that of a checkpoint.",
  ]);
});

test("a checkpoint of an earlier event is not compared with a part", () => {
  expect(faultsWith({ seq: 1, hash: third.hash, source: "a checkpoint" })).toEqual([]);
});
