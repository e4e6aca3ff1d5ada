import { describe, expect, test } from "vitest";
import { report } from "../helpers/depth.ts";
import { type Carelessness, startCarelessApp, withoutLock, withoutTransaction } from "./careless-app.ts";
import { isExplained, makeHistory } from "./history.ts";
import { openRoutes } from "./routes.ts";

const patience = 40;

/** How many histories it takes until one cannot be explained; infinite when none is found. */
async function untilCaught(url: string): Promise<number> {
  const { routes, close } = await openRoutes([url]);
  try {
    for (let seed = 1; seed <= patience; seed++) {
      const history = await makeHistory(seed, routes, (answer) => answer.status >= 500);
      if (!isExplained(history)) return seed;
    }
    return Number.POSITIVE_INFINITY;
  } finally {
    await close();
  }
}

const builds: [string, "sqlite" | "postgres", Carelessness][] = [
  ["checks and then acts, on sqlite", "sqlite", withoutTransaction],
  ["checks and then acts, on postgres", "postgres", withoutTransaction],
  ["does not lock the organization, on postgres", "postgres", withoutLock],
];

describe("the checker catches a build that", () => {
  test.each(builds)("%s", { timeout: 180_000 }, async (name, engine, carelessness) => {
    const app = await startCarelessApp(engine, carelessness);
    try {
      const histories = await untilCaught(app.url);
      report(`control: a build that ${name}, is caught in history ${histories}`);
      expect(histories).toBeLessThanOrEqual(patience);
    } finally {
      await app.close();
    }
  });
});
