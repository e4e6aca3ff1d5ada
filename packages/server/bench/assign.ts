import { cpSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import autocannon from "autocannon";
import { startRedis } from "./assign/redis.ts";
import { slowSync } from "./assign/slow-sync.ts";
import { type Figure, interleave, type Measurement, median, ratiosOf } from "./measure.ts";
import { outcomeOf, pinLoad, type ServerProcess, startServerWith } from "./processes.ts";
import { databaseOf, makeWorld, type World } from "./world.ts";

const rounds = 5;
export const connectionsMax = 32;
/** Limited by time, so that a busy disk does not prolong the benchmark. */
const seconds = 1;

/**
 * Tether's assign, with a change each time, compared with a loop in `node:sqlite` that commits each write: to a copy of Whoseline's
 * database, and of the three rows alone; and with a durable `SET` of Redis, if it is installed.
 */
export const measureAssign = (server: ServerProcess, world: World): Promise<readonly Figure[]> =>
  compare(server, world, { connections: [1, connectionsMax], title: "assign" });

/** The same with a disk whose syncs take a millisecond longer. */
export async function measureSlowAssign(folder: string): Promise<readonly Figure[]> {
  const world = await makeWorld(folder);
  pinLoad();
  const environment = slowSync(folder, 1);
  if (environment === undefined) {
    console.log("no C compiler: assigns on a slow disk are not measured");
    return [];
  }
  const server = await startServerWith(environment, "server-whoseline.ts", folder);
  const title = "slow disk (1 ms), assign";
  const figures = await compare(server, world, { connections: [connectionsMax], title, environment });
  await server.stop();
  return figures;
}

interface Comparison {
  readonly connections: readonly number[];
  readonly title: string;
  readonly environment?: NodeJS.ProcessEnv;
}

async function compare(
  server: ServerProcess,
  world: World,
  { connections, title, environment = {} }: Comparison,
): Promise<readonly Figure[]> {
  const redis = await startRedis(join(world.folder, "redis"), environment);
  const contestants = new Contestants(server, world, environment);
  const assigns = connections.map((count) => [`assign${count}`, contestants.assign(count)] as const);
  const rates: Readonly<Record<string, readonly number[]>> = await interleave<string>(
    {
      ...Object.fromEntries(assigns),
      ours: contestants.bare("ours"),
      rows: contestants.bare("rows"),
      ...(redis && { redis: () => redis.setRate(connectionsMax, environment.LD_PRELOAD ? 5_000 : 20_000) }),
    },
    rounds,
  );
  await redis?.stop();
  return figuresOf(rates, contestants.groups, { connections, title, environment });
}

/** One line for each number of connections and each bare contestant. */
function figuresOf(
  rates: Readonly<Record<string, readonly number[]>>,
  groups: readonly number[],
  { connections, title, environment = {} }: Comparison,
): Figure[] {
  const bares = { ours: "its tables, bare loop", rows: "three rows, bare loop", redis: "Redis SET, always" };
  const targets = { ours: { atLeast: 3 }, rows: { atLeast: 1.5 }, redis: undefined };
  const isSlow = environment.LD_PRELOAD !== undefined;
  return connections.flatMap((count) => {
    const rate = rates[`assign${count}`] ?? [];
    const perCommit = count > 1 ? ` (${median(groups).toFixed(0)} per commit)` : "";
    return (["ours", "rows", "redis"] as const).flatMap((bare): Figure[] => {
      const other = rates[bare];
      if (other === undefined) return [];
      const target = count > 1 && (bare === "ours" || isSlow) ? targets[bare] : undefined;
      return [
        {
          name: `${title}, ${count} connection${count > 1 ? "s" : ""}${perCommit} / ${bares[bare]}`,
          whoseline: perSecond(rate),
          bare: perSecond(other),
          ratios: ratiosOf(rate, other),
          ...(target && { target }),
        },
      ];
    });
  });
}

class Contestants {
  /** The number of assigns per commit, per round. */
  readonly groups: number[] = [];
  readonly #server: ServerProcess;
  readonly #world: World;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #folder: string;
  #next = 0;

  constructor(server: ServerProcess, world: World, environment: NodeJS.ProcessEnv) {
    this.#server = server;
    this.#world = world;
    this.#environment = environment;
    this.#folder = mkdtempSync(join(world.folder, "bare-"));
    cpSync(databaseOf(world.folder), join(this.#folder, "ours.db"));
  }

  assign(connections: number): Measurement {
    return async () => {
      const before = await this.#server.usage();
      const { rate, count } = await load(this.#server, this.#world, connections, () => this.#next++);
      const after = await this.#server.usage();
      if (connections > 1) this.groups.push(count / (after.syncs - before.syncs));
      return rate;
    };
  }

  bare(kind: "ours" | "rows"): Measurement {
    const values = [kind, join(this.#folder, `${kind}.db`)];
    return () => outcomeOf<number>("assign/bare.ts", values, [], this.#environment);
  }
}

const perSecond = (rates: readonly number[]): string => `${median(rates).toFixed(0)}/s`;

export async function load(
  server: ServerProcess,
  world: World,
  connections: number,
  next: () => number,
  limit: { duration: number } | { amount: number } = { duration: seconds },
): Promise<{ rate: number; count: number }> {
  const start = performance.now();
  const result = await autocannon({
    url: server.url,
    connections,
    ...limit,
    requests: [
      {
        method: "POST",
        path: `/api/organizations/${world.organizationId}/phone-numbers`,
        headers: { authorization: `Bearer ${world.superadminKey}`, "content-type": "application/json" },
        setupRequest: (request) => ({ ...request, body: bodyOf(world, next()) }),
      },
    ],
  });
  if (result.non2xx + result.errors > 0) throw new Error("assigns were refused");
  return { rate: (result["2xx"] * 1000) / (performance.now() - start), count: result["2xx"] };
}

export function bodyOf(world: World, index: number): string {
  const { userId, line } = world.pair(index);
  return JSON.stringify({ targetUserId: userId, provider: "twilio", phoneNumber: line });
}
