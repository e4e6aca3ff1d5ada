import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { RespServer } from "../../src/resp/resp-server.ts";
import { capturedLogger } from "../helpers/captured.ts";
import { RespClient, useResp } from "../helpers/resp.ts";
import { holderPath, useTestContext } from "../helpers/test-context.ts";

const execute = promisify(execFile);
const context = useTestContext("sqlite");
const resp = useResp(() => ({ sessions: context.app.lookupSessions }));
const unknown = "inbound:twilio:+14165559999";
const known = () => `inbound:twilio:${context.acme.twilio.line}`;

const isMissing = (program: string): boolean =>
  spawnSync(program, ["--version"]).error !== undefined && process.env.CI !== "true";

beforeEach(async () => {
  await context.admin.put(holderPath(context.acme.twilio, context.acme.member));
});

describe("ioredis", () => {
  test("connects, looks up and pipelines", async () => {
    const client = new Redis({ port: resp.port, password: context.acme.admin.key, connectionName: "edge" });
    expect(JSON.parse((await client.get(known())) ?? "")).toMatchObject({ why: { rule: "inboundHolder" } });
    expect(await client.hgetall(known())).toMatchObject({ holder: context.acme.member.id });
    expect(await client.hgetall(unknown)).toEqual({});
    expect(await client.hmget(known(), "rule", "nothing")).toEqual(["inboundHolder", null]);
    expect(await client.mget(unknown, known())).toEqual([null, expect.stringContaining("inboundHolder")]);
    expect(await client.exists(unknown, known())).toBe(1);
    const results = await client.pipeline().get(unknown).hget(known(), "holder").get("wrong").exec();
    expect(results?.map(([error, value]) => error?.message.slice(0, 14) ?? value)).toEqual([
      null,
      context.acme.member.id,
      "ERR A key must",
    ]);
    await client.quit();
  });

  test("reports an invalid key", async () => {
    const client = new Redis({ port: resp.port, password: "wrong", lazyConnect: true, retryStrategy: null });
    const failed = new Promise<Error>((resolve) => client.once("error", resolve));
    await expect(client.connect().then(() => client.get(known()))).rejects.toThrow();
    expect(String(await failed)).toMatch(/WRONGPASS/);
    client.disconnect();
  });
});

describe.each([2, 3] as const)("the client redis with version %i of the protocol", (RESP) => {
  test("connects and looks up", async () => {
    const client = createClient({
      url: `redis://127.0.0.1:${resp.port}`,
      password: context.acme.admin.key,
      RESP,
    });
    client.on("error", () => {});
    await client.connect();
    const fields = await client.hGetAll(known());
    expect({ ...fields }).toMatchObject({ holder: context.acme.member.id, rule: "inboundHolder" });
    expect(await client.mGet([unknown, known()])).toEqual([null, expect.stringContaining("inboundHolder")]);
    expect(await client.get(unknown)).toBeNull();
    await expect(client.set("a", "b")).rejects.toThrow(/unknown command 'set'/);
    await client.close();
  });
});

describe.skipIf(isMissing("redis-cli"))("redis-cli", () => {
  const cli = async (words: readonly string[], key = context.acme.admin.key): Promise<string> => {
    const all = ["-h", "127.0.0.1", "-p", String(resp.port), ...words];
    const { stdout, stderr } = await execute("redis-cli", all, {
      env: { ...process.env, REDISCLI_AUTH: key },
    });
    return stdout + stderr;
  };

  test("looks up", async () => {
    expect(JSON.parse(await cli(["GET", known()]))).toMatchObject({ why: { rule: "inboundHolder" } });
    expect(await cli(["--no-raw", "GET", unknown])).toBe("(nil)\n");
    expect(await cli(["--no-raw", "-3", "HGET", known(), "holder"])).toBe(`"${context.acme.member.id}"\n`);
    expect(await cli(["EXISTS", known(), unknown])).toBe("1\n");
    expect(await cli(["SET", "a", "b"])).toMatch(/^ERR unknown command 'set'/);
  });

  test("shows the commands and their help", async () => {
    expect(await cli(["COMMAND", "COUNT"])).toBe("16\n");
    expect(await cli(["COMMAND", "DOCS", "hget"])).toContain(
      "Returns a field of the answer of a lookup, or nil.",
    );
  });

  test("reports an invalid key", async () => {
    expect(await cli(["GET", known()], "wrong")).toMatch(/AUTH failed: WRONGPASS The credential is invalid/);
  });
});

describe.skipIf(isMissing("redis-benchmark"))("redis-benchmark", () => {
  test("loads the door with pipelined lookups", async () => {
    const { port } = resp;
    const key = ["-a", context.acme.admin.key];
    const load = ["-n", "2000", "-c", "8", "-P", "16", "-r", "100000", "-q"];
    const { stdout } = await execute("redis-benchmark", [
      ...["-p", String(port), ...key, ...load],
      ...["GET", "inbound:twilio:+1__rand_int__"],
    ]);
    expect(stdout).toMatch(/requests per second/);
    expect(resp.server.stats.commands.get("get")).toBeGreaterThanOrEqual(2000);
  });
});

describe.skipIf(isMissing("openssl"))("over TLS", () => {
  const folder = mkdtempSync(join(tmpdir(), "whoseline-tls-"));
  const [keyFile, certFile] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const door: { server?: RespServer; port: number; cert: string } = { port: 0, cert: "" };

  beforeAll(async () => {
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
    const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"];
    await execute("openssl", ["req", "-x509", ...made, ...subject, "-keyout", keyFile, "-out", certFile]);
    door.cert = readFileSync(certFile, "utf8");
    door.server = new RespServer({
      sessions: context.app.lookupSessions,
      logger: capturedLogger(),
      tls: { key: readFileSync(keyFile), cert: door.cert },
    });
    door.port = await door.server.listen({ port: 0, host: "127.0.0.1" });
  });
  afterAll(async () => {
    await door.server?.close();
    rmSync(folder, { recursive: true });
  });

  test("serves a client that trusts the certificate", async () => {
    const { port, cert } = door;
    const client = new Redis({ port, password: context.acme.admin.key, tls: { ca: cert } });
    expect(await client.hget(known(), "rule")).toBe("inboundHolder");
    await client.quit();
  });

  test("does not serve a client without TLS", async () => {
    const client = await RespClient.open(door.port);
    client.socket.write("PING\r\n");
    expect(await client.readAll()).not.toContain("PONG");
  });
});
