import { afterAll, expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { capturedLogger } from "../helpers/captured.ts";
import { report, times } from "../helpers/depth.ts";
import { engineNames, makeDatabase } from "../helpers/engines.ts";
import { findCounterexample } from "./find-counterexample.ts";
import { Session, settings } from "./session.ts";

const runs = times(25, 2000);
const length = 50;
const timeout = times(120_000, 60 * 60_000);
const closing: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

test.each(engineNames)(
  "on %s every response, event, table and lookup is what the model expects",
  { timeout },
  async (engine) => {
    const { database, drop } = await makeDatabase(engine);
    closing.push(drop);
    const session = await Session.start(createApp, readConfig(settings(database)), capturedLogger());
    closing.push(() => session.close());
    const seed = Number(process.env.WHOSELINE_MODEL_SEED ?? Date.now() % 2 ** 31);
    const { failure, ran } = await findCounterexample(session, { seed, runs, length, shrinks: 100 });
    expect(failure).toBeUndefined();
    report(
      `model: ${ran} sequences of ${length} commands on ${engine}, ${session.sent} requests, seed ${seed}`,
    );
  },
);
