import { type Figure, interleave, median, ratiosOf } from "../measure.ts";
import { type ServerProcess, startServer } from "../processes.ts";
import { requestOf } from "./connection.ts";
import { loadFully } from "./load.ts";
import { startRoutes } from "./lookup.ts";
import type { RoutesWorld } from "./world.ts";

const rounds = 7;
const connections = 8;
const seconds = 2;
/** The number of prepared requests of each length. */
const prepared = 50;

interface Sample {
  /** CPU time of the server for one line, or one bare request, in microseconds. */
  readonly cpu: number;
  readonly p99Ms: number;
}

/** Batches of lookups, by the line, compared with requests to a bare server, and long batches with short ones. */
export async function measureBatch(world: RoutesWorld): Promise<Figure[]> {
  const server = await startRoutes(world);
  const bare = await startServer("server-bare.ts", "400");
  const samples: Record<"bare" | "hundred" | "thousand", Sample[]> = { bare: [], hundred: [], thousand: [] };
  const lookup = requestOf("GET", "/", "none");
  await interleave(
    {
      bare: contestant(bare, [lookup], 1, samples.bare),
      hundred: contestant(server, batchesOf(world, 100), 100, samples.hundred),
      thousand: contestant(server, batchesOf(world, 1000), 1000, samples.thousand),
    },
    rounds,
  );
  await Promise.all([server.stop(), bare.stop()]);
  const cpu = (of: readonly Sample[]) => of.slice(1).map((it) => it.cpu);
  const text = (of: readonly Sample[]) =>
    `${median(cpu(of)).toFixed(2)} µs, p99 ${median(of.map(({ p99Ms }) => p99Ms)).toFixed(1)} ms`;
  return [
    {
      name: "CPU of a line in a batch of 100: a bare request's against it",
      whoseline: text(samples.hundred),
      bare: text(samples.bare),
      ratios: ratiosOf(cpu(samples.bare), cpu(samples.hundred)),
      target: { atLeast: 5 },
    },
    {
      name: "CPU of a line in a batch of 1,000, against one of 100",
      whoseline: text(samples.thousand),
      bare: text(samples.hundred),
      ratios: ratiosOf(cpu(samples.thousand), cpu(samples.hundred)),
      target: { atMost: 1 },
    },
  ];
}

function batchesOf(world: RoutesWorld, length: number): Buffer[] {
  const stride = 7_368_787;
  return Array.from({ length: prepared }, (_, batch) => {
    const lines = Array.from({ length }, (_, index) => ({
      provider: "twilio",
      to: world.line(((batch * length + index) * stride) % world.lines),
    }));
    const body = JSON.stringify({ lines });
    return Buffer.from(
      [
        "POST /registry/v1/routes/inbound HTTP/1.1",
        "host: 127.0.0.1",
        `authorization: Bearer ${world.routerKey}`,
        "content-type: application/json",
        `content-length: ${body.length}`,
        "",
        body,
      ].join("\r\n"),
    );
  });
}

function contestant(server: ServerProcess, requests: readonly Buffer[], lines: number, samples: Sample[]) {
  let sent = 0;
  return async () => {
    const before = await server.usage();
    const next = () => requests[sent++ % requests.length] as Buffer;
    const { rate, count, waits } = await loadFully({ url: server.url, connections, seconds, next });
    const after = await server.usage();
    const cpu = (after.cpuMicroseconds - before.cpuMicroseconds) / count / lines;
    const p99Ms = waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.99)] ?? Number.NaN;
    samples.push({ cpu, p99Ms });
    return rate;
  };
}
