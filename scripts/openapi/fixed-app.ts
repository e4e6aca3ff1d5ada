import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, createApp } from "../../packages/server/src/app.ts";
import { readConfig } from "../../packages/server/src/config.ts";
import type { Outbound } from "../../packages/server/src/core/kernel/outbound.ts";
import type { Id } from "../../packages/server/src/model.ts";
import { answerAsCarrier } from "./fixed-carrier.ts";

export interface FixedApp {
  readonly app: App;
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly superadminKey: string;
  readonly clock: { now: number };
  close(): Promise<void>;
}

/** Starts a server on an empty SQLite database, whose clock, ids and keyed hashes are the same in every run. */
export async function startFixedApp(publicUrl: string): Promise<FixedApp> {
  const folder = await mkdtemp(join(tmpdir(), "whoseline-openapi-"));
  const clock = { now: Date.UTC(2026, 2, 3, 14) };
  const superadminKey = "superadmin-key-of-the-examples";
  const config = readConfig({
    WHOSELINE_DATABASE: join(folder, "examples.db"),
    WHOSELINE_SUPERADMIN_KEY: superadminKey,
    WHOSELINE_PUBLIC_URL: publicUrl,
    WHOSELINE_PEPPER: "0".repeat(64),
    WHOSELINE_ENCRYPTION_KEY: "0".repeat(64),
    LOG_LEVEL: "silent",
  });
  const app = await createApp(config, {
    now: () => clock.now,
    createId: createFixedId(clock),
    outbound: receiver,
  });
  const url = await app.server.listen({ port: 0, host: "127.0.0.1" });
  await app.installation.routeIndexSync.built;
  return {
    app,
    url,
    superadminKey,
    clock,
    async close() {
      await app.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** A receiver of webhooks that accepts everything, always in the same time, and a carrier. */
const receiver: Outbound = {
  send: answerAsCarrier,
  urlProblem: async () => undefined,
  post: async () => ({ status: 204, body: "", retryAfter: undefined, durationMs: 84 }),
  close: async () => {},
};

/** Ids in the usual format: 12 characters of the time, 12 of a counter. */
function createFixedId(clock: { readonly now: number }) {
  let count = 0x5f_b1_2e_8a_00_00;
  return <Noun extends Id = Id>(): Noun => {
    count += 1;
    return (clock.now.toString(16).padStart(12, "0") + count.toString(16).padStart(12, "0")) as Noun;
  };
}
