import { describe, expect, test } from "vitest";
import { report } from "../helpers/depth.ts";
import { openConnections } from "./connections.ts";
import { isHistoryLinearizable, recordHistory } from "./history.ts";
import { startUnsafeApp, type Weakening, withoutLock, withoutTransaction } from "./unsafe-app.ts";

const maxHistories = 40;

/** The number of histories until one is not linearizable; infinite when all are. */
async function historiesUntilViolation(url: string): Promise<number> {
  const { connections, close } = await openConnections([url]);
  try {
    for (let seed = 1; seed <= maxHistories; seed++) {
      const history = await recordHistory(seed, connections, (answer) => answer.status >= 500);
      if (!isHistoryLinearizable(history)) return seed;
    }
    return Number.POSITIVE_INFINITY;
  } finally {
    await close();
  }
}

const builds: [string, "sqlite" | "postgres", Weakening][] = [
  ["checks and writes in separate transactions on sqlite", "sqlite", withoutTransaction],
  ["checks and writes in separate transactions on postgres", "postgres", withoutTransaction],
  ["does not lock the organization on postgres", "postgres", withoutLock],
];

describe("the checker rejects a build that", () => {
  test.each(builds)("%s", { timeout: 180_000 }, async (name, engine, weaken) => {
    const app = await startUnsafeApp(engine, weaken);
    try {
      const histories = await historiesUntilViolation(app.url);
      report(`control: a build that ${name} is rejected in history ${histories}`);
      expect(histories).toBeLessThanOrEqual(maxHistories);
    } finally {
      await app.close();
    }
  });
});
