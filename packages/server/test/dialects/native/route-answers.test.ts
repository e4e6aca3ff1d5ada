import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Inbound,
  inboundRules,
  type Outbound,
  outboundRules,
} from "../../../src/core/routing/route-lookups.ts";
import {
  inboundText,
  outboundText,
  toInbound,
  toOutbound,
} from "../../../src/dialects/native/route-answers.ts";

const id = fc.stringMatching(/^[0-9a-f]{24}$/);
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const assignedAt = fc.integer({ min: 0, max: 4e12 });
const text = fc.string({ unit: "binary" });
const why = (rules: readonly string[]) =>
  fc.record({
    rule: fc.constantFrom(...rules),
    text,
    overridden: fc.array(fc.record({ rule: fc.constantFrom(...rules), text }), { maxLength: 3 }),
  });
const source = {
  source: fc.constantFrom("memory", "database"),
  ageMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
};

test("the text of an inbound answer is its JSON", () => {
  const holder = fc.record({
    userId: id,
    endpoints: fc.array(text, { maxLength: 3 }),
    assignmentId: id,
    assignedAt,
  });
  const answer = fc.record({
    organizationId: orNull(id),
    numberId: orNull(id),
    holder: orNull(holder),
    why: why(inboundRules),
    ...source,
  });
  fc.assert(
    fc.property(answer, (it) => {
      expect(inboundText(it as unknown as Inbound)).toBe(JSON.stringify(toInbound(it as unknown as Inbound)));
    }),
  );
});

test("the text of an outbound answer is its JSON", () => {
  const from = fc.record({
    line: fc.stringMatching(/^\+[0-9A-Z]{2,20}$/),
    numberId: id,
    assignmentId: id,
    assignedAt,
  });
  const answer = fc.record({
    organizationId: orNull(id),
    from: orNull(from),
    provider: fc.constantFrom(undefined, "twilio", "ippanel"),
    why: why(outboundRules),
    ...source,
  });
  fc.assert(
    fc.property(answer, (it) => {
      expect(outboundText(it as unknown as Outbound)).toBe(
        JSON.stringify(toOutbound(it as unknown as Outbound)),
      );
    }),
  );
});
