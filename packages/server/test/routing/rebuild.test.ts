import { afterAll, expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { capturedLogger } from "../helpers/captured.ts";
import { report, times } from "../helpers/depth.ts";
import { engineNames, makeDatabase } from "../helpers/engines.ts";
import { everythingIn, expectAsRebuilt } from "../helpers/route-contents.ts";
import { findCounterexample } from "../model/find-counterexample.ts";
import { Session, settings } from "../model/session.ts";

const runs = times(3, 300);
const closing: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

test.each(engineNames)(
  "on %s the index of every process equals a rebuilt one after random histories",
  { timeout: times(120_000, 60 * 60_000) },
  async (engine) => {
    const { database, drop } = await makeDatabase(engine);
    closing.push(drop);
    // On a shared database each process writes its own histories and receives the other's from the feed.
    const sessions: Session[] = [];
    for (let place = 0; place < (engine === "sqlite" ? 1 : 2); place++) {
      const session = await Session.start(createApp, readConfig(settings(database)), capturedLogger(), place);
      closing.push(() => session.close());
      sessions.push(session);
    }
    const seed = Number(process.env.WHOSELINE_MODEL_SEED ?? Date.now() % 2 ** 31);
    const searches = sessions.map((session, place) =>
      findCounterexample(session, { seed: seed + place, runs, shrinks: 0 }),
    );
    for (const { failure } of await Promise.all(searches)) expect(failure).toBeUndefined();
    for (const { app } of sessions) await expectAsRebuilt(app, database);
    const { lines, users } = await everythingIn(database);
    expect(lines.length).toBeGreaterThan(0);
    report(`routes: on ${engine} ${lines.length} lines and ${users.length} users as rebuilt, seed ${seed}`);
  },
);
