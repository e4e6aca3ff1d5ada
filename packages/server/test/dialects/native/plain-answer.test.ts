import fc from "fast-check";
import { expect, test } from "vitest";
import { lineKey, PlainLine } from "../../../src/core/routing/route-lookups.ts";
import { plainAnswerText } from "../../../src/dialects/native/plain-answer.ts";
import { inboundText } from "../../../src/dialects/native/route-answers.ts";
import type { AssignmentId, NumberId, OrganizationId, UserId } from "../../../src/model.ts";
import { ReplyWriter } from "../../../src/resp/reply-writer.ts";
import { answerInbound } from "../../../src/routing/inbound.ts";
import { RouteIndex } from "../../../src/routing/route-index.ts";
import { times } from "../../helpers/depth.ts";

const id = <Id>(kind: string, index: number) => `${kind}9${String(index)}`.padEnd(24, "f0e1d2") as Id;
const now = Date.UTC(2026, 2, 3, 14);
const lines = ["+14165550101", "+442079460018", "+98BANK"] as const;
const providers = ["twilio", "sinch", "ippanel"] as const;

const user = fc.record({
  organization: fc.nat(1),
  status: fc.constantFrom("active", "active", "active", "active", "disabled", "removed"),
  endpoints: fc.constantFrom(
    [],
    ["client:lena"],
    ["client:lena", "sip:lena@pbx.example.com:5061;transport=tls"],
    ["client:lena", "tel:+14165550101"],
    ['x:"\\'],
    ["client:é", "client:\u{1f600}"],
  ),
});
const number = fc.record({
  organization: fc.nat(1),
  coolingUntil: fc.constantFrom(null, null, null, null, null, now + 1, now - 1),
  reservedUntil: fc.constantFrom(null, null, null, null, null, now + 1, now - 1),
});
const assignment = fc.record({
  number: fc.nat(lines.length - 1),
  user: fc.nat(2),
  isDefault: fc.boolean(),
  isInboundEnabled: fc.boolean(),
  isOutboundEnabled: fc.boolean(),
  assignedAt: fc.oneof(fc.integer({ min: 0, max: 4e12 }), fc.constantFrom(0, 253_402_300_800_000)),
});
const contents = fc.record({
  organizations: fc.array(fc.constantFrom("active", "active", "suspended"), { minLength: 2, maxLength: 2 }),
  users: fc.array(user, { minLength: 3, maxLength: 3 }),
  numbers: fc.array(number, { minLength: lines.length, maxLength: lines.length }),
  assignments: fc.array(assignment, { minLength: 1, maxLength: 4 }),
});

type Contents = typeof contents extends fc.Arbitrary<infer T> ? T : never;

function indexOf({ organizations, users, numbers, assignments }: Contents): RouteIndex {
  const index = new RouteIndex();
  const organizationId = (of: number) => id<OrganizationId>("a", of);
  for (const [of, status] of organizations.entries())
    index.setOrganization({ id: organizationId(of), status: status as "active" });
  for (const [of, { organization, status, endpoints }] of users.entries())
    index.setUser(organizationId(organization), {
      id: id<UserId>("b", of),
      status: status as "active",
      endpoints,
    });
  for (const [of, { organization, ...holds }] of numbers.entries())
    index.setNumber(organizationId(organization), {
      id: id<NumberId>("c", of),
      provider: providers[of] as "twilio",
      line: lines[of] as string,
      ...holds,
    });
  const isInboundTaken = new Set<number>();
  for (const [of, it] of assignments.entries()) {
    // A number has at most one inbound holder.
    const isInboundEnabled = it.isInboundEnabled && !isInboundTaken.has(it.number);
    if (isInboundEnabled) isInboundTaken.add(it.number);
    index.setAssignment({
      ...it,
      isInboundEnabled,
      id: id<AssignmentId>("d", of),
      numberId: id<NumberId>("c", it.number),
      userId: id<UserId>("b", it.user),
    });
  }
  return index;
}

test("a plain answer has the bytes of the other way, and every other answer is left to it", () => {
  let count = 0;
  fc.assert(
    fc.property(contents, fc.constantFrom(0, 0.4, 41), (all, ageMs) => {
      const index = indexOf(all);
      for (const [at, line] of lines.entries()) {
        const input = index.line(providers[at] as "twilio", line);
        if (input === undefined || !("holders" in input)) throw new Error("the line is in the index");
        const answer = answerInbound(input, now);
        const text = inboundText({ ...answer, source: "memory", ageMs });
        const target = new PlainLine();
        const isPlain = index.plainLine(providers[at] as "twilio", lineKey(line), target);
        if (!isPlain) continue;
        count += 1;
        expect(plainAnswerText(target, ageMs)).toBe(text);
        const reply = new ReplyWriter();
        reply.plainAnswer(target, ageMs);
        reply.flush((bytes) => {
          expect(bytes.toString()).toBe(`$${Buffer.byteLength(text)}\r\n${text}\r\n`);
          return true;
        });
      }
    }),
    { numRuns: times(1500, 50_000) },
  );
  expect(count).toBeGreaterThan(20);
});

test("an unknown line is not plain", () => {
  expect(new RouteIndex().plainLine("twilio", lineKey("+14165550101"), new PlainLine())).toBe(false);
});
