import type { IncomingMessage } from "node:http";
import { pino } from "pino";
import { expect, test } from "vitest";
import { defaultLimits } from "../../src/http/limits.ts";
import { FailedSignIns } from "../../src/http/sign-ins/failed-sign-ins.ts";

test("a network's delays that end in a later minute no longer count", async () => {
  const logger = pino({ level: "silent" });
  const limits = { ...defaultLimits, failedSignInsMax: 0, delayedSignInsPerNetworkMax: 2 };
  const clock = { now: 0 };
  const signIns = new FailedSignIns({ trustedProxies: undefined, limits, logger, now: () => clock.now });
  const fail = () => {
    const request = { socket: { remoteAddress: "203.0.113.7" }, headers: {} } as IncomingMessage;
    return signIns.record(request, "invalid_credential", "guess");
  };
  const ending = new AbortController();
  const delays = [fail(), fail()].map((failure) => signIns.delay(failure, ending.signal));
  clock.now += 60_000;
  expect(fail().penalty).toBe("close");
  ending.abort();
  await Promise.all(delays);
  expect(fail().penalty).toBe("delay");
  signIns.close();
});
