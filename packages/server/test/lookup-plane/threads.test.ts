import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { request as sendSecurely } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectSecurely } from "node:tls";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { type RunningApp, startApp, type TestAppOptions } from "../helpers/app.ts";
import { scrape } from "../helpers/metrics.ts";
import { sendRaw } from "../helpers/raw.ts";
import { until } from "../helpers/until.ts";
import { RawConnection, requestHead } from "../helpers/wire.ts";
import { makeWorld } from "../helpers/world.ts";
import { lookupUrl } from "./threads.ts";

let app: RunningApp | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

async function start(
  settings: Record<string, string> = {},
  options: TestAppOptions = {},
): Promise<RunningApp> {
  app = await startApp({
    engine: "sqlite",
    now: Date.now,
    settings: { WHOSELINE_LOOKUP_PORT: "0", WHOSELINE_LOOKUP_THREADS: "1", ...settings },
    ...options,
  });
  await app.installation.routeIndexSync.built;
  return app;
}

const path = "/registry/v1/routes/inbound?provider=twilio&to=%2B14165550101";
const headersOf = (key: string) => ({ authorization: `Bearer ${key}` });
const lookUp = (running: RunningApp, key: string) =>
  sendRaw(lookupUrl(running), { method: "GET", path, headers: headersOf(key) });

test("there are no lookup threads without a port", async () => {
  app = await startApp({ engine: "sqlite" });
  expect(app.lookupPlane).toBeUndefined();
  expect((await scrape(app.ask)).samples.filter(({ name }) => name.startsWith("whoseline_lookup"))).toEqual(
    [],
  );
});

test("a thread that ends is logged and replaced, at the same port", async () => {
  const running = await start();
  const { acme } = await makeWorld(running.ask);
  expect((await lookUp(running, acme.admin.key)).status).toBe(200);
  await running.lookupPlane?.threads[0]?.terminate();
  const answer = await until("the thread is replaced", () =>
    lookUp(running, acme.admin.key).catch(() => undefined),
  );
  expect(answer).toMatchObject({ status: 200, json: { source: "memory" } });
  expect(running.logged.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ level: 50, thread: 1, msg: "a lookup thread ended and is replaced" }),
  );
  const metrics = await scrape(running.ask);
  expect(metrics.value("whoseline_lookup_thread_restarts_total", { thread: "1" })).toBe(1);
});

