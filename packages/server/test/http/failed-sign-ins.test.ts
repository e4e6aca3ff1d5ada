import { afterEach, describe, expect, test } from "vitest";
import { type RunningApp, startApp, type TestAppOptions } from "../helpers/app.ts";
import { scrape } from "../helpers/metrics.ts";
import { makeWorld } from "../helpers/world.ts";

const path = "GET /registry/v1/organizations";
const unknownKey = `wl_${"Ab1".repeat(16)}Ab`;
/** Longer than any test. */
const never = 10 * 60_000;

let app: RunningApp;
afterEach(() => app.close());

const start = async (options: TestAppOptions = {}) => {
  app = await startApp({
    engine: "sqlite",
    ...options,
    limits: { failedSignInsMax: 3, signInDelayMs: never, ...options.limits },
  });
};
const fail = (headers: Record<string, string> = {}, key = unknownKey) => app.ask(path, { key, headers });
const failMany = async (count: number, headers: Record<string, string> = {}) => {
  for (let sent = 0; sent < count; sent++) expect((await fail(headers)).status).toBe(401);
};
/** Whether the response is delayed, which shows when a later request of the same address is answered first. */
const isDelayed = async (answer: Promise<unknown>): Promise<boolean> => {
  const later = app.ask(path).then(() => "later");
  return (await Promise.race([answer.then(() => "first"), later])) === "later";
};
const failures = () =>
  app.logged.map((line) => JSON.parse(line)).filter(({ msg }) => /failed sign-in/.test(msg));

describe("a failed sign-in", () => {
  test("is logged with its reason, the public id of the key and the client's address", async () => {
    await start();
    await fail();
    await fail({}, "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.abc");
    expect(failures()).toMatchObject([
      { level: 40, reason: "invalid_credential", publicId: unknownKey.slice(3, 15), address: "127.0.0.1" },
      { level: 40, reason: "invalid_credential", address: "127.0.0.1" },
    ]);
    expect(failures()[1]).not.toHaveProperty("publicId");
    expect(app.logged.join("")).not.toContain(unknownKey);
  });

  test("is counted by reason, with the address of the client behind a trusted proxy", async () => {
    await start({ settings: { WHOSELINE_TRUSTED_PROXIES: "127.0.0.0/8" } });
    await fail({ "x-forwarded-for": "198.51.100.1" });
    await app.ask(path, { key: "" });
    const metrics = await scrape(app.ask);
    expect(metrics.value("whoseline_failed_sign_ins_total", { reason: "invalid_credential" })).toBe(1);
    expect(metrics.value("whoseline_failed_sign_ins_total", { reason: "credential_missing" })).toBe(1);
    expect(failures()).toMatchObject([{ address: "198.51.100.1" }]);
  });

  test("with the token of /metrics is logged and delayed too", async () => {
    await start({ limits: { failedSignInsMax: 1 }, settings: { WHOSELINE_METRICS_TOKEN: "m".repeat(16) } });
    const guess = () => app.ask("GET /metrics", { key: "n".repeat(16) });
    expect((await guess()).status).toBe(401);
    expect(failures()).toMatchObject([{ reason: "invalid_credential", address: "127.0.0.1" }]);
    expect(await isDelayed(guess())).toBe(true);
    expect((await app.ask("GET /metrics", { key: "m".repeat(16) })).status).toBe(200);
  });

  test("is one of ten lines in an interval; the number of the others is logged", async () => {
    await start({ limits: { failedSignInsMax: 100 } });
    await failMany(14);
    expect(failures()).toHaveLength(10);
    await app.close();
    expect(failures().at(-1)).toMatchObject({ omitted: { invalid_credential: 4 } });
    await start();
  });
});

describe("failed sign-ins beyond the limit", () => {
  test("are delayed, while a valid credential from the same address is answered", async () => {
    await start();
    await failMany(3);
    const delayed = fail();
    expect(await isDelayed(delayed)).toBe(true);
    await app.close();
    expect((await delayed).status).toBe(401);
    await start();
  });

  test("are delayed in every dialect, and also for a revoked key", async () => {
    await start({ limits: { failedSignInsMax: 0 } });
    const { acme } = await makeWorld(app.ask);
    const keys = `/registry/v1/organizations/${acme.id}/api-keys`;
    const { key, id } = (await app.ask(`POST ${keys}`, { body: { user: acme.admin.id, name: "k" } })).json;
    await app.ask(`DELETE ${keys}/${id}`);
    for (const request of ["GET /v2/organizations/users", "GET /v1/api/number/numbers", path])
      expect(await isDelayed(app.ask(request, { key })), request).toBe(true);
  });

  test("are answered at once a minute later", async () => {
    await start();
    await failMany(3);
    app.clock.now += 60_000;
    await failMany(3);
    expect(await isDelayed(fail())).toBe(true);
  });

  test("do not delay those of another address behind a trusted proxy", async () => {
    await start({ settings: { WHOSELINE_TRUSTED_PROXIES: "127.0.0.1" } });
    await failMany(3, { "x-forwarded-for": "2001:db8::1" });
    expect(await isDelayed(fail({ "x-forwarded-for": "2001:db8::2" }))).toBe(true);
    await failMany(1, { "x-forwarded-for": "2001:db8:0:1::1" });
  });

  test("are not delayed behind a proxy that is not configured", async () => {
    await start();
    await failMany(10, { "x-forwarded-for": "198.51.100.1" });
    const metrics = await scrape(app.ask);
    expect(metrics.value("whoseline_failed_sign_ins_total", { reason: "invalid_credential" })).toBe(10);
  });

  test("occupy no slot of other requests", async () => {
    await start({ limits: { failedSignInsMax: 0, inFlightMax: 2, queuedMax: 2 } });
    for (let sent = 0; sent < 6; sent++) expect(await isDelayed(fail())).toBe(true);
    expect((await app.ask(path)).status).toBe(200);
  });

  test("close the connection when too many are delayed", async () => {
    await start({ limits: { failedSignInsMax: 0, delayedSignInsPerNetworkMax: 2 } });
    for (let sent = 0; sent < 2; sent++) expect(await isDelayed(fail())).toBe(true);
    const { status, headers } = await fail();
    expect([status, headers.get("connection")]).toEqual([401, "close"]);
  });
});
