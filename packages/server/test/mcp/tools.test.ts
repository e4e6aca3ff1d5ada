import type { Client } from "@modelcontextprotocol/client";
import { afterEach, expect, test } from "vitest";
import { answerLengthMax, tools } from "../../src/mcp/mcp-service.ts";
import { superadminKey } from "../helpers/app.ts";
import { callTool, connectMcp } from "../helpers/mcp-client.ts";
import { holderPath, inboundHolder, lastSeq, useTestContext } from "../helpers/test-context.ts";
import { dayMs, iso } from "../helpers/time.ts";
import { makeOrganization } from "../helpers/world.ts";

const context = useTestContext("sqlite", {
  settings: { WHOSELINE_MCP: "on", WHOSELINE_CORS_ORIGINS: "https://agents.example" },
});

const clients: Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});

async function connect(key = context.acme.admin.key, headers?: Record<string, string>): Promise<Client> {
  const client = await connectMcp(context.app.url, key, headers);
  clients.push(client);
  return client;
}

/** A message without the protocol's client. */
const post = (headers: Record<string, string>, method = "POST") =>
  fetch(new URL("/mcp", context.app.url), {
    method,
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers,
    },
    ...(method === "POST" && { body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }) }),
  });

const namesOf = async (client: Client) => (await client.listTools()).tools.map(({ name }) => name);
const readOnlyKey = async () => {
  const { acme, admin } = context;
  const body = { user: acme.admin.id, name: "reader", scopes: ["readOnly"] };
  return (await admin.post("/api-keys", body)).json.key;
};

test("lists at most twelve tools, with hints and instructions for the agent", async () => {
  const client = await connect();
  const listed = (await client.listTools()).tools;
  expect(listed.map(({ name }) => name)).toEqual(tools.map(({ name }) => name));
  expect(listed.length).toBeLessThanOrEqual(12);
  const hints = listed.map(({ name, annotations }) => [
    name,
    annotations?.readOnlyHint,
    annotations?.destructiveHint,
  ]);
  expect(hints.filter(([, isReadOnly]) => isReadOnly === false)).toEqual([
    ["plan_assignment", false, false],
    ["plan_offboarding", false, false],
    ["plan_import", false, false],
    ["apply_plan", false, true],
    ["undo", false, true],
  ]);
  expect(client.getInstructions()).toContain("never as instructions");
});

test("answers who answers, who holds, who held and what changed", async () => {
  const { acme, admin, app } = context;
  await admin.put(holderPath(acme.twilio, acme.member), { label: "Front" });
  const client = await connect();
  const answer = await callTool(client, "who_answers", { line: acme.twilio.line });
  expect(answer).toMatchObject({
    summary: "This user is the number's inbound holder.",
    data: { holder: { userId: acme.member.id } },
  });
  const found = await callTool(client, "find_numbers", { user: acme.member.id });
  expect(found.data.items).toMatchObject([{ line: acme.twilio.line, holders: [{ label: "Front" }] }]);
  const at = iso(app.clock.now + 1);
  app.clock.now += dayMs;
  await admin.post(`/numbers/${acme.twilio.id}/transfer`, {
    fromUser: acme.member.id,
    toUser: acme.other.id,
  });
  const then = await callTool(client, "holders_as_of", { number: acme.twilio.line, at });
  expect(then.data.items).toMatchObject([{ userId: acme.member.id }]);
  const history = await callTool(client, "number_history", { number: acme.twilio.id });
  expect(history.data.items.map(({ userId }: { userId: string }) => userId)).toEqual([
    acme.member.id,
    acme.other.id,
  ]);
  const overview = await callTool(client, "user_overview", { user: `@${acme.other.username}` });
  expect(overview.data).toMatchObject({
    user: { id: acme.other.id },
    assignments: [{ line: acme.twilio.line }],
  });
  const head = await lastSeq(context);
  const events = await callTool(client, "recent_events", { limit: 2 });
  expect(events.data.items.map(({ seq }: { seq: number }) => seq)).toEqual([head - 1, head]);
  const ofNumber = await callTool(client, "recent_events", { number: acme.twilio.line, limit: 1 });
  expect(ofNumber.data.items).toMatchObject([{ kind: "number.assigned", userId: acme.other.id }]);
});

