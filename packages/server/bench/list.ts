import { Agent, get } from "node:http";
import { DatabaseSync } from "node:sqlite";
import { type Figure, interleave, median, ratiosOf } from "./measure.ts";
import type { ServerProcess } from "./processes.ts";
import { databaseOf, type World } from "./world.ts";

/** The list of 10,000 assignments over HTTP, compared with the same statement and JSON without a server. */
export async function measureList(server: ServerProcess, world: World): Promise<Figure> {
  const path = `/api/organizations/${world.listedOrganizationId}/phone-numbers`;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const bare = bareList(world);
  const served = () => fetchText(agent, server.url + path, world.superadminKey);
  if (JSON.stringify(JSON.parse(await served())) !== bare.run())
    throw new Error("the bare list is not the served one");
  const { ours, plain } = await interleave(
    { ours: () => milliseconds(served), plain: () => milliseconds(async () => bare.run()) },
    15,
  );
  agent.destroy();
  bare.close();
  return {
    name: "list of 10,000 assignments",
    whoseline: `${median(ours).toFixed(1)} ms`,
    bare: `${median(plain).toFixed(1)} ms`,
    ratios: ratiosOf(ours, plain),
    target: { atMost: 3 },
  };
}

async function milliseconds(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

function fetchText(agent: Agent, url: string, key: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const request = get(url, { agent, headers: { authorization: `Bearer ${key}` } }, (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("end", () => resolve(Buffer.concat(chunks).toString()));
    response.on("error", reject);
  });
  request.on("error", reject);
  return promise;
}

type Row = Record<
  "userId" | "userName" | "userEmail" | "provider" | "phoneNumber" | "label",
  string | null
> & {
  isDefault: number;
  isInboundEnabled: number;
};

function bareList(world: World) {
  const db = new DatabaseSync(databaseOf(world.folder), { readOnly: true });
  const statement = db.prepare(`select a.user_id as userId, u.name as userName, u.email as userEmail,
      a.provider, n.line as phoneNumber, a.is_default as isDefault,
      a.is_inbound_enabled as isInboundEnabled, a.label
    from assignments a
    join numbers n on n.organization_id = a.organization_id and n.id = a.number_id
    join users u on u.organization_id = a.organization_id and u.id = a.user_id
    where a.organization_id = ? and a.unassigned_at is null and a.provider in ('twilio', 'sinch', 'textgrid')
    order by u.name, a.provider, case when a.is_default then 0 else 1 end, n.line, a.user_id`);
  const toWire = (row: Row) => ({
    ...row,
    isDefault: row.isDefault === 1,
    isInboundEnabled: row.isInboundEnabled === 1,
    label: row.label ?? undefined,
  });
  return {
    run: () =>
      JSON.stringify({ assignments: (statement.all(world.listedOrganizationId) as Row[]).map(toWire) }),
    close: () => db.close(),
  };
}
