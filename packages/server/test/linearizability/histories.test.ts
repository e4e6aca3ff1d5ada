import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { report, times } from "../helpers/depth.ts";
import { engineNames } from "../helpers/engines.ts";
import { type Cluster, startCluster } from "../helpers/instances.ts";
import { type Connections, openConnections } from "./connections.ts";
import { describeViolations, isHistoryLinearizable, recordHistory, shape } from "./history.ts";

const runs = times(40, 2000);
const timeout = times(180_000, 2 * 60 * 60_000);
/** Histories recorded at the same time, each in an organization of its own. */
const concurrency = 4;

describe.each(engineNames)("on %s", (engine) => {
  let cluster: Cluster;
  let open: Connections;
  beforeAll(async () => {
    cluster = await startCluster(engine, 3);
    open = await openConnections(cluster.instances.map(({ url }) => url));
  });
  afterAll(async () => {
    await open.close();
    await cluster.close();
  });

  test("concurrent operations on a number are linearizable", {
    timeout,
  }, async () => {
    const startedAt = performance.now();
    let unknown = 0;
    let seed = 0;
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        while (seed < runs) {
          const history = await recordHistory(++seed, open.connections);
          unknown += history.unknown;
          if (!isHistoryLinearizable(history))
            expect.fail(`not linearizable:\n${describeViolations(history)}`);
          if (seed % 250 === 0) report(`${engine}: ${seed} histories so far, ${unknown} outcomes unknown`);
        }
      }),
    );
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    report(
      `${engine}: ${runs} histories of ${shape.operations} operations by ${shape.clients} clients at ${cluster.instances.length} instances: all linearizable; ${unknown} outcomes unknown; ${seconds} s`,
    );
    expect(unknown).toBeGreaterThan(0);
  });
});