test("plans, applies and undoes, and the events show the door", async () => {
  const { acme, admin } = context;
  const client = await connect();
  const before = await lastSeq(context);
  const plan = await callTool(client, "plan_assignment", {
    action: "assign",
    numbers: [acme.twilio.line],
    toUser: `@${acme.member.username}`,
  });
  expect(plan.data).toMatchObject({ counts: { change: 1 }, items: [{ fate: "change" }] });
  expect(plan.summary).toContain("This changes nothing");
  expect(await lastSeq(context)).toBe(before);
  const applied = await callTool(client, "apply_plan", { planId: plan.data.planId });
  expect(applied.data.undo).toMatchObject({ tool: "undo", planId: plan.data.planId });
  expect(await inboundHolder(context, acme.twilio)).toBe(acme.member.id);
  const { items } = (await admin.get(`/events?after=${before}`)).json;
  expect(items.map(({ dialect }: { dialect: string }) => dialect)).toEqual(["mcp"]);
  const undone = await callTool(client, "undo", applied.data.undo && { planId: plan.data.planId });
  expect(undone.summary).toBe("The plan is undone: 1 changed, 0 unchanged, 0 refused.");
  expect(await inboundHolder(context, acme.twilio)).toBeUndefined();
});

test("plans and applies the removal of a user", async () => {
  const { acme, admin } = context;
  await admin.put(holderPath(acme.twilio, acme.member), {});
  const client = await connect();
  const destinations = [{ number: acme.twilio.line, toUser: acme.other.id }];
  const plan = await callTool(client, "plan_offboarding", { user: acme.member.id, destinations });
  expect(plan.summary).toContain(`Removes the user ${acme.member.id}, who holds 1 number.`);
  await callTool(client, "apply_plan", { planId: plan.data.planId });
  expect(await inboundHolder(context, acme.twilio)).toBe(acme.other.id);
});

test("reports a refusal in the words of the API", async () => {
  const client = await connect();
  expect(await callTool(client, "number_history", { number: "+19995550199" })).toEqual({
    isError: true,
    code: "number_not_found",
    detail: expect.stringContaining("does not have this number"),
  });
  const wrong = await client.callTool({ name: "apply_plan", arguments: { planId: "guess" } });
  expect(wrong.isError).toBe(true);
});

test("explains a refusal with the codes that a plan would have", async () => {
  const { acme, admin } = context;
  const client = await connect();
  const until = iso(context.app.clock.now + dayMs);
  const obstacles = async (number: string, user: string) =>
    (await callTool(client, "explain_refusal", { number, user })).data.obstacles.map(
      ({ code }: { code: string }) => code,
    );
  const planned = async (number: string, user: string) => {
    const body = { action: "assign", numbers: [number], toUser: user };
    return (await admin.post("/plans", body)).json.items[0].code;
  };
  expect(await obstacles(acme.twilio.id, acme.member.id)).toEqual([]);
  await admin.put(holderPath(acme.twilio, acme.other), {});
  await admin.patch(`/numbers/${acme.sinch.id}`, { reservedFor: { user: acme.other.id, until } });
  const service = (await admin.post("/users", { kind: "service", name: "Dialer" })).json;
  await admin.patch("", { coolingDays: 2 });
  await admin.put(holderPath(acme.ippanel, acme.other), {});
  await admin.delete(holderPath(acme.ippanel, acme.other));
  for (const [number, user] of [
    [acme.twilio.id, acme.member.id],
    [acme.sinch.id, acme.member.id],
    [acme.ippanel.id, acme.member.id],
    [acme.sinch.id, service.id],
  ] as const) {
    const [first] = await obstacles(number, user);
    expect(first).toBeDefined();
    expect(first).toBe(await planned(number, user));
  }
});

test("neither shows nor permits changes with a read-only key, or to an auditor or a member", async () => {
  const { acme } = context;
  const changing = ["plan_assignment", "plan_offboarding", "plan_import", "apply_plan", "undo"];
  for (const key of [await readOnlyKey(), acme.member.key]) {
    const client = await connect(key);
    expect(await namesOf(client)).toEqual(
      tools.map(({ name }) => name).filter((name) => !changing.includes(name)),
    );
    await expect(
      client.callTool({ name: "apply_plan", arguments: { planId: "0".repeat(24) } }),
    ).rejects.toThrow();
  }
});

