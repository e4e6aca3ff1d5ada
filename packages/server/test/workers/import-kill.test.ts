import { expect, test } from "vitest";
import { type EngineName, engineNames, makeDatabase } from "../helpers/engines.ts";
import { type ServerProcess, startProcess } from "../helpers/process.ts";
import { openTableReader } from "../helpers/table-reader.ts";
import { until } from "../helpers/until.ts";
import { created } from "../helpers/world.ts";

const rows = 1500;
const lineOf = (index: number): string => `+1416${String(5_000_000 + index)}`;
const file = `provider,line,alias\n${Array.from({ length: rows }, (_, index) => `twilio,${lineOf(index)},Desk ${index}\n`).join("")}`;

interface Upload {
  /** The path of the import. */
  readonly path: string;
  readonly organization: string;
}

async function uploadFile({ ask }: ServerProcess): Promise<Upload> {
  const owner = { name: "Olga", email: "olga@acme.example" };
  const { organization } = await created(ask, "/registry/v1/organizations", { name: "acme", owner });
  const at = `/registry/v1/organizations/${organization.id}/imports`;
  const { json, text } = await ask(`POST ${at}?kind=numbers`, { body: file });
  expect(json.id, text).toBeDefined();
  return { path: `${at}/${json.id}`, organization: organization.id };
}

/** Waits until the import is in the state; when `killAfter` is given, kills the server once so many rows are done. */
async function reach(
  server: ServerProcess,
  { path }: Upload,
  state: string,
  killAfter?: number,
): Promise<void> {
  await until(
    `the import is ${state}`,
    async () => {
      const { json } = await server.ask(`GET ${path}`);
      return json.state === state || (killAfter !== undefined && json.progress.done >= killAfter);
    },
    90_000,
  );
  if (killAfter !== undefined) expect(await server.stop("SIGKILL")).toBe("SIGKILL");
}

test.each(engineNames)(
  "on %s a killed import and its undo continue: no row is lost, and none is applied or undone twice",
  {
    timeout: 300_000,
  },
  async (engine: EngineName) => {
    const { database, drop } = await makeDatabase(engine);
    const settings = { WHOSELINE_DATABASE: database };
    const first = await startProcess(settings);
    const upload = await uploadFile(first);
    await reach(first, upload, "checked");
    expect((await first.ask(`POST ${upload.path}/apply`)).status).toBe(202);
    await reach(first, upload, "applied", 300);
    const reader = openTableReader(database);
    const added = async () => {
      const where = `organization_id = '${upload.organization}' and kind = 'number.added'`;
      return (await reader.query<{ number_id: string }>(`select number_id from events where ${where}`))
        .length;
    };
    const before = await added();
    expect(before).toBeGreaterThanOrEqual(300);
    expect(before).toBeLessThan(rows);
    const second = await startProcess(settings);
    await reach(second, upload, "applied");
    expect((await second.ask(`GET ${upload.path}`)).json.counts).toEqual({
      create: rows,
      change: 0,
      same: 0,
      refused: 0,
    });
    const where = `organization_id = '${upload.organization}'`;
    const lines = (await reader.rows("numbers", where)).map(({ line }) => line).toSorted();
    expect(lines).toEqual(Array.from({ length: rows }, (_, index) => lineOf(index)).toSorted());
    expect(await added()).toBe(rows);
    expect((await second.ask(`POST ${upload.path}/undo`)).status).toBe(202);
    await reach(second, upload, "undone", 300);
    const third = await startProcess(settings);
    await reach(third, upload, "undone");
    expect((await third.ask(`GET ${upload.path}`)).json.undo).toEqual({
      undone: rows,
      refused: 0,
      groups: [],
    });
    expect(await reader.rows("numbers", `${where} and released_at is null`)).toEqual([]);
    const released = `${where} and kind = 'number.released'`;
    expect(await reader.query(`select number_id from events where ${released}`)).toHaveLength(rows);
    expect(await third.stop("SIGTERM")).toBe(0);
    await reader.close();
    await drop();
  },
);
