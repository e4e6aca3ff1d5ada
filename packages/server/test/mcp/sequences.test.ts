import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobRunner } from "../../src/workers/job-runner.ts";
import { useApp } from "../helpers/app.ts";
import { times } from "../helpers/depth.ts";
import { startJobs } from "../helpers/import-files.ts";
import { openTableReader, type TableReader, tableNames } from "../helpers/table-reader.ts";
import { makeOrganization, type Organization } from "../helpers/world.ts";

const app = useApp({ settings: { WHOSELINE_MCP: "on", WHOSELINE_MCP_CHANGES_PER_HOUR: "999999" } });

interface Call {
  readonly name: string;
  readonly input: object;
}

/** Plans are stored; nothing that they are about changes. */
const ofPlans = new Set([
  ...["plans", "plan_items", "offboardings", "idempotency", "api_key_uses"],
  ...["imports", "import_portions", "jobs"],
]);

const stateOf = async (reader: TableReader) =>
  JSON.stringify(
    await Promise.all(tableNames.filter((name) => !ofPlans.has(name)).map((name) => reader.rows(name))),
  );

/** Calls of every tool but `apply_plan` and `undo`, with records that exist and others. */
function calls({ twilio, sinch, ippanel, member, other, admin }: Organization): fc.Arbitrary<Call> {
  const number = fc.constantFrom(twilio.id, twilio.line, sinch.line, ippanel.id, "+19995550199", "x");
  const user = fc.constantFrom(member.id, `@${other.username}`, other.email, admin.id, "@nobody");
  const numbers = fc.uniqueArray(number, { minLength: 1, maxLength: 3 });
  const of = (name: string, input: Record<string, fc.Arbitrary<unknown>>) =>
    fc.record({ name: fc.constant(name), input: fc.record(input) });
  const action = (kind: string, input: Record<string, fc.Arbitrary<unknown>>) =>
    of("plan_assignment", { action: fc.constant(kind), ...input });
  return fc.oneof(
    of("who_answers", { line: number }),
    of("find_numbers", { user }),
    of("number_history", { number }),
    of("holders_as_of", { number, at: fc.constant("2026-03-03T14:00:00Z") }),
    of("user_overview", { user }),
    of("recent_events", { number }),
    of("explain_refusal", { number, user }),
    action("assign", { numbers, toUser: user, takesInbound: fc.boolean(), reason: fc.constant("A test.") }),
    action("transfer", { numbers, toUser: user }),
    action("unassign", { numbers }),
    action("label", { numbers, label: fc.string({ maxLength: 5 }) }),
    action("release", { numbers }),
    of("plan_offboarding", { user }),
    of("plan_import", {
      csv: fc
        .uniqueArray(fc.tuple(fc.constantFrom(twilio.line, "+16465550199"), user), { minLength: 1 })
        .map((rows) => ["provider,line,holder", ...rows.map((row) => `twilio,${row}`)].join("\n")),
    }),
  );
}

async function send(key: string, { name, input }: Call) {
  const response = await fetch(new URL("/mcp", app.url), {
    method: "POST",
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: input } }),
  });
  expect(response.status).toBe(200);
  const text = await response.text();
  return JSON.parse(text.slice(text.indexOf("{"))).result;
}

let runner: JobRunner;
beforeAll(() => {
  runner = startJobs(app);
});
afterAll(() => runner.stop());

let organizations = 0;

async function setUp() {
  organizations += 1;
  const acme = await makeOrganization(app.ask, `acme${organizations}`, String(organizations));
  const at = `/registry/v1/organizations/${acme.id}`;
  await app.ask(`PUT ${at}/numbers/${acme.twilio.id}/holders/${acme.member.id}`, { body: { label: "Desk" } });
  return { acme, reader: await openTableReader(app.database) };
}

test("sequences of calls without apply_plan change nothing", async () => {
  const { acme, reader } = await setUp();
  const before = await stateOf(reader);
  let plans = 0;
  const sequence = fc.array(calls(acme), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(sequence, async (made) => {
      for (const call of made)
        if ((await send(acme.admin.key, call)).structuredContent?.data?.planId !== undefined) plans += 1;
      // An organization has at most 100 open plans.
      app.clock.now += 60_000;
    }),
    { numRuns: times(100, 1000) },
  );
  expect(plans).toBeGreaterThan(10);
  expect(await stateOf(reader)).toBe(before);
  await reader.close();
});

test("control: the same plans change something when they are applied", async () => {
  const { acme, reader } = await setUp();
  const before = await stateOf(reader);
  for (const call of fc.sample(calls(acme), { numRuns: 60, seed: 1 })) {
    const planId = (await send(acme.admin.key, call)).structuredContent?.data?.planId;
    if (planId !== undefined) await send(acme.admin.key, { name: "apply_plan", input: { planId } });
  }
  expect(await stateOf(reader)).not.toBe(before);
  await reader.close();
});
