import autocannon from "autocannon";
import { type Figure, interleave, median, ratiosOf } from "./measure.ts";
import { type ServerProcess, startServer } from "./processes.ts";
import type { World } from "./world.ts";

const rounds = 9;
const connections = 32;
const seconds = 1;

/** A small authenticated GET, compared with a bare `node:http` server that returns as many bytes. */
export async function measureGet(server: ServerProcess, world: World): Promise<readonly Figure[]> {
  const { admin, listedOrganizationId } = world;
  const url = `${server.url}/registry/v1/organizations/${listedOrganizationId}/users/${admin.id}`;
  const bare = await startServer("server-bare.ts", String(await lengthOf(url, admin.key)));
  const cpu: Record<"key" | "jwt" | "bare", number[]> = { key: [], jwt: [], bare: [] };
  const measurement =
    (name: keyof typeof cpu, process: ServerProcess, at: string, credential: string) => async () => {
      const before = await process.usage();
      const { rate, count } = await load(at, credential);
      const after = await process.usage();
      cpu[name].push((after.cpuMicroseconds - before.cpuMicroseconds) / count);
      return rate;
    };
  const rates = await interleave(
    {
      bare: measurement("bare", bare, bare.url, admin.key),
      key: measurement("key", server, url, admin.key),
      jwt: measurement("jwt", server, url, admin.token),
    },
    rounds,
  );
  await bare.stop();
  const figure = (name: string, which: "key" | "jwt"): Figure => ({
    name: `get one user, ${name}`,
    whoseline: perSecond(rates[which], cpu[which]),
    bare: perSecond(rates.bare, cpu.bare),
    ratios: ratiosOf(rates[which], rates.bare),
    target: { atLeast: 0.8 },
  });
  return [figure("API key", "key"), figure("JWT", "jwt")];
}

const perSecond = (rates: readonly number[], cpu: readonly number[]): string =>
  `${median(rates).toFixed(0)}/s, ${median(cpu).toFixed(0)} µs of CPU`;

async function lengthOf(url: string, credential: string): Promise<number> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${credential}` } });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return (await response.bytes()).length;
}

async function load(url: string, credential: string): Promise<{ rate: number; count: number }> {
  const start = performance.now();
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    headers: { authorization: `Bearer ${credential}` },
  });
  if (result.non2xx + result.errors > 0) throw new Error("requests were refused");
  return { rate: (result["2xx"] * 1000) / (performance.now() - start), count: result["2xx"] };
}
