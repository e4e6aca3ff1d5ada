import type { Client } from "@modelcontextprotocol/client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { answerLengthMax } from "../../src/mcp/mcp-service.ts";
import type { JobRunner } from "../../src/workers/job-runner.ts";
import { superadminKey } from "../helpers/app.ts";
import { startJobs } from "../helpers/import-files.ts";
import { callTool, connectMcp } from "../helpers/mcp-client.ts";
import { inboundHolder, lastSeq, useTestContext } from "../helpers/test-context.ts";
import { makeOrganization } from "../helpers/world.ts";

const context = useTestContext("sqlite", { settings: { WHOSELINE_MCP: "on" } });

let runner: JobRunner | undefined;
beforeEach(() => {
  runner = startJobs(context.app);
});
const clients: Client[] = [];
afterEach(async () => {
  await runner?.stop();
  for (const client of clients.splice(0)) await client.close();
});

async function connect(key = context.acme.admin.key, headers?: Record<string, string>): Promise<Client> {
  const client = await connectMcp(context.app.url, key, headers);
  clients.push(client);
  return client;
}

/** As a superadmin, who can add numbers. */
const connectPlatform = () => connect(superadminKey, { "whoseline-organization": context.acme.id });
const csv = (...rows: readonly string[]) => ["provider,line,holder", ...rows].join("\n");
const line = (n: number) => `+1646${String(context.count).padStart(3, "0")}${String(n).padStart(4, "0")}`;
const lines = (count: number) => csv(...Array.from({ length: count }, (_, n) => `plivo,${line(n)},`));
/** Gives the number to a member. */
const oneChange = () => csv(`twilio,${context.acme.twilio.line},${context.acme.member.email}`);

test("plans an import without a change, and applies it", async () => {
  const { acme, admin } = context;
  const client = await connect();
  const before = await lastSeq(context);
  const plan = await callTool(client, "plan_import", {
    csv: csv(
      `twilio,${acme.twilio.line},${acme.member.email}`,
      `sinch,${acme.sinch.line},`,
      `twilio,1.41656E+10,`,
      `plivo,${line(1)},`,
    ),
    reason: "Asked in chat.",
  });
  const { planId } = plan.data;
  expect(plan.summary).toMatch(
    /^Of the rows, 0 would create a record, 1 would change one, 1 would change nothing, and 2 are refused\. This changes nothing: apply_plan applies the plan /,
  );
  expect(plan.data.items.map(({ fate }: { fate: string }) => fate)).toEqual([
    ...["change", "same", "refused", "refused"],
  ]);
  expect(plan.data.groups.map(({ code }: { code: string }) => code).toSorted()).toEqual([
    ...["insufficient_role", "spreadsheet_changed"],
  ]);
  expect(await lastSeq(context)).toBe(before);
  const applied = await callTool(client, "apply_plan", { planId });
  expect(applied).toMatchObject({
    isError: false,
    summary: "The import is applied: 0 created, 1 changed, 1 unchanged, 2 refused.",
    data: { planId, status: "applied", undo: { request: `POST …/imports/${planId}/undo` } },
  });
  expect(await inboundHolder(context, acme.twilio)).toBe(acme.member.id);
  const { items } = (await admin.get(`/events?after=${before}`)).json;
  expect(items).toMatchObject([{ dialect: "mcp", reason: "Asked in chat.", jobId: applied.data.jobId }]);
  const recent = await callTool(client, "recent_events", { after: before });
  expect(recent.data.items).toMatchObject([{ jobId: applied.data.jobId }]);
  expect(await callTool(client, "apply_plan", { planId })).toEqual(applied);
  expect(await lastSeq(context)).toBe(before + 1);
});

test("imports users, and all rows or none", async () => {
  const { admin, count } = context;
  const client = await connect();
  const input = { kind: "users", mode: "atomic" };
  const text = `email,name,role\nnew${count}@acme.example,New,member\nother${count}@acme.example,Other,boss`;
  const refused = await callTool(client, "plan_import", { ...input, csv: text });
  expect(await callTool(client, "apply_plan", { planId: refused.data.planId })).toMatchObject({
    isError: true,
    code: "import_refused",
  });
  const plan = await callTool(client, "plan_import", { ...input, csv: text.replace("boss", "member") });
  expect((await callTool(client, "apply_plan", { planId: plan.data.planId })).data.counts.create).toBe(2);
  expect((await admin.get(`/users/new${count}@acme.example`)).status).toBe(200);
});

