import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { startPostgres } from "../../test/helpers/postgres.ts";
import { type Figure, interleave, median, ratiosOf } from "../measure.ts";
import { type Contestant, createNumbering, type Numbering, openBare, openWhoseline } from "./contestants.ts";
import { makeWorld, organizations } from "./world.ts";

const clients = 16;
const secondsOf = 1.5;
const rounds = 2;
/** What the proxy adds to each round trip, in milliseconds. */
const delays = [0, 1, 10];

/**
 * Assigns on PostgreSQL behind a proxy that delays every round trip, with 16 clients that write to one organization or to
 * fifty, against a client that inserts the same three rows in one statement and commit.
 */
export async function measurePostgres(): Promise<Figure[]> {
  const server = await startPostgres();
  await makeWorld(server.url);
  const figures: Figure[] = [];
  const numberings = { whoseline: createNumbering(), bare: createNumbering() };
  for (const delay of delays) figures.push(...(await measureAt(server.url, delay, numberings)));
  await server.stop();
  return figures;
}

async function measureAt(
  url: string,
  delay: number,
  numberings: Readonly<Record<"whoseline" | "bare", Numbering>>,
): Promise<Figure[]> {
  const proxy = await startProxy(new URL(url).port, delay);
  const delayed = new URL(url);
  delayed.port = String(proxy.port);
  const whoseline = await openWhoseline(delayed.href, numberings.whoseline);
  const bare = openBare(delayed.href, numberings.bare);
  const figures: Figure[] = [];
  for (const count of [1, organizations]) {
    const rates = await interleave(
      { whoseline: () => rateOf(whoseline, count), bare: () => rateOf(bare, count) },
      rounds,
    );
    figures.push({
      name: `assign, ${count} organization(s), ${delay} ms`,
      whoseline: `${median(rates.whoseline).toFixed(0)}/s`,
      bare: `${median(rates.bare).toFixed(0)}/s`,
      ratios: ratiosOf(rates.whoseline, rates.bare),
      ...(delay === 0 && { target: { atLeast: 0.5 } }),
    });
  }
  await Promise.all([whoseline.close(), bare.close()]);
  proxy.stop();
  return figures;
}

/** Assigns per second. Each client takes one organization after the other. */
async function rateOf({ assign }: Contestant, count: number): Promise<number> {
  const start = performance.now();
  const end = start + secondsOf * 1000;
  let done = 0;
  const run = async (first: number) => {
    for (
      let organization = first % count;
      performance.now() < end;
      organization = (organization + 1) % count
    ) {
      await assign(organization);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => run(client)));
  return (done * 1000) / (performance.now() - start);
}

async function startProxy(target: string, delay: number) {
  const file = fileURLToPath(new URL("delay-proxy.ts", import.meta.url));
  const child = fork(file, [target, String(delay)]);
  const [port] = (await once(child, "message")) as [number];
  return { port, stop: () => void child.disconnect() };
}
