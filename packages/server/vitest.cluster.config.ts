import { defineConfig } from "vitest/config";

/** The tests on a cluster of Debian's etcd, PostgreSQL, Patroni, HAProxy and PgBouncer. */
export default defineConfig({
  ssr: { resolve: { conditions: ["@whoseline/source", "module", "node", "development|production"] } },
  test: {
    disableConsoleIntercept: true,
    name: "cluster",
    include: ["test/cluster/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Each file starts a cluster.
    fileParallelism: false,
    provide: { engine: "postgres" },
  },
});
