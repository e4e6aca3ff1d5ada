import { defineConfig, mergeConfig } from "vitest/config";
import quick from "./vitest.config.ts";

/** The same tests with the full number of runs: an hour rather than minutes. */
export default mergeConfig(
  quick,
  defineConfig({
    test: {
      env: { WHOSELINE_TEST_DEPTH: "deep" },
      testTimeout: 60 * 60_000,
      hookTimeout: 10 * 60_000,
      projects: [
        {
          extends: true,
          test: { name: "cluster", include: ["test/cluster/**/*.test.ts"], provide: { engine: "postgres" } },
        },
      ],
    },
  }),
);
