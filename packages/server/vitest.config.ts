import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: ["test/helpers/global-captured.ts", "test/helpers/global-postgres.ts"],
    disableConsoleIntercept: true,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: the crash tests start servers of their own.
    maxWorkers: 2,
    coverage: {
      provider: "v8",
      include: ["src/**"],
      reporter: ["text", "text-summary"],
    },
    projects: [
      {
        extends: true,
        test: {
          name: "all",
          include: ["test/**/*.test.ts", "../cli/test/**/*.test.ts"],
          provide: { engine: "sqlite" },
        },
      },
      {
        // What vendors' clients see must not depend on the engine: their exchanges once more, on the other one.
        extends: true,
        test: {
          name: "postgres",
          include: [
            "test/dialects/{tether,telnyx,ippanel}/*.test.ts",
            "test/dialects/native/{api-keys,endpoints,groups,holders,list-organizations,numbers,organizations,router-keys,users}.test.ts",
          ],
          provide: { engine: "postgres" },
        },
      },
    ],
  },
});
