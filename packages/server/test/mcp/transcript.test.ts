import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { demoOrganizationId, loadDemo } from "../../src/demo.ts";
import { compareJson, type Names } from "../docs/compare-answer.ts";
import { superadminKey, useApp } from "../helpers/app.ts";
import { callTool, connectMcp } from "../helpers/mcp-client.ts";

const app = useApp({ settings: { WHOSELINE_MCP: "on" } });

/** The calls and the answers that docs/agents.md shows. */
function transcript(): readonly { readonly tool: string; readonly input: string; readonly answer: string }[] {
  const document = readFileSync(join(import.meta.dirname, "../../../../docs/agents.md"), "utf8");
  const calls = [...document.matchAll(/^> (\w+) (\{.*\})\n< (\{.*\})$/gm)];
  return calls.map(([, tool = "", input = "", answer = ""]) => ({ tool, input, answer }));
}

test("the conversation of docs/agents.md has the answers that it shows", async () => {
  await loadDemo(app);
  const client = await connectMcp(app.url, superadminKey, { "whoseline-organization": demoOrganizationId });
  const calls = transcript();
  expect(calls.map(({ tool }) => tool)).toEqual(["who_answers", "plan_assignment", "apply_plan", "undo"]);
  const names: Names = new Map();
  let planId = "";
  for (const { tool, input, answer } of calls) {
    const given = JSON.parse(input);
    const { isError, ...actual } = await callTool(client, tool, given.planId ? { ...given, planId } : given);
    expect(isError, JSON.stringify(actual)).toBe(false);
    expect(compareJson(answer, JSON.stringify(actual), names), tool).toEqual([]);
    planId = actual.data.planId ?? planId;
  }
  await client.close();
});
