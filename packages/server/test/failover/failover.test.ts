import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningApp, startApp } from "../helpers/app.ts";
import { report, times } from "../helpers/depth.ts";
import { brokenRules } from "../helpers/invariants.ts";
import { makePostgresFolder, type PostgresFolder } from "../helpers/postgres-process.ts";
import { openTableReader } from "../helpers/table-reader.ts";
import { until } from "../helpers/until.ts";
import { makeWorld } from "../helpers/world.ts";
import { Cluster } from "./cluster.ts";
import { type Acknowledged, Writers } from "./writers.ts";

let folder: PostgresFolder;
beforeAll(async () => {
  folder = await makePostgresFolder();
});
afterAll(() => folder.remove());

const rounds = times(2, 20);
const found = { acknowledged: 0, unknown: 0, failovers: 0 };

test.each(Array.from({ length: rounds }, (_, round) => ({ round: round + 1 })))(
  "no acknowledged write is lost, and none takes effect twice, when the primary dies (round $round)",
  async ({ round }) => {
    // In every other round the standby falls behind first: commits are waiting when the primary dies.
    const outcome = await failOver({ isSynchronous: true, isBehind: round % 2 === 0 });
    expect(outcome.lost).toEqual([]);
    expect(outcome.twice).toEqual([]);
    expect(outcome.strange).toEqual([]);
    expect(outcome.broken).toEqual([]);
    found.acknowledged += outcome.acknowledged;
    found.unknown += outcome.unknown;
    found.failovers += 1;
    if (found.failovers === rounds)
      report(
        `failover, synchronous: ${rounds} rounds, ${found.acknowledged} acknowledged, 0 lost, 0 twice, ${found.unknown} tries unknown and repeated`,
      );
  },
);

test("the control: with a standby that nobody waits for, acknowledged writes are lost", async () => {
  const outcome = await failOver({ isSynchronous: false, isBehind: true });
  expect(outcome.lost.length).toBeGreaterThan(0);
  report(
    `failover, asynchronous (the control): ${outcome.acknowledged} acknowledged, ${outcome.lost.length} lost`,
  );
});

interface Outcome {
  readonly acknowledged: number;
  readonly unknown: number;
  readonly lost: readonly Acknowledged[];
  readonly twice: readonly Acknowledged[];
  readonly strange: readonly string[];
  readonly broken: readonly string[];
}

async function failOver(how: { isSynchronous: boolean; isBehind: boolean }): Promise<Outcome> {
  const cluster = await Cluster.start(folder, how);
  const settings = how.isSynchronous ? { WHOSELINE_CLUSTER: "strict" } : {};
  const apps: RunningApp[] = [];
  try {
    for (let count = 0; count < 2; count++) apps.push(await startApp({ database: cluster.url, settings }));
    const writers = new Writers(apps.map(({ ask }) => ask));
    const { acme, rival } = await makeWorld(apps[0]?.ask ?? expect.fail("no app"));
    await writers.start([acme, rival], 16);
    const reached = (count: number) =>
      until(`${count} writes are acknowledged`, () => writers.acknowledged.length >= count);
    await reached(100 + Math.random() * 200);
    if (how.isSynchronous) await loseAnswers(cluster, reached, writers);
    if (how.isBehind) await fallBehind(cluster, writers, reached);
    await cluster.failOver();
    await reached(writers.acknowledged.length + 100);
    await writers.stop();
    return await judge(cluster, writers);
  } finally {
    for (const app of apps) await app.close();
    await cluster.stop();
  }
}

/** Commits that wait for the standby take effect after their client was cut off: only the key can tell. */
async function loseAnswers(
  cluster: Cluster,
  reached: (count: number) => Promise<unknown>,
  writers: Writers,
): Promise<void> {
  for (let count = 0; count < 4; count++) {
    cluster.link.stall();
    await until("commits wait", async () => (await cluster.waiting()).length >= 2);
    cluster.front.cut();
    cluster.link.flow();
    await reached(writers.acknowledged.length + 20);
  }
}

/** With a synchronous standby writes then wait; without one they are acknowledged all the same. */
async function fallBehind(
  cluster: Cluster,
  writers: Writers,
  reached: (count: number) => Promise<unknown>,
): Promise<void> {
  cluster.link.stall();
  const [{ names } = { names: "" }] = await cluster.primary.query<{ names: string }>(
    "select current_setting('synchronous_standby_names') as names",
  );
  if (names === "") await reached(writers.acknowledged.length + 100);
  else await until("a commit waits", async () => (await cluster.waiting()).length > 0);
}

async function judge(cluster: Cluster, writers: Writers): Promise<Outcome> {
  const reader = openTableReader(cluster.standby.url);
  try {
    const events = await reader.query<{ kind: string; after: string }>("select kind, after from events");
    const effects = (write: Acknowledged) =>
      events.filter(({ kind, after }) => kind === write.kind && after.includes(`"${write.name}"`)).length;
    const counted = writers.acknowledged.map((write) => ({ write, count: effects(write) }));
    return {
      acknowledged: writers.acknowledged.length,
      unknown: writers.unknown,
      lost: counted.filter(({ count }) => count === 0).map(({ write }) => write),
      twice: counted.filter(({ count }) => count > 1).map(({ write }) => write),
      strange: writers.strange,
      broken: await brokenRules(reader),
    };
  } finally {
    await reader.close();
  }
}
