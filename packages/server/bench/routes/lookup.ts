import autocannon from "autocannon";
import { type Figure, interleave, type Measurement, median, ratiosOf } from "../measure.ts";
import { type ServerProcess, startServer } from "../processes.ts";
import { Connection } from "./connection.ts";
import { loadFully } from "./load.ts";
import type { RoutesWorld } from "./world.ts";

const rounds = 9;
const connections = 32;
const seconds = 2;
/** The number of prepared requests, for lines spread over the table. */
const prepared = 50_000;

type Requests = (index: number) => Buffer;

/** In microseconds. */
interface CpuOfRequest {
  readonly server: number;
  readonly load: number;
}

/** Inbound lookups with a router key, compared with a bare server, and with many lines compared with few. */
export async function measureLookup(many: RoutesWorld, few: RoutesWorld): Promise<Figure[]> {
  const [server, small] = [await startRoutes(many), await startRoutes(few)];
  const bare = await startServer("server-bare.ts", String(await answerLength(server, many)));
  const lookups = (world: RoutesWorld) => (index: number) => world.lookup(index, world.routerKey);
  const cpu: Record<"bare" | "many" | "few", CpuOfRequest[]> = { bare: [], many: [], few: [] };
  const rates = await interleave(
    {
      bare: contestant(bare, many, lookups(many), cpu.bare),
      many: contestant(server, many, lookups(many), cpu.many),
      few: contestant(small, few, lookups(few), cpu.few),
      autocannon: async () => {
        const before = process.cpuUsage();
        const count = await autocannonCount(bare.url);
        return cpuSince(before) / count;
      },
    },
    rounds,
  );
  await Promise.all([server.stop(), small.stop(), bare.stop()]);
  const name = (world: RoutesWorld) => `inbound lookup, ${world.lines.toLocaleString("en")} lines`;
  return [
    {
      name: `${name(many)}, against bare HTTP`,
      whoseline: perSecond(rates.many, cpu.many),
      bare: perSecond(rates.bare, cpu.bare),
      ratios: ratiosOf(rates.many, rates.bare),
      target: { atLeast: 0.85 },
    },
    {
      name: `${name(many)}, against ${few.lines.toLocaleString("en")}`,
      whoseline: perSecond(rates.many, cpu.many),
      bare: perSecond(rates.few, cpu.few),
      ratios: ratiosOf(rates.many, rates.few),
      target: { atLeast: 0.95 },
    },
    {
      name: `CPU of a request to bare HTTP: the load generator's against the server's (autocannon's ${micros(rates.autocannon)})`,
      whoseline: micros(cpu.bare.map(({ load }) => load)),
      bare: micros(cpu.bare.map(({ server }) => server)),
      ratios: cpu.bare.slice(1).map(({ load, server }) => load / server),
      target: { atMost: 1 },
    },
  ];
}

/** The same user with an API key and with a JWT; lookups of lines of their organization. */
export async function measureJwt(world: RoutesWorld): Promise<Figure[]> {
  const server = await startRoutes(world);
  const { key, token } = world.admin;
  const cpu: Record<"key" | "jwt", CpuOfRequest[]> = { key: [], jwt: [] };
  const rates = await interleave(
    {
      key: contestant(server, world, (index) => world.ownLookup(index, key), cpu.key),
      jwt: contestant(server, world, (index) => world.ownLookup(index, token), cpu.jwt),
    },
    rounds,
  );
  await server.stop();
  return [
    {
      name: "inbound lookup, with a JWT against an API key",
      whoseline: perSecond(rates.jwt, cpu.jwt),
      bare: perSecond(rates.key, cpu.key),
      ratios: ratiosOf(rates.jwt, rates.key),
      target: { atLeast: 0.95 },
    },
  ];
}

export const startRoutes = (world: RoutesWorld): Promise<ServerProcess> =>
  startServer("routes/server.ts", world.database);

/** `count` requests for lines spread over the table, repeated in a cycle. */
export function preparedRequests({ lines }: RoutesWorld, requestOf: Requests): () => Buffer {
  const stride = 7_368_787;
  const requests = Array.from({ length: prepared }, (_, turn) => requestOf((turn * stride) % lines));
  let next = 0;
  return () => requests[next++ % prepared] as Buffer;
}

function contestant(
  server: ServerProcess,
  world: RoutesWorld,
  requestOf: Requests,
  cpu: CpuOfRequest[],
): Measurement {
  const next = preparedRequests(world, requestOf);
  return async () => {
    const [before, ownBefore] = [await server.usage(), process.cpuUsage()];
    const { rate, count } = await loadFully({ url: server.url, connections, seconds, next });
    const own = cpuSince(ownBefore);
    const after = await server.usage();
    cpu.push({ server: (after.cpuMicroseconds - before.cpuMicroseconds) / count, load: own / count });
    return rate;
  };
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const micros = (values: readonly number[]): string => `${median(values).toFixed(0)} µs`;
const perSecond = (rates: readonly number[], cpu: readonly CpuOfRequest[]): string =>
  `${median(rates).toFixed(0)}/s, ${micros(cpu.map(({ server }) => server))} of CPU`;

async function answerLength({ url }: ServerProcess, world: RoutesWorld): Promise<number> {
  const connection = await Connection.open(url);
  const answer = await connection.ask(world.lookup(world.lines - 1, world.routerKey));
  connection.close();
  if (JSON.parse(answer).why.rule !== "inboundHolder") throw new Error(`nobody answers: ${answer}`);
  return answer.length;
}

const autocannonCount = async (url: string): Promise<number> =>
  (await autocannon({ url, connections, duration: seconds }))["2xx"];
