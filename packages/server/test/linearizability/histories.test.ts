import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { report, times } from "../helpers/depth.ts";
import { engineNames } from "../helpers/engines.ts";
import { type Cluster, startCluster } from "../helpers/instances.ts";
import { isExplained, makeHistory, shape, unexplained } from "./history.ts";
import { openRoutes, type Routes } from "./routes.ts";

const runs = times(40, 2000);
const timeout = times(180_000, 2 * 60 * 60_000);
/** Histories of organizations of their own, so that they only share the servers. */
const atOnce = 4;

describe.each(engineNames)("on %s", (engine) => {
  let cluster: Cluster;
  let open: Routes;
  beforeAll(async () => {
    cluster = await startCluster(engine, 3);
    open = await openRoutes(cluster.instances.map(({ url }) => url));
  });
  afterAll(async () => {
    await open.close();
    await cluster.close();
  });

  test("every answer to clients at once is one that some order of their requests gives", {
    timeout,
  }, async () => {
    const begun = performance.now();
    let unknown = 0;
    let seed = 0;
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (seed < runs) {
          const history = await makeHistory(++seed, open.routes);
          unknown += history.unknown;
          if (!isExplained(history)) expect.fail(`not linearizable:\n${unexplained(history)}`);
          if (seed % 250 === 0) report(`${engine}: ${seed} histories so far, ${unknown} outcomes unknown`);
        }
      }),
    );
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    report(
      `${engine}: ${runs} histories of ${shape.operations} operations by ${shape.clients} clients at ${cluster.instances.length} instances: all linearizable; ${unknown} outcomes unknown; ${seconds} s`,
    );
    expect(unknown).toBeGreaterThan(0);
  });
});