test("an import can be applied only with the credential that planned it, through the tools, within ten minutes", async () => {
  const { acme, admin, app } = context;
  const client = await connect();
  const body = { user: acme.admin.id, name: "another" };
  const another = await connect((await admin.post("/api-keys", body)).json.key);
  const rival = await makeOrganization(app.ask, `rival${context.count}`, `9${context.count}`);
  const { planId } = (await callTool(client, "plan_import", { csv: oneChange() })).data;
  for (const other of [another, await connectPlatform(), await connect(rival.admin.key)])
    expect((await callTool(other, "apply_plan", { planId })).code).toBe("plan_not_found");
  app.clock.now += 10 * 60_000;
  expect((await callTool(client, "apply_plan", { planId })).code).toBe("plan_expired");
  expect(await inboundHolder(context, acme.twilio)).toBeUndefined();
});

test("refuses a row whose record has changed since", async () => {
  const { acme, admin } = context;
  const client = await connect();
  const { planId } = (await callTool(client, "plan_import", { csv: oneChange() })).data;
  await admin.put(`/numbers/${acme.twilio.id}/holders/${acme.other.id}`, {});
  const { data } = await callTool(client, "apply_plan", { planId });
  expect(data.refused).toMatchObject([{ code: "row_changed", rows: [2] }]);
  expect(await inboundHolder(context, acme.twilio)).toBe(acme.other.id);
});

test("imports count for the numbers that a credential changes within an hour", async () => {
  const { acme, app } = context;
  const client = await connectPlatform();
  const apply = async (plan: { data: { planId: string } }) =>
    callTool(client, "apply_plan", { planId: plan.data.planId });
  const importOf = async (count: number) =>
    apply(await callTool(client, "plan_import", { csv: lines(count) }));
  const assign = async () =>
    apply(
      await callTool(client, "plan_assignment", {
        action: "assign",
        numbers: [acme.twilio.line],
        toUser: acme.member.id,
      }),
    );
  expect((await importOf(21)).code).toBe("change_limit_exceeded");
  expect((await importOf(20)).data.counts.create).toBe(20);
  expect((await assign()).code).toBe("change_limit_exceeded");
  app.clock.now += 60 * 60_000 + 1;
  expect((await assign()).isError).toBe(false);
  expect((await importOf(21)).isError).toBe(false);
  expect((await callTool(client, "plan_import", { csv: lines(40) })).data.counts.create).toBe(19);
});

test("refuses files that are too large, unreadable or missing", async () => {
  const client = await connectPlatform();
  const refusals: readonly (readonly [object, string])[] = [
    [{}, "validation_failed"],
    [{ csv: lines(1001) }, "validation_failed"],
    [{ csv: csv(`twilio,${line(1)},${"é".repeat(30_000)}`) }, "validation_failed"],
    [{ csv: "provider,lin\ntwilio,+14165550102" }, "invalid_import_file"],
    [{ planId: "0".repeat(24) }, "import_not_found"],
  ];
  for (const [input, code] of refusals)
    expect((await callTool(client, "plan_import", input)).code, code).toBe(code);
  const largest = await callTool(client, "plan_import", { csv: lines(1000) });
  expect(largest.data).toMatchObject({ rows: 1000, counts: { create: 1000 }, itemsNotShown: 980 });
});

test("keeps the answer short when every row is refused", async () => {
  const client = await connect();
  const rows = Array.from({ length: 200 }, (_, n) => `twilio,${line(n)},${"x".repeat(150)}${n}@acme.example`);
  const { content } = await client.callTool({ name: "plan_import", arguments: { csv: csv(...rows) } });
  const [{ text }] = content as { text: string }[] as [{ text: string }];
  expect(text.length).toBeLessThanOrEqual(answerLengthMax);
  expect(text).toContain('"refused":200');
});

test("reports how to ask again when the check takes long", { timeout: 30_000 }, async () => {
  await runner?.stop();
  const client = await connect();
  const running = await callTool(client, "plan_import", { csv: oneChange() });
  const { planId } = running.data;
  expect(running.summary).toContain(`Call plan_import again, with the planId ${planId} alone.`);
  expect((await callTool(client, "apply_plan", { planId })).code).toBe("import_not_ready");
  const waiting = callTool(client, "plan_import", { planId });
  runner = startJobs(context.app);
  expect((await waiting).data).toMatchObject({ state: "checked", counts: { change: 1 } });
});
