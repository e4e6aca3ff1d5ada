import { defineConfig } from "vitest/config";

/** The SIP edge of examples/kamailio, with real programs: `npm run test:edge`. */
export default defineConfig({
  ssr: { resolve: { conditions: ["@whoseline/source", "module", "node", "development|production"] } },
  test: {
    disableConsoleIntercept: true,
    include: ["test/edge/*.edge.ts"],
    globalSetup: ["test/helpers/global-captured.ts"],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // The load would slow down the other calls.
    fileParallelism: false,
  },
});
