import { expect, test } from "vitest";
import { inspect } from "../failover/inspect.ts";
import { report } from "../helpers/depth.ts";
import type { ServerProcess } from "../helpers/process.ts";
import { DatabaseCluster } from "./database-cluster.ts";
import { rounds } from "./rounds.ts";
import { prepareDatabase, startServer } from "./servers.ts";
import { Workload } from "./workload.ts";

test.runIf(rounds > 0)(
  "control: acknowledged writes are lost when commits do not wait for a standby",
  async () => {
    const cluster = await DatabaseCluster.start();
    const servers: ServerProcess[] = [];
    let workload: Workload | undefined;
    try {
      await cluster.configure({
        synchronous_mode: false,
        synchronous_mode_strict: false,
        maximum_lag_on_failover: 2 ** 30,
      });
      await cluster.settled("leader,replica,replica");
      servers.push(await startServer(await prepareDatabase(cluster), {}));
      workload = await Workload.start(servers);
      await workload.acknowledged(100);
      const leader = await cluster.leader();
      leader.stallReplication();
      await workload.acknowledged(50);
      await leader.kill();
      await cluster.leaderAfter(leader);
      await workload.acknowledged(20);
      const { acknowledged, lost } = await inspect(await cluster.leaderUrl(), workload.writers.acknowledged);
      report(`cluster, asynchronous (the control): ${acknowledged} acknowledged, ${lost.length} lost`);
      expect(lost.length).toBeGreaterThan(0);
    } finally {
      await workload?.stop();
      for (const server of servers) await server.stop("SIGTERM");
      await cluster.stop();
    }
  },
  300_000,
);
