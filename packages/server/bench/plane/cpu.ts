import { copyFileSync } from "node:fs";
import { type Figure, interleave, type Measurement, median, ratiosOf } from "../measure.ts";
import { startServer } from "../processes.ts";
import { Connection } from "../routes/connection.ts";
import { type Load, loadFully } from "../routes/load.ts";
import { preparedRequests } from "../routes/lookup.ts";
import type { RoutesWorld } from "../routes/world.ts";
import { startPlane } from "./plane-server.ts";

const rounds = 7;
const connections = 32;
const seconds = 2;
const linesOfBatch = 100;

interface Usable {
  usage(): Promise<{ readonly cpuMicroseconds: number }>;
}

/** CPU of a request, of all threads of a server, in microseconds. */
const cpuOf =
  (server: Usable, load: Load): Measurement =>
  async () => {
    const before = await server.usage();
    const { count } = await loadFully(load);
    const after = await server.usage();
    return (after.cpuMicroseconds - before.cpuMicroseconds) / count;
  };

/** What a lookup costs at the lookup port, against a bare server with the same answer and against the main port. */
export async function measureCpu(world: RoutesWorld): Promise<Figure[]> {
  // A database belongs to one process.
  const copy = `${world.database}.copy`;
  copyFileSync(world.database, copy);
  const [one, two] = [await startPlane(world, 1), await startPlane({ ...world, database: copy }, 2)];
  const next = preparedRequests(world, (index) => world.lookup(index, world.routerKey));
  const length = await answerLength(one.planeUrl, next());
  const bare = await startServer("server-bare.ts", String(length));
  const load = (url: string, requests = next): Load => ({ url, connections, seconds, next: requests });
  const batches = preparedBatches(world);
  const cpu = await interleave(
    {
      bare: cpuOf(bare, load(bare.url)),
      main: cpuOf(one, load(one.mainUrl)),
      one: cpuOf(one, load(one.planeUrl)),
      two: cpuOf(two, load(two.planeUrl)),
      batch: cpuOf(one, load(one.planeUrl, batches)),
    },
    rounds,
  );
  await Promise.all([one.stop(), two.stop(), bare.stop()]);
  const figure = (
    name: string,
    ours: readonly number[],
    theirs: readonly number[],
    target?: number,
  ): Figure => ({
    name,
    whoseline: micros(ours),
    bare: micros(theirs),
    ratios: ratiosOf(theirs, ours),
    ...(target !== undefined && { target: { atLeast: target } }),
  });
  const perLine = cpu.batch.map((micros) => micros / linesOfBatch);
  return [
    figure("CPU of a lookup: bare HTTP's ÷ the lookup port's", cpu.one, cpu.bare, 0.55),
    figure("CPU of a lookup: bare HTTP's ÷ the main port's", cpu.main, cpu.bare),
    figure("CPU of a lookup: with one lookup thread ÷ with two", cpu.two, cpu.one, 0.9),
    figure(
      `CPU of a line in a batch of ${linesOfBatch}: a bare request's ÷ the lookup port's`,
      perLine,
      cpu.bare,
      5,
    ),
  ];
}

const micros = (values: readonly number[]): string => `${median(values).toFixed(1)} µs`;

async function answerLength(url: string, request: Buffer): Promise<number> {
  const connection = await Connection.open(url);
  const answer = await connection.ask(request);
  connection.close();
  const { why, source } = JSON.parse(answer);
  if (why.rule !== "inboundHolder" || source !== "memory")
    throw new Error(`not answered from memory: ${answer}`);
  return answer.length;
}

const preparedCount = 200;

function preparedBatches(world: RoutesWorld): () => Buffer {
  const lineOf = (index: number) =>
    decodeURIComponent(/to=(\S+)/.exec(world.lookup(index % world.lines, "").toString("latin1"))?.[1] ?? "");
  const batches = Array.from({ length: preparedCount }, (_, batch) => {
    const lines = Array.from({ length: linesOfBatch }, (_, turn) => ({
      provider: "twilio",
      to: lineOf((batch * linesOfBatch + turn) * 7_919),
    }));
    const body = JSON.stringify({ lines });
    const head = [
      "POST /registry/v1/routes/inbound HTTP/1.1",
      "host: 127.0.0.1",
      `authorization: Bearer ${world.routerKey}`,
      "content-type: application/json",
      `content-length: ${body.length}`,
    ];
    return Buffer.from([...head, "", body].join("\r\n"), "latin1");
  });
  let next = 0;
  return () => batches[next++ % preparedCount] as Buffer;
}
