import { defineConfig } from "vitest/config";

const scanLogs = "test/helpers/global-captured.ts";
const startPostgres = "test/helpers/global-postgres.ts";

/** Files that need PostgreSQL, start processes, or take long. Every other file is a unit test. */
const integration = [
  "test/webhooks/{kills,processes}.test.ts",
  "test/notifications/kills.test.ts",
  "test/{crash,concurrency,differential,failover,linearizability,lookup-plane,packaging,replay,tenant-matrix,upgrades,workers}/**/*.test.ts",
  "test/model/{model,seeded-bugs/find-seeded-bug}.test.ts",
  "test/{demo,first-day,identities,installation-keys,jwks,migrate-data,process,sign-in-link}.test.ts",
  "test/dialects/{bad-input/accepted,broken,telnyx/sdk}.test.ts",
  "test/dialects/native/{add-number,backup,batches,carrier-accounts,checkpoints,correct-line,delete-organization,email-blocks,erasure,feed,first-day,history,life-cycle,local-numbers,offboarding,offboarding-undo,ownership,plans,platform-feed,saved-views,search,sessions,sign-out,timeline,transfer,undo,user-references,versions}.test.ts",
  "test/carriers/edge/outage.test.ts",
  "test/core/{apply-each,carrier-accounts/processes,imports,imports/undo}.test.ts",
  "test/docs/{answers,commands}.test.ts",
  "test/faults/{disk-full,every-point,first-failure,late-answers,readiness,strict}.test.ts",
  "test/http/{admission,limits,metrics,pipelining,rate-limit,slow-clients,traces}.test.ts",
  "test/personal-data/pii-leak.test.ts",
  "test/resp/clients.test.ts",
  "test/routing/{answers,kill,outage-credentials,outbound-references,rebuild,rewritten-feed,route-index-sync,shared-index,snapshots}.test.ts",
  "test/storage/{altered-tables,backups,checkpointer,derived-keys,durability-watch,event-chain,event-chaining,first-start,long-migrations,migration-connection,poolers,postgres,postgres-connections,races,round-trips,several-servers,shared-commits,stats,upgrades}.test.ts",
  "../cli/test/**/*.test.ts",
  "../sdk/test/{follow-cuts,package,readme}.test.ts",
];

/** Tests that run a second time on PostgreSQL, mostly the dialects': what clients see must not depend on the engine. */
const onBothEngines = [
  "test/core/{after-commit,exports,mutate}.test.ts",
  "test/core/imports/round-trip.test.ts",
  "test/webhooks/delivery.test.ts",
  "test/carriers/sync.test.ts",
  "test/notifications/{calls,forwarding,messages,telephony}.test.ts",
  "test/dialects/{tether,telnyx,ippanel}/*.test.ts",
  "test/dialects/native/{api-keys,auditors,endpoints,exports,groups,holders,invitations,key-rules,key-use,list-organizations,numbers,offboarding-keys,organizations,quotas,router-keys,service-users,users}.test.ts",
];

export default defineConfig({
  // Packages of this repository are tested from their source, without a build.
  ssr: { resolve: { conditions: ["@whoseline/source", "module", "node", "development|production"] } },
  test: {
    disableConsoleIntercept: true,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // More would slow down the processes that some tests start.
    maxWorkers: 2,
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      reportOnFailure: true,
      reporter: ["text", "text-summary"],
      thresholds: {
        "src/core/**": { lines: 95, branches: 95 },
        "src/storage/**": { lines: 95 },
      },
    },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts", "../sdk/test/**/*.test.ts"],
          exclude: [...integration, "test/cluster/**"],
          globalSetup: [scanLogs],
          provide: { engine: "sqlite" },
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: integration,
          globalSetup: [scanLogs, startPostgres],
          provide: { engine: "sqlite" },
        },
      },
      {
        extends: true,
        test: {
          name: "console",
          include: ["../console/test/**/*.test.ts"],
          globalSetup: ["../console/test/helpers/global-build.ts"],
          provide: { engine: "sqlite" },
        },
      },
      {
        extends: true,
        test: {
          name: "postgres",
          include: onBothEngines,
          globalSetup: [scanLogs, startPostgres],
          provide: { engine: "postgres" },
        },
      },
    ],
  },
});
