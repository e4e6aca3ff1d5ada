import { Agent, request as send } from "node:http";
import { setImmediate } from "node:timers/promises";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CredentialEpochs } from "../../src/core/auth/credential-epochs.ts";
import { defaultLimits } from "../../src/http/limits.ts";
import { createAuthentication } from "../../src/http/mounting/credentials.ts";
import { LookupPlane } from "../../src/lookup-plane/lookup-plane.ts";
import { jwtAudience, jwtIssuer, jwtSecret } from "../helpers/app.ts";
import { credentialChanges } from "../helpers/credential-changes.ts";
import { useTestContext } from "../helpers/test-context.ts";
import { signToken } from "../helpers/tokens.ts";
import { lookupUrl, threadCount } from "./threads.ts";

const context = useTestContext("sqlite", {
  // The threads read the clock of the system.
  now: Date.now,
  settings: { WHOSELINE_LOOKUP_PORT: "0", WHOSELINE_LOOKUP_THREADS: "2" },
});

/** A client with one connection. */
function connect(url: string, key: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { provider, line } = context.acme.twilio;
  const path = `/registry/v1/routes/inbound?provider=${provider}&to=${encodeURIComponent(line)}`;
  const ask = () => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const headers = { authorization: `Bearer ${key}` };
    send(new URL(path, url), { agent, headers }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode ?? 0));
    })
      .once("error", reject)
      .end();
    return promise;
  };
  return { ask, close: () => agent.destroy() };
}

describe("the next lookup on an open connection is rejected after", () => {
  /** The statuses right before and right after an acknowledged change. */
  async function around(key: string, change: () => Promise<{ status: number }>): Promise<[number, number]> {
    const connections = Array.from({ length: 6 }, () => connect(lookupUrl(context.app), key));
    // So that each of the threads has cached the caller.
    for (const { ask } of connections) await ask();
    const before = threadCount(context.app);
    const statuses = await Promise.all(connections.map(({ ask }) => ask()));
    expect(threadCount(context.app)).toMatchObject({ misses: before.misses, memory: before.memory + 6 });
    expect((await change()).status).toBeLessThan(300);
    const after = await Promise.all(connections.map(({ ask }) => ask()));
    for (const { close } of connections) close();
    expect([new Set(statuses).size, new Set(after).size]).toEqual([1, 1]);
    return [statuses[0] ?? 0, after[0] ?? 0];
  }

  test.each(credentialChanges)("$name", async ({ prepare, status }) => {
    const { key, change } = await prepare(context);
    expect(await around(key, change)).toEqual([200, status]);
  });

  test("its user was signed out", async () => {
    const { admin } = context.acme;
    const iat = Math.floor(Date.now() / 1000) - 10;
    const token = await signToken(admin.id, { iat, exp: iat + 600 });
    const signOut = () => context.platform.post(`/users/${admin.id}/sign-out`);
    expect(await around(token, signOut)).toEqual([200, 401]);
  });
});

describe("while lookups with the key are under way on other connections", () => {
  /** How often a lookup succeeded after its user was disabled. */
  async function countStale(url: string, rounds: number): Promise<number> {
    const { admin } = context.acme;
    const racing = Array.from({ length: 2 }, () => connect(url, admin.key));
    const checked = connect(url, admin.key);
    let isOver = false;
    const race = racing.map(async ({ ask }) => {
      while (!isOver) {
        await ask();
        await setImmediate();
      }
    });
    let stale = 0;
    for (let round = 0; round < rounds; round++) {
      await context.platform.patch(`/users/${admin.id}`, { status: "disabled" });
      if ((await checked.ask()) !== 401) stale += 1;
      await context.platform.patch(`/users/${admin.id}`, { status: "active" });
      expect(await checked.ask()).toBe(200);
    }
    isOver = true;
    await Promise.all(race);
    for (const { close } of [...racing, checked]) close();
    return stale;
  }

  test("1000 revocations are effective at once", { timeout: 120_000 }, async () => {
    expect(await countStale(lookupUrl(context.app), 1000)).toBe(0);
  });

  describe("with epochs that are never raised", () => {
    let plane: LookupPlane;
    beforeAll(async () => {
      const { server, installation, lookupSessions: sessions } = context.app;
      const logger = pino({ level: "silent" });
      const jwt = { secret: jwtSecret, issuer: jwtIssuer, audience: jwtAudience };
      plane = await LookupPlane.start({
        server,
        installation,
        sessions,
        logger,
        explain: (error) => error,
        authentication: createAuthentication(installation, jwt, Date.now, logger),
        settings: { doors: { http: { port: 0, host: "127.0.0.1" } }, threads: 1, certificate: undefined },
        limits: { ...defaultLimits, failedSignInsMax: Number.POSITIVE_INFINITY },
        hasCors: false,
        answersFromMemory: true,
        epochs: new CredentialEpochs(),
      });
    });
    afterAll(() => plane.stop());

    test("revocations are late, as this test shows", async () => {
      expect(await countStale(lookupUrl({ lookupPlane: plane }), 20)).toBeGreaterThan(0);
    });
  });
});
