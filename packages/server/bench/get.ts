import autocannon from "autocannon";
import { type Figure, interleave, median, ratiosOf } from "./measure.ts";
import { type ServerProcess, startServer } from "./processes.ts";
import type { World } from "./world.ts";

const rounds = 9;
const connections = 32;
const seconds = 1;

/** What a contestant is asked. */
interface Question {
  readonly server: ServerProcess;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The results of one contestant, per round. */
interface Results {
  readonly rates: number[];
  /** Microseconds of CPU per request. */
  readonly cpu: number[];
  /** Milliseconds. */
  readonly p99: number[];
}

/** Single records, each compared with a bare `node:http` server that returns as many bytes. */
export async function measureGet(server: ServerProcess, world: World): Promise<readonly Figure[]> {
  const { admin, listedOrganizationId, listedNumberId } = world;
  const at = `${server.url}/registry/v1/organizations/${listedOrganizationId}`;
  const [user, number] = [`${at}/users/${admin.id}`, `${at}/numbers/${listedNumberId}`];
  const key = { authorization: `Bearer ${admin.key}` };
  const bare = await startBare(user, key);
  const bareNumber = await startBare(number, key);
  const results = await measureAll({
    bare: { server: bare, url: bare.url, headers: key },
    key: { server, url: user, headers: key },
    jwt: { server, url: user, headers: { authorization: `Bearer ${admin.token}` } },
    // The fast path leaves this precondition to the framework, which reads the database.
    database: { server, url: user, headers: { ...key, "if-match": "*" } },
    number: { server, url: number, headers: key },
    bareNumber: { server: bareNumber, url: bareNumber.url, headers: key },
  });
  await Promise.all([bare.stop(), bareNumber.stop()]);
  return [
    toFigure("get one user, API key", results.key, results.bare, 0.6),
    toFigure("get one user, JWT", results.jwt, results.bare),
    toFigure("get one user, from the database", results.database, results.bare),
    toFigure("get one number with a holder, API key", results.number, results.bareNumber),
  ];
}

async function startBare(url: string, headers: Question["headers"]): Promise<ServerProcess> {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return startServer("server-bare.ts", String((await response.bytes()).length));
}

async function measureAll<Name extends string>(
  questions: Record<Name, Question>,
): Promise<Record<Name, Results>> {
  const names = Object.keys(questions) as Name[];
  const results = Object.fromEntries(
    names.map((name) => [name, { rates: [], cpu: [], p99: [] }]),
  ) as unknown as Record<Name, Results>;
  const measurements = Object.fromEntries(
    names.map((name) => [name, () => measureOnce(questions[name], results[name])]),
  ) as unknown as Record<Name, () => Promise<number>>;
  await interleave(measurements, rounds);
  // The first round warms up.
  for (const name of names) for (const values of Object.values(results[name])) values.shift();
  return results;
}

async function measureOnce({ server, url, headers }: Question, results: Results): Promise<number> {
  const before = await server.usage();
  const start = performance.now();
  const result = await autocannon({ url, connections, duration: seconds, headers });
  if (result.non2xx + result.errors > 0) throw new Error("requests were refused");
  const count = result["2xx"];
  results.rates.push((count * 1000) / (performance.now() - start));
  results.cpu.push(((await server.usage()).cpuMicroseconds - before.cpuMicroseconds) / count);
  results.p99.push(result.latency.p99);
  return 0;
}

/** Compares the CPU: the load generator takes more of it than the servers, and limits the rate. */
const toFigure = (name: string, ours: Results, bare: Results, atLeast?: number): Figure => ({
  name: `${name}, CPU`,
  whoseline: describe(ours),
  bare: describe(bare),
  ratios: ratiosOf(bare.cpu, ours.cpu),
  ...(atLeast !== undefined && { target: { atLeast } }),
});

const describe = ({ rates, cpu, p99 }: Results): string =>
  `${median(cpu).toFixed(0)} µs, ${median(rates).toFixed(0)}/s, p99 ${median(p99).toFixed(0)} ms`;