test("several threads listen at one port, and their metrics add up", async () => {
  const running = await start({ WHOSELINE_LOOKUP_THREADS: "3" });
  const { acme } = await makeWorld(running.ask);
  for (let turn = 0; turn < 2; turn++) {
    const answers = await Promise.all(Array.from({ length: 30 }, () => lookUp(running, acme.admin.key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  }
  await sendRaw(lookupUrl(running), { method: "GET", path, headers: headersOf("x") });
  const metrics = await scrape(running.ask);
  const sumOf = (name: string, labels: Record<string, string> = {}) =>
    ["1", "2", "3"].reduce((sum, thread) => sum + metrics.value(name, { thread, ...labels }), 0);
  expect(sumOf("whoseline_lookup_thread_requests_total", { source: "memory" })).toBe(60);
  expect(sumOf("whoseline_lookup_thread_requests_total", { source: "main" })).toBe(1);
  expect(sumOf("whoseline_lookup_thread_callers_total", { result: "hit" })).toBeGreaterThan(20);
  const labels = { dialect: "native", operation: "routeInbound" };
  expect(metrics.value("whoseline_requests_total", { ...labels, status: "200" })).toBe(60);
  expect(metrics.value("whoseline_requests_total", { ...labels, status: "401" })).toBe(1);
  expect(metrics.value("whoseline_request_duration_seconds_count", labels)).toBe(61);
  const outcome = { question: "inbound", outcome: "unassigned" };
  expect(metrics.value("whoseline_route_lookups_total", outcome)).toBe(60);
  // A second scrape counts nothing twice.
  expect((await scrape(running.ask)).value("whoseline_requests_total", { ...labels, status: "200" })).toBe(
    60,
  );
});

test("a failed sign-in at the lookup port is counted and logged with the client's address", async () => {
  const running = await start();
  expect((await lookUp(running, `wl_${"Ab1".repeat(16)}Ab`)).status).toBe(401);
  const metrics = await scrape(running.ask);
  expect(metrics.value("whoseline_failed_sign_ins_total", { reason: "invalid_credential" })).toBe(1);
  expect(running.logged.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ msg: "failed sign-in", address: "127.0.0.1" }),
  );
});

test("every lookup counts against the rate limit of both ports, with its headers", async () => {
  const limit = 50;
  const running = await start({ WHOSELINE_RATE_LIMIT: String(limit) });
  const { acme } = await makeWorld(running.ask);
  const ask = (url: string) => sendRaw(url, { method: "GET", path, headers: headersOf(acme.admin.key) });
  for (let count = 1; count < limit; count += 2) {
    expect((await ask(running.url)).headers.get("ratelimit")).toContain(`r=${limit - count}`);
    expect((await ask(lookupUrl(running))).headers.get("ratelimit")).toContain(`r=${limit - count - 1}`);
  }
  expect((await ask(lookupUrl(running))).status).toBe(429);
});

test("a stop answers the request in flight and closes idle connections", async () => {
  const running = await start();
  const { acme } = await makeWorld(running.ask);
  const idle = new RawConnection(lookupUrl(running));
  idle.send(requestHead(`GET ${path}`, headersOf(acme.admin.key)));
  await idle.sees("200 OK");
  const half = new RawConnection(lookupUrl(running));
  half.send(`GET ${path} HTTP/1.1\r\nhost: x\r\n`);
  app = undefined;
  const closed = running.close();
  half.send(`authorization: Bearer ${acme.admin.key}\r\n\r\n`);
  await closed;
  await idle.closed();
  await half.closed();
});

test("a port that another program has stops the start with a sentence", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await until("it listens", () => other.listening);
  const { port } = other.address() as AddressInfo;
  await expect(start({ WHOSELINE_LOOKUP_PORT: String(port) })).rejects.toThrow(
    `Another program listens at 127.0.0.1:${port}. Stop it, or choose another port with WHOSELINE_LOOKUP_PORT.`,
  );
  other.close();
});

test("an address or a name that is not of this machine stops the start with a sentence", async () => {
  const sentence = (setting: string, host: string) =>
    `${setting} must be an address or a name of this machine, such as 127.0.0.1, or 0.0.0.0 for all interfaces; ${host} is none`;
  await expect(start({ WHOSELINE_LOOKUP_HOST: "203.0.113.9" })).rejects.toThrow(
    sentence("WHOSELINE_LOOKUP_HOST", "203.0.113.9"),
  );
  const resp = { WHOSELINE_RESP_PORT: "0", WHOSELINE_RESP_HOST: "no.such.name.invalid" };
  await expect(start(resp)).rejects.toThrow(sentence("WHOSELINE_RESP_HOST", "no.such.name.invalid"));
});

test("an address without TLS that is not this machine's own is warned about", async () => {
  const warnings = ({ logged }: RunningApp) => logged.filter((line) => line.includes("without TLS")).length;
  const running = await start({ WHOSELINE_LOOKUP_HOST: "0.0.0.0" });
  expect(warnings(running)).toBe(1);
  await running.close();
  expect(warnings(await start())).toBe(0);
});

