import fc from "fast-check";
import { expect, test } from "vitest";
import { lineOf } from "../../../src/core/routing/route-lookups.ts";
import { readPlainBatch } from "../../../src/dialects/native/plain-key.ts";
import { parseBatch } from "../../../src/lookup-plane/plain-batch.ts";
import { providers } from "../../../src/model.ts";
import { times } from "../../helpers/depth.ts";

const e164 = fc.stringMatching(/^\+[1-9][0-9]{6,14}$/);
const line = fc.record({ provider: fc.constantFrom(...providers), to: e164 });
const lines = fc.array(line, { minLength: 1, maxLength: 5 });
const bodyOf = (value: object) => Buffer.from(JSON.stringify(value));

const read = (body: Buffer) =>
  readPlainBatch(body)?.map(({ provider, line }) => ({ provider, line: lineOf(line) }));

test("a body as JSON.stringify writes it is read like by the JSON parser", () => {
  const holds = fc.property(lines, (all) => {
    const body = bodyOf({ lines: all });
    expect(read(body)).toEqual(all.map(({ provider, to }) => ({ provider, line: to })));
    expect(parseBatch(body)).toEqual(read(body));
  });
  fc.assert(holds, { numRuns: times(300, 20_000) });
});

test("a changed body is read like by the JSON parser, or left to it", () => {
  const change = fc.record({
    at: fc.nat(),
    byte: fc.constantFrom(...Buffer.from('"{}[],:+0 \\a9\n')),
    count: fc.nat(2),
  });
  let count = 0;
  const holds = fc.property(lines, change, (all, { at, byte, count: removed }) => {
    const body = bodyOf({ lines: all });
    const place = at % (body.length + 1);
    const inserted = removed === 2 ? Buffer.alloc(0) : Buffer.from([byte]);
    const changed = Buffer.concat([body.subarray(0, place), inserted, body.subarray(place + removed)]);
    const keys = read(changed);
    if (keys === undefined) return;
    count += 1;
    expect(parseBatch(changed)).toEqual(keys);
  });
  fc.assert(holds, { numRuns: times(3000, 200_000) });
  expect(count).toBeGreaterThan(20);
});

test.each([
  ["no lines", { lines: [] }],
  ["too many lines", { lines: Array(1001).fill({ provider: "twilio", to: "+14165550101" }) }],
  ["a line that is not in E.164 format", { lines: [{ provider: "ippanel", to: "+98BANK" }] }],
  ["a short line", { lines: [{ provider: "twilio", to: "+123456" }] }],
  ["a long line", { lines: [{ provider: "twilio", to: "+1234567890123456" }] }],
  ["another provider", { lines: [{ provider: "twili", to: "+14165550101" }] }],
  ["another order", { lines: [{ to: "+14165550101", provider: "twilio" }] }],
  ["another field", { lines: [{ provider: "twilio", to: "+14165550101" }], fresh: true }],
])("a body with %s is left to the JSON parser", (_, body) => {
  expect(readPlainBatch(bodyOf(body))).toBeUndefined();
});

test("1,000 lines are read", () => {
  const body = bodyOf({ lines: Array(1000).fill({ provider: "twilio", to: "+14165550101" }) });
  expect(readPlainBatch(body)).toHaveLength(1000);
});
