import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareInventories,
  type HeldNumber,
  isSameUrl,
} from "../../src/core/carrier-sync/compare-inventories.ts";
import type { SeenNumber, SeenWebhook } from "../../src/core/telephony/carrier-client.ts";
import type { NumberId, OrganizationId } from "../../src/model.ts";
import { times } from "../helpers/depth.ts";

const webhooks = {
  voice: "https://edge.example.com/telephony/twilio/1/voice",
  sms: "https://edge.example.com/telephony/twilio/1/sms",
};
const lines = Array.from({ length: 8 }, (_, index) => `+1416555010${index}`);
const names = fc.constantFrom(null, "Front desk", "Hotline");
const webhook = (channel: "voice" | "sms"): fc.Arbitrary<SeenWebhook | undefined> =>
  fc.option(
    fc.record({
      url: fc.constantFrom(null, webhooks[channel], "https://old.example.com/x", `${webhooks[channel]}/`),
      method: fc.constantFrom("GET", "POST", undefined),
      via: fc.constantFrom("number", "application"),
      viaRef: fc.constantFrom(undefined, "app1", "app2"),
    }),
    { nil: undefined },
  );
const seen: fc.Arbitrary<Omit<SeenNumber, "ref">> = fc.record({
  line: fc.constantFrom(null, ...lines),
  text: fc.constant("ACME"),
  name: names,
  voice: webhook("voice"),
  sms: webhook("sms"),
  capabilities: fc.constantFrom([], ["voice"], ["voice", "sms"]),
  isActive: fc.boolean(),
  status: fc.constant("suspended"),
  forwardsTo: fc.constantFrom(undefined, "+14165550199"),
});
const held: fc.Arbitrary<HeldNumber> = fc.record({
  id: fc.uuid().map((id) => id as NumberId),
  organizationId: fc.constant("1" as OrganizationId),
  line: fc.constantFrom(...lines),
  alias: names,
  isHeld: fc.boolean(),
  isExpected: fc.boolean(),
});
const inventories = fc.record({
  here: fc.uniqueArray(held, { selector: ({ line }) => line }),
  there: fc.array(seen).map((all) => all.map((it, index) => ({ ...it, ref: `ref${index}` }))),
  elsewhere: fc.array(fc.constantFrom(...lines)).map((all) => new Map(all.map((line) => [line, ["Second"]]))),
});
type Inventories = Parameters<typeof compareInventories>[0];

/** What the rules say about one pair at a time, without any index. */
function expectedOf({ here, there, elsewhere }: Omit<Inventories, "webhooks">): string[] {
  const found: string[] = [];
  const heldAt = (line: string | null) => here.find((it) => it.line === line);
  for (const [index, it] of there.entries()) {
    if (it.line === null) found.push(`${it.ref} unreadable`);
    if (it.line === null) continue;
    if (there.findIndex(({ line }) => line === it.line) < index) continue;
    const isTwice = there.filter(({ line }) => line === it.line).length > 1 || elsewhere.has(it.line);
    if (isTwice) found.push(`${it.line} twice`);
    const number = heldAt(it.line);
    if (number === undefined) found.push(`${it.line} missingHere`);
    if (number === undefined) continue;
    if (!it.isActive) found.push(`${it.line} notActiveThere`);
    if (it.forwardsTo !== undefined) found.push(`${it.line} forwardedThere voice`);
    if (it.name !== null && it.name !== number.alias) found.push(`${it.line} nameDiffers`);
    for (const channel of ["voice", "sms"] as const) {
      const has = it[channel];
      if (has === undefined) continue;
      const isCapable = it.capabilities.includes(channel);
      if (!isCapable && number.isHeld) found.push(`${it.line} capabilityLacking ${channel}`);
      if (!isCapable) continue;
      if (has.url !== webhooks[channel]) found.push(`${it.line} ${channel}Elsewhere ${channel}`);
      else if (has.method === "GET") found.push(`${it.line} methodDiffers ${channel}`);
    }
  }
  for (const number of here)
    if (number.isExpected && there.every(({ line }) => line !== number.line))
      found.push(`${number.line} missingThere`);
  return found.sort();
}

const textOf = ({ line, ref, kind, channel }: ReturnType<typeof compareInventories>[number]): string =>
  `${line ?? ref} ${kind}${channel === null ? "" : ` ${channel}`}`;

describe("a comparison of random inventories", () => {
  test("finds what a naive comparison finds", () => {
    fc.assert(
      fc.property(inventories, (all) => {
        const drifts = compareInventories({ ...all, webhooks });
        expect(drifts.map(textOf).sort()).toEqual(expectedOf(all));
      }),
      { numRuns: times(500, 20_000) },
    );
  });

  test("has the same order whatever the order of the inventories is", () => {
    fc.assert(
      fc.property(inventories, fc.infiniteStream(fc.nat()), (all, order) => {
        // The first of several entries of one line counts, so that their order matters.
        const there = all.there.filter(
          ({ line }, index) => all.there.findIndex((it) => it.line === line) === index,
        );
        const shuffled = <T>(rows: readonly T[]): T[] =>
          rows
            .map((row) => [order.next().value ?? 0, row] as const)
            .toSorted(([one], [other]) => one - other)
            .map(([, row]) => row);
        const other = { ...all, here: shuffled(all.here), there: shuffled(there), webhooks };
        expect(compareInventories(other)).toEqual(compareInventories({ ...all, there, webhooks }));
      }),
      { numRuns: times(200, 5000) },
    );
  });

  test("finds nothing that was applied: added numbers and taken names", () => {
    fc.assert(
      fc.property(inventories, (all) => {
        const drifts = compareInventories({ ...all, webhooks });
        const here = [...all.here];
        for (const { kind, line, found } of drifts) {
          const index = here.findIndex((it) => it.line === line);
          const number = here[index];
          if (kind === "nameDiffers" && number !== undefined) here[index] = { ...number, alias: found };
          if (kind === "missingHere" && line !== null)
            here.push({
              ...{ id: line as NumberId, organizationId: "1" as OrganizationId, line, alias: found },
              ...{ isHeld: false, isExpected: true },
            });
        }
        const kinds = compareInventories({ ...all, here, webhooks }).map(({ kind }) => kind);
        expect(kinds).not.toContain("missingHere");
        expect(kinds).not.toContain("nameDiffers");
      }),
      { numRuns: times(300, 10_000) },
    );
  });
});

test.each([
  ["HTTPS://Edge.Example.com/a?b=1", "https://edge.example.com/a?b=1", true],
  ["https://edge.example.com:443/a", "https://edge.example.com/a", true],
  ["https://edge.example.com/a#rt=5", "https://edge.example.com/a", true],
  ["https://edge.example.com/a/", "https://edge.example.com/a", false],
  ["https://edge.example.com/A", "https://edge.example.com/a", false],
  ["https://edge.example.com/a?b=1", "https://edge.example.com/a?b=2", false],
  ["https://edge.example.com/a%2Fb", "https://edge.example.com/a/b", false],
  ["https://edge.example.com/a/../b", "https://edge.example.com/b", false],
  ["http://edge.example.com/a", "https://edge.example.com/a", false],
  ["https://edge.example.com:8443/a", "https://edge.example.com/a", false],
  ["not a URL", "https://edge.example.com/a", false],
])("%s and %s are the same URL: %s", (one, other, expected) => {
  expect(isSameUrl(one, other)).toBe(expected);
});