describe("with a certificate", () => {
  const folder = mkdtempSync(join(tmpdir(), "whoseline-tls-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const makeCertificate = () =>
    execFileSync(
      "openssl",
      [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
        ...["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
        ...["-keyout", key, "-out", cert],
      ],
      { stdio: "ignore" },
    );
  makeCertificate();
  const files = { WHOSELINE_LOOKUP_TLS_CERT_FILE: cert, WHOSELINE_LOOKUP_TLS_KEY_FILE: key };

  function lookUpSecurely(running: RunningApp, apiKey: string): Promise<number | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    const url = new URL(path, lookupUrl(running).replace("http:", "https:"));
    const options = { ca: readFileSync(cert), headers: headersOf(apiKey), agent: false };
    sendSecurely(url, options, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once("error", reject)
      .end();
    return promise;
  }

  test("the lookup port speaks TLS, and nothing else", async () => {
    const running = await start(files);
    const { acme } = await makeWorld(running.ask);
    expect(await lookUpSecurely(running, acme.admin.key)).toBe(200);
    await expect(lookUp(running, acme.admin.key)).rejects.toThrow();
  });

  const doorsWithTls = { ...files, WHOSELINE_RESP_PORT: "0" };
  const fingerprintAt = async (port = 0) => {
    const socket = connectSecurely({ port, host: "127.0.0.1", rejectUnauthorized: false });
    await once(socket, "secureConnect");
    const { fingerprint256 } = socket.getPeerCertificate();
    socket.destroy();
    return fingerprint256;
  };
  const fingerprints = ({ lookupPlane }: RunningApp) =>
    Promise.all([fingerprintAt(lookupPlane?.ports.http), fingerprintAt(lookupPlane?.ports.resp)]);

  test("a renewed certificate is used for new connections at both ports, and by a replaced thread", async () => {
    const running = await start(doorsWithTls);
    const [before] = await fingerprints(running);
    makeCertificate();
    const { fingerprint256: renewed } = new X509Certificate(readFileSync(cert));
    expect(renewed).not.toBe(before);
    running.lookupPlane?.renewCertificate();
    await until("both ports use the certificate", async () =>
      (await fingerprints(running)).every((it) => it === renewed),
    );
    await running.lookupPlane?.threads[0]?.terminate();
    const replaced = await until("the thread is replaced", () =>
      fingerprints(running).catch(() => undefined),
    );
    expect(replaced).toEqual([renewed, renewed]);
  });

  test("the former certificate stays in use when the new one cannot be read", async () => {
    const running = await start(doorsWithTls);
    const [before, formerKey] = [await fingerprints(running), readFileSync(key)];
    writeFileSync(key, "half of a key");
    running.lookupPlane?.renewCertificate();
    expect(await fingerprints(running)).toEqual(before);
    expect(running.logged.filter((line) => line.includes("cannot be renewed"))).toHaveLength(1);
    writeFileSync(key, formerKey);
  });

  test("a client that never begins TLS is disconnected after the time for a request's head", async () => {
    const running = await start(files, { limits: { headersMs: 300 } });
    const silent = connect(Number(new URL(lookupUrl(running)).port), "127.0.0.1");
    silent.on("error", () => {}).resume();
    await once(silent, "close");
  });

  test("a client that never begins TLS does not delay the stop", async () => {
    const running = await start({ ...files, WHOSELINE_LOOKUP_THREADS: "1" });
    const { acme } = await makeWorld(running.ask);
    const silent = connect(Number(new URL(lookupUrl(running)).port), "127.0.0.1");
    await once(silent, "connect");
    // The thread has accepted the connection before this one.
    expect(await lookUpSecurely(running, acme.admin.key)).toBe(200);
    app = undefined;
    await running.close();
    silent.destroy();
  });

  test.each([
    [
      "a missing file",
      { ...files, WHOSELINE_LOOKUP_TLS_CERT_FILE: join(folder, "none") },
      "readable file (ENOENT)",
    ],
    [
      "a file that is no key",
      { ...files, WHOSELINE_LOOKUP_TLS_KEY_FILE: cert },
      "a certificate chain and its private key",
    ],
  ])("%s stops the start with a sentence", async (_, settings, sentence) => {
    await expect(start(settings)).rejects.toThrow(sentence);
  });
});
