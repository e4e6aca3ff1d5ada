import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningApp, startApp } from "../../server/test/helpers/app.ts";
import { callTool } from "../../server/test/helpers/mcp-client.ts";
import { whoseline } from "../../server/test/helpers/process.ts";
import { superadminKey } from "../../server/test/helpers/secrets.ts";
import { makeOrganization, type Organization } from "../../server/test/helpers/world.ts";
import { environmentOf, runCli } from "./helpers/cli.ts";

let app: RunningApp;
let acme: Organization;

beforeAll(async () => {
  app = await startApp({ engine: "sqlite", settings: { WHOSELINE_MCP: "on" } });
  acme = await makeOrganization(app.ask, "acme", "1");
});
afterAll(() => app.close());

const message = (id: number, method: string) => `${JSON.stringify({ jsonrpc: "2.0", id, method })}\n`;

test("the protocol's own client calls tools through the bridge, with the key of the environment", async () => {
  const client = new Client({ name: "test", version: "1.0.0" });
  const env = { ...environmentOf(app.url), WHOSELINE_KEY: acme.admin.key } as Record<string, string>;
  const transport = new StdioClientTransport({ command: process.execPath, args: [...whoseline, "mcp"], env });
  await client.connect(transport);
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain("apply_plan");
  const input = { action: "assign", numbers: [acme.twilio.line], toUser: acme.member.id };
  const plan = await callTool(client, "plan_assignment", input);
  const applied = await callTool(client, "apply_plan", { planId: plan.data.planId });
  expect(applied.data.counts).toEqual({ change: 1, same: 0, refused: 0 });
  await client.close();
});

test("acts in the organization that the option names", async () => {
  const env = { ...environmentOf(app.url), WHOSELINE_KEY: superadminKey };
  const call = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: "find_numbers", arguments: { limit: 1 } },
  });
  const { stdout } = await runCli(["mcp", "--organization", acme.id], { env, stdin: `${call}\n` });
  expect(JSON.parse(stdout).result.structuredContent.data.items).toHaveLength(1);
});

test("writes nothing but messages to standard output, also when the server cannot be reached", async () => {
  const env = { ...environmentOf("http://127.0.0.1:9"), WHOSELINE_KEY: acme.admin.key };
  const input = `${message(1, "tools/list")}not json\n`;
  const { code, stdout, stderr } = await runCli(["mcp"], { env, stdin: input });
  const answers = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(code).toBe(0);
  expect(new Set(answers.map(({ id, error }) => `${id} ${error.code}`))).toEqual(
    new Set(["1 -32603", "null -32700"]),
  );
  expect(stderr).toContain("The server cannot be reached");
});

test("passes the refusal of a key on as the answer to the message", async () => {
  const env = { ...environmentOf(app.url), WHOSELINE_KEY: "wl_wrong" };
  const { stdout } = await runCli(["mcp"], { env, stdin: message(7, "tools/list") });
  expect(JSON.parse(stdout)).toMatchObject({ id: 7, error: { message: expect.stringContaining("invalid") } });
});

test("needs a key before it reads a message", async () => {
  const env = { ...environmentOf(app.url), WHOSELINE_KEY: "" };
  const { code, stdout, stderr } = await runCli(["mcp"], { env, stdin: message(1, "tools/list") });
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("There is no key");
});