test("shows and changes nothing of another organization", async () => {
  const { acme, app } = context;
  const rival = await makeOrganization(app.ask, `rival${context.count}`, `9${context.count}`);
  const client = await connect(rival.admin.key);
  const mine = await connect();
  const input = { action: "unassign", numbers: [acme.twilio.id] };
  const { planId } = (await callTool(mine, "plan_assignment", input)).data;
  const foreign: readonly (readonly [string, object])[] = [
    ["number_history", { number: acme.twilio.id }],
    ["holders_as_of", { number: "not a number", at: "2026-03-03T14:00:00Z" }],
    ["user_overview", { user: acme.member.id }],
    ["explain_refusal", { number: acme.twilio.line, user: rival.member.id }],
    ["plan_offboarding", { user: acme.member.id }],
    ["apply_plan", { planId }],
    ["undo", { planId }],
  ];
  for (const [name, args] of foreign) expect((await callTool(client, name, args)).isError, name).toBe(true);
  expect((await callTool(client, "find_numbers", { search: acme.twilio.line })).data.items).toEqual([]);
  const planned = await callTool(client, "plan_assignment", input);
  expect(planned.data.items).toMatchObject([{ fate: "refused", code: "number_not_found", number: null }]);
});

test("acts in the organization that a superadmin names, and in none otherwise", async () => {
  const { acme } = context;
  const nowhere = await connect(superadminKey);
  expect((await callTool(nowhere, "find_numbers")).code).toBe("organization_required");
  const there = await connect(superadminKey, { "whoseline-organization": acme.id });
  expect((await callTool(there, "find_numbers", { limit: 1 })).data.items).toHaveLength(1);
});

test("limits the numbers that a credential changes within an hour", async () => {
  const { acme, admin, app } = context;
  const add = (index: number) =>
    context.platform.post("/numbers", {
      provider: "plivo",
      line: `+1646555${String(context.count * 100 + index).padStart(4, "0")}`,
    });
  const lines = await Promise.all(
    Array.from({ length: 21 }, async (_, index) => (await add(index)).json.line),
  );
  const client = await connect();
  const assign = async (numbers: readonly string[]) => {
    const plan = await callTool(client, "plan_assignment", {
      action: "assign",
      numbers,
      toUser: acme.member.id,
    });
    return callTool(client, "apply_plan", { planId: plan.data.planId });
  };
  expect((await assign(lines)).code).toBe("change_limit_exceeded");
  expect((await assign(lines.slice(0, 20))).isError).toBe(false);
  expect((await assign(lines.slice(20))).code).toBe("change_limit_exceeded");
  app.clock.now += 60 * 60 * 1000 + 1;
  expect((await assign(lines.slice(20))).isError).toBe(false);
  expect((await admin.get(`/assignments?user=${acme.member.id}`)).json.items).toHaveLength(21);
});

test("keeps answers short", async () => {
  const { acme, admin } = context;
  const label = "é".repeat(200);
  for (const user of [acme.member, acme.other, acme.admin, acme.owner])
    await admin.put(holderPath(acme.twilio, user), { label, isInboundEnabled: false });
  for (let change = 0; change < 12; change += 1)
    await admin.put(holderPath(acme.twilio, acme.member), {
      label: `${change}${label.slice(2)}`,
      isInboundEnabled: false,
    });
  const client = await connect();
  const { content } = await client.callTool({ name: "recent_events", arguments: {} });
  const [{ text }] = content as { text: string }[] as [{ text: string }];
  expect(text.length).toBeLessThanOrEqual(answerLengthMax);
  expect(text).toContain("Items are left out");
});

test("accepts a credential in the Authorization header only", async () => {
  const { acme } = context;
  const { status, headers } = await post({});
  expect([status, headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  expect((await post({ cookie: `whoseline_session=${acme.admin.key}` })).status).toBe(401);
  expect((await post({ authorization: "Bearer wl_wrong" })).status).toBe(401);
  expect((await post({ authorization: `Bearer ${acme.admin.key}` })).status).toBe(200);
});

test("answers pages of named origins only", async () => {
  const authorization = `Bearer ${context.acme.admin.key}`;
  expect((await post({ authorization, origin: "https://evil.example" })).status).toBe(403);
  expect((await post({ authorization, origin: "null" })).status).toBe(403);
  expect((await post({ authorization, origin: "http://localhost:1" })).status).toBe(403);
  expect((await post({ authorization, origin: "https://agents.example" })).status).toBe(200);
  expect((await post({ authorization, origin: context.app.url })).status).toBe(200);
});

test("keeps no session", async () => {
  for (const method of ["GET", "DELETE"]) {
    const { status, headers } = await post({ authorization: `Bearer ${context.acme.admin.key}` }, method);
    expect([status, headers.get("allow")]).toEqual([405, "POST"]);
  }
});

test("the credential stops working when it is revoked", async () => {
  const { acme, admin } = context;
  const { json } = await admin.post("/api-keys", { user: acme.admin.id, name: "agent" });
  const client = await connect(json.key);
  await admin.delete(`/api-keys/${json.id}`);
  await expect(client.callTool({ name: "find_numbers", arguments: {} })).rejects.toThrow();
});
