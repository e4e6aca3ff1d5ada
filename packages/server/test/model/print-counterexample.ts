import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { capturedLogger } from "../helpers/captured.ts";
import { findCounterexample } from "./find-counterexample.ts";
import { Session, settings } from "./session.ts";

// A program, also for a copy of the source with a bug in it: node print-counterexample.ts SEED RUNS [SHRINKS]

const [seed = 0, runs = 0, shrinks = 0] = process.argv.slice(2).map(Number);
const folder = await mkdtemp(join(tmpdir(), "whoseline-model-"));
try {
  const config = readConfig(settings(join(folder, "whoseline.db")));
  const session = await Session.start(createApp, config, capturedLogger());
  const { failure, ran } = await findCounterexample(session, { seed, runs, shrinks });
  process.stdout.write(JSON.stringify({ ran, failure: failure ?? null }));
  await session.close();
} finally {
  await rm(folder, { recursive: true, force: true });
}
