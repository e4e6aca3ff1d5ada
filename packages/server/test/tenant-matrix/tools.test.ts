import { afterAll, beforeAll, expect, test } from "vitest";
import { tools } from "../../src/mcp/mcp-service.ts";
import type { JobRunner } from "../../src/workers/job-runner.ts";
import { useApp } from "../helpers/app.ts";
import { startJobs } from "../helpers/import-files.ts";
import { openTableReader, type TableReader } from "../helpers/table-reader.ts";
import { type Caller, type MatrixWorld, makeMatrixWorld, type Names, type Tenant } from "./world.ts";

const app = useApp({ settings: { WHOSELINE_MCP: "on" } });
let world: MatrixWorld;
let database: TableReader;
let runner: JobRunner;
beforeAll(async () => {
  world = await makeMatrixWorld(app);
  database = openTableReader(app.database);
  runner = startJobs(app);
});
afterAll(async () => {
  await runner.stop();
  await database.close();
});

/** A valid input of each tool, about records of these names. */
const inputs: Readonly<Record<string, (names: Names) => object>> = {
  who_answers: ({ line }) => ({ line }),
  find_numbers: ({ line, user }) => ({ search: line, user }),
  number_history: ({ number }) => ({ number }),
  holders_as_of: ({ number }) => ({ number, at: "2099-01-01T00:00:00Z" }),
  user_overview: ({ user }) => ({ user }),
  recent_events: ({ number }) => ({ number }),
  explain_refusal: ({ freeNumber, user }) => ({ number: freeNumber, user }),
  plan_assignment: ({ freeNumber, user }) => ({ action: "assign", numbers: [freeNumber], toUser: user }),
  plan_offboarding: ({ colleague }) => ({ user: colleague }),
  plan_import: ({ line, user }) => ({ csv: `provider,line,holder\ntwilio,${line},${user}` }),
  apply_plan: ({ plan }) => ({ planId: plan }),
  undo: ({ plan }) => ({ planId: plan }),
};

const tenants: readonly Tenant[] = ["acme", "rival"];
/** The tools take no cookies. */
const callers = () => world.callers.filter(({ isSession }) => isSession === undefined);

async function call({ credential }: Caller, name: string, input: object, organization?: string) {
  const response = await fetch(new URL("/mcp", app.url), {
    method: "POST",
    headers: {
      ...(credential !== undefined && { authorization: `Bearer ${credential}` }),
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...(organization !== undefined && { "whoseline-organization": organization }),
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: input } }),
  });
  return { status: response.status, text: await response.text() };
}

/** The organizations whose data a caller may see. */
function visibleTo({ role, tenant, scopes, isSuspended }: Caller): readonly Tenant[] {
  if (role === undefined || isSuspended) return [];
  if (role !== "superadmin") return tenant === undefined ? [] : [tenant];
  return scopes === undefined ? tenants : ["acme"];
}

test("the matrix contains every tool", () => {
  expect(Object.keys(inputs)).toEqual(tools.map(({ name }) => name));
});

test.each(tools)(
  "$name shows and changes nothing of another organization, for every caller",
  async ({ name }) => {
    const faults: string[] = [];
    for (const caller of callers())
      for (const of of tenants)
        for (const header of [undefined, ...tenants]) {
          const hidden = tenants.filter((tenant) => !visibleTo(caller).includes(tenant));
          const before = await Promise.all(
            hidden.map((it) => database.dumpOrganization(world.names[it].organization)),
          );
          const organization = header && world.names[header].organization;
          const { text } = await call(caller, name, inputs[name]?.(world.names[of]) ?? {}, organization);
          const cell = `${caller.name}, records of ${of}, header ${header}`;
          // What the caller wrote is repeated to them.
          for (const tenant of hidden)
            for (const marker of world.markers[tenant])
              if (text.includes(marker) && !JSON.stringify(inputs[name]?.(world.names[of])).includes(marker))
                faults.push(`${cell}: shows ${marker}`);
          const after = await Promise.all(
            hidden.map((it) => database.dumpOrganization(world.names[it].organization)),
          );
          if (after.join() !== before.join()) faults.push(`${cell}: changed another organization`);
        }
    expect(faults).toEqual([]);
  },
);

test.each(tools)("$name answers about a foreign record as about a missing one", async ({ name }) => {
  const admin = callers().find((caller) => caller.name === "an admin of acme");
  if (admin === undefined) throw new Error("the matrix has no admin of acme");
  const answerAbout = async (names: Names) => {
    const input = inputs[name]?.(names) ?? {};
    const { text } = await call(admin, name, input);
    const sent = Object.values(names)
      .filter((value) => value.length > 5)
      .sort((a, b) => b.length - a.length);
    return sent
      .reduce((found, value) => found.replaceAll(value, "…"), text)
      .replaceAll(/[0-9a-f]{24}/g, "…")
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "…");
  };
  expect(await answerAbout(world.names.rival)).toBe(await answerAbout(world.names.nobody));
});

test("only callers with a valid credential are answered, and only admins and superadmins may plan", async () => {
  for (const caller of callers()) {
    const { status, text } = await call(
      caller,
      "plan_assignment",
      inputs.plan_assignment?.(world.names.acme) ?? {},
      world.names.acme.organization,
    );
    const isAdmin = caller.role === "admin" || caller.role === "superadmin";
    const mayPlan =
      isAdmin &&
      !caller.isSuspended &&
      visibleTo(caller).includes("acme") &&
      caller.scopes?.some((it) => !it.startsWith("organization:")) !== true;
    expect([caller.name, status === 200 && text.includes("planId")]).toEqual([caller.name, mayPlan]);
  }
});
