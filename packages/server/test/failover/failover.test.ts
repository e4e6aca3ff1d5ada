import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningApp, startApp } from "../helpers/app.ts";
import { report, times } from "../helpers/depth.ts";
import { makePostgresFolder, type PostgresFolder } from "../helpers/postgres-process.ts";
import { until } from "../helpers/until.ts";
import { makeWorld } from "../helpers/world.ts";
import { Cluster, readerUrlOf } from "./cluster.ts";
import { type Inspection, inspect } from "./inspect.ts";
import { Writers } from "./writers.ts";

let folder: PostgresFolder;
beforeAll(async () => {
  folder = await makePostgresFolder();
});
afterAll(() => folder.remove());

const rounds = times(2, 20);
const totals = { acknowledged: 0, unknown: 0, failovers: 0 };

test.each(Array.from({ length: rounds }, (_, round) => ({ round: round + 1 })))(
  "keeps every acknowledged write, once, when the primary dies (round $round)",
  async ({ round }) => {
    // In every other round the standby lags, so that commits are waiting when the primary dies.
    const outcome = await failOver({ isSynchronous: true, isLagging: round % 2 === 0 });
    expect(outcome.lost).toEqual([]);
    expect(outcome.twice).toEqual([]);
    expect(outcome.unexpected).toEqual([]);
    expect(outcome.broken).toEqual([]);
    totals.acknowledged += outcome.acknowledged;
    totals.unknown += outcome.unknown;
    totals.failovers += 1;
    if (totals.failovers === rounds)
      report(
        `failover, synchronous: ${rounds} rounds, ${totals.acknowledged} acknowledged, 0 lost, 0 twice, ${totals.unknown} attempts with an unknown outcome retried`,
      );
  },
);

test("control: acknowledged writes are lost when commits do not wait for the standby", async () => {
  const outcome = await failOver({ isSynchronous: false, isLagging: true });
  expect(outcome.lost.length).toBeGreaterThan(0);
  report(
    `failover, asynchronous (the control): ${outcome.acknowledged} acknowledged, ${outcome.lost.length} lost`,
  );
});

interface Outcome extends Inspection {
  readonly unknown: number;
  readonly unexpected: readonly string[];
}

async function failOver(options: { isSynchronous: boolean; isLagging: boolean }): Promise<Outcome> {
  const cluster = await Cluster.start(folder, options);
  const { database, settings } = await cluster.createDatabase();
  const mode = options.isSynchronous ? { WHOSELINE_CLUSTER: "strict" } : {};
  const apps: RunningApp[] = [];
  try {
    for (let count = 0; count < 2; count++)
      apps.push(await startApp({ database, settings: { ...settings, ...mode } }));
    const writers = new Writers(apps.map(({ ask }) => ask));
    const { acme, rival } = await makeWorld(apps[0]?.ask ?? expect.fail("no app"));
    await writers.start([acme, rival], 16);
    const reached = (count: number) =>
      until(`${count} writes are acknowledged`, () => writers.acknowledged.length >= count);
    await reached(100 + Math.random() * 200);
    if (options.isSynchronous) await loseResponses(cluster, reached, writers);
    if (options.isLagging) await lag(cluster, writers, reached);
    await cluster.failOver();
    await reached(writers.acknowledged.length + 100);
    await writers.stop();
    return {
      ...(await inspect(readerUrlOf(cluster.standby), writers.acknowledged)),
      unknown: writers.unknown,
      unexpected: writers.unexpected,
    };
  } finally {
    for (const app of apps) await app.close();
    await cluster.stop();
  }
}

/** Cuts clients off while their commits wait. The commits still take effect, so a retry depends on the key. */
async function loseResponses(
  cluster: Cluster,
  reached: (count: number) => Promise<unknown>,
  writers: Writers,
): Promise<void> {
  for (let count = 0; count < 4; count++) {
    cluster.link.stall();
    await until("commits wait", async () => (await cluster.waitingBackends()).length >= 2);
    cluster.front.cut();
    cluster.link.flow();
    await reached(writers.acknowledged.length + 20);
  }
}

/** Stalls the replication. With a synchronous standby commits then wait; otherwise they are acknowledged. */
async function lag(
  cluster: Cluster,
  writers: Writers,
  reached: (count: number) => Promise<unknown>,
): Promise<void> {
  cluster.link.stall();
  const [{ names } = { names: "" }] = await cluster.primary.query<{ names: string }>(
    "select current_setting('synchronous_standby_names') as names",
  );
  if (names === "") await reached(writers.acknowledged.length + 100);
  else await until("a commit waits", async () => (await cluster.waitingBackends()).length > 0);
}
