import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { hunt } from "./runner.ts";
import { Session, settings } from "./session.ts";

// Run as a program, on a copy of the source with a bug in it: node counterexample-program.ts SEED RUNS

const [seed, runs] = process.argv.slice(2).map(Number) as [number, number];
const folder = await mkdtemp(join(tmpdir(), "whoseline-hunt-"));
try {
  const config = readConfig(settings(join(folder, "whoseline.db")));
  const session = await Session.start(createApp, config, pino({ level: "silent" }));
  const { failure, ran } = await hunt(session, { seed, runs, shrinks: Number(process.argv[4] ?? 0) });
  process.stdout.write(JSON.stringify({ ran, failure: failure ?? null }));
  await session.close();
} finally {
  await rm(folder, { recursive: true, force: true });
}
