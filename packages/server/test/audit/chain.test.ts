import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { PublicEvent } from "../../src/audit/public-event.ts";
import { type ChainFault, verifyChain } from "../../src/audit/verify-chain.ts";

/** Written by vectors.py, which shares no code with the server. */
const vectors: { readonly events: readonly PublicEvent[]; readonly redacted: readonly PublicEvent[] } =
  JSON.parse(readFileSync(new URL("./vectors.json", import.meta.url), "utf8"));
const { events } = vectors;
const last = events.at(-1) as PublicEvent;
const intact = { head: { seq: last.seq, hash: last.hash } };

const changed = (seq: number, changes: object): PublicEvent[] =>
  events.map((event) => (event.seq === seq ? { ...event, ...changes } : event));
const brokenAt = (seq: number, fault: ChainFault) => ({ head: expect.anything(), broken: { seq, fault } });

describe("verifies", () => {
  test("the hashes of an independent implementation", async () => {
    expect(await verifyChain(events)).toEqual(intact);
  });

  test("redacted events by their digests", async () => {
    for (const redacted of vectors.redacted)
      expect(await verifyChain(changed(redacted.seq, redacted))).toEqual(intact);
  });

  test("a part of a feed from a known position on", async () => {
    const [, second] = events as [PublicEvent, PublicEvent];
    expect(await verifyChain(events.slice(2), second)).toEqual(intact);
  });

  test("a feed whose events have other members as well, in any order of members", async () => {
    const reordered = events.map((event) =>
      Object.fromEntries([["organizationId", "x"], ...Object.entries(event).toReversed()]),
    );
    expect(await verifyChain(reordered as unknown as PublicEvent[])).toEqual(intact);
  });
});

/** Every member of every record, with a value that differs from the present one. */
function alterationsOf(event: PublicEvent): [string, object][] {
  const record = (side: "before" | "after"): [string, object][] =>
    Object.keys(event[side] ?? {}).map((name) => [
      `${side}.${name}`,
      { [side]: { ...event[side], [name]: another(event[side]?.[name]) } },
    ]);
  const own = Object.entries(event)
    .filter(([name]) => name !== "hash")
    .map(([name, value]): [string, object] => [name, { [name]: another(value) }]);
  const additions: [string, object][] =
    event.after === null ? [] : [["an addition", { after: { ...event.after, x: 1 } }]];
  return [...own, ...record("before"), ...record("after"), ...additions];
}

function another(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  if (typeof value === "string") return `${value}0`;
  return value === null ? "something" : null;
}

describe("names the first event that does not fit", () => {
  const all = [...events, ...vectors.redacted];
  test.each(
    all.flatMap((event) =>
      alterationsOf(event).map(([name, changes]) => [event.seq, event.redacted, name, changes] as const),
    ),
  )("event %d (redacted: %s) with another %s", async (seq, redacted, _, changes) => {
    const event = all.find((it) => it.seq === seq && it.redacted === redacted);
    const { broken } = await verifyChain(changed(seq, { ...event, ...changes }));
    // A changed number is reported as such, with the number that the event claims.
    expect(broken?.seq).toBe("seq" in changes ? changes.seq : seq);
  });

  test("a changed hash of an event breaks the event itself", async () => {
    expect(await verifyChain(changed(2, { hash: events[2]?.hash }))).toEqual(brokenAt(2, "content"));
  });

  test("a deleted event", async () => {
    expect(await verifyChain(events.toSpliced(2, 1))).toEqual(brokenAt(4, "number"));
  });

  test("a deleted event whose successors were numbered again", async () => {
    const renumbered = events.toSpliced(2, 1).map((event, index) => ({ ...event, seq: index + 1 }));
    expect(await verifyChain(renumbered)).toEqual(brokenAt(3, "link"));
  });

  test("a repeated event", async () => {
    expect(await verifyChain(events.toSpliced(2, 0, events[1] as PublicEvent))).toEqual(
      brokenAt(2, "number"),
    );
  });

  test("an inserted event whose successors were numbered again", async () => {
    const inserted = events
      .toSpliced(2, 0, events[1] as PublicEvent)
      .map((event, index) => ({ ...event, seq: index + 1 }));
    expect(await verifyChain(inserted)).toEqual(brokenAt(3, "link"));
  });

  test("two swapped events", async () => {
    const [first, second, third, ...rest] = events as [PublicEvent, PublicEvent, PublicEvent];
    expect(await verifyChain([first, third, second, ...rest])).toEqual(brokenAt(3, "number"));
    const renumbered = [first, { ...third, seq: 2 }, { ...second, seq: 3 }, ...rest];
    expect(await verifyChain(renumbered)).toEqual(brokenAt(2, "link"));
  });

  test("an unknown version of the form", async () => {
    expect(await verifyChain(changed(3, { hashVersion: 3 }))).toEqual(brokenAt(3, "version"));
  });

  test("the job of an event in the form that has none, and no job in the form that has one", async () => {
    const jobId = "0".repeat(24);
    expect(await verifyChain(changed(3, { jobId }))).toEqual(brokenAt(3, "content"));
    expect(await verifyChain(changed(3, { hashVersion: 2 }))).toEqual(brokenAt(3, "content"));
    expect(await verifyChain(changed(3, { hashVersion: 2, jobId }))).toEqual(brokenAt(3, "content"));
  });

  test("a value in a redacted event, a redaction of nothing, and digests without a redaction", async () => {
    const redacted = vectors.redacted[0] as PublicEvent;
    const after = { ...redacted.after, name: "Mallory" };
    expect(await verifyChain(changed(2, { ...redacted, after }))).toEqual(brokenAt(2, "personal"));
    expect(await verifyChain(changed(1, { redacted: true, digests: {} }))).toEqual(brokenAt(1, "personal"));
    expect(await verifyChain(changed(2, { digests: redacted.digests }))).toEqual(brokenAt(2, "personal"));
  });

  test.each([null, 3, {}, { seq: 3 }, { ...events[2], after: { name: "\ud800" } }])(
    "something that is not an event: %j",
    async (malformed) => {
      const feed = events.toSpliced(2, 1, malformed as PublicEvent);
      expect((await verifyChain(feed)).head.seq).toBe(2);
    },
  );
});
