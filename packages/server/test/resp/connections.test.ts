import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import type { RespLimits } from "../../src/resp/limits.ts";
import { RespServer } from "../../src/resp/resp-server.ts";
import { superadminKey, useApp } from "../helpers/app.ts";
import { capturedLogger } from "../helpers/captured.ts";
import { times } from "../helpers/depth.ts";
import { encode, RespClient } from "../helpers/resp.ts";
import { until } from "../helpers/until.ts";

const app = useApp();
const lookUp = encode("GET", "inbound:twilio:+14165559999");
const noAnswer = "$-1\r\n";

const clock = { now: 0 };
const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const it of opened.splice(0).toReversed()) await it.close();
});

async function start(limits: Partial<RespLimits> = {}) {
  clock.now = 0;
  const { lookupSessions: sessions } = app;
  const server = new RespServer({ sessions, logger: capturedLogger(), limits, now: () => clock.now });
  opened.push(server);
  return { server, port: await server.listen({ port: 0, host: "127.0.0.1" }) };
}
async function open(port: number): Promise<RespClient> {
  const client = await RespClient.open(port);
  opened.push(client);
  return client;
}
async function signedIn(port: number): Promise<RespClient> {
  const client = await RespClient.signedIn(port, superadminKey);
  opened.push(client);
  return client;
}
/** Moves the clock and lets the door look at its connections. */
function pass(server: RespServer, ms: number): void {
  clock.now += ms;
  server.sweep();
}

describe("closes", () => {
  test("a connection that sends an HTTP request, without an answer", async () => {
    const { port } = await start();
    const client = await open(port);
    client.socket.write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    expect(await client.readAll()).toBe("");
  });

  test("a connection after a protocol error, with an answer also to the commands before it", async () => {
    const { port } = await start();
    const client = await open(port);
    client.socket.write("PING\r\n*1\r\n:1\r\nPING\r\n");
    expect(await client.readAll()).toBe("+PONG\r\n-ERR Protocol error: an argument begins with '$'\r\n");
  });

  test("a connection after QUIT, without the commands behind it", async () => {
    const { port } = await start();
    const client = await open(port);
    client.socket.write("PING\r\nQUIT\r\nPING\r\n");
    expect(await client.readAll()).toBe("+PONG\r\n+OK\r\n");
  });

  test("a connection whose client has sent its last byte, after the answers", async () => {
    const { port } = await start();
    const client = await open(port);
    client.socket.end(Buffer.concat([encode("AUTH", superadminKey), lookUp, encode("PING")]));
    expect(await client.readAll()).toBe(`+OK\r\n${noAnswer}+PONG\r\n`);
  });

  test("a connection without AUTH after the time for it", async () => {
    const { server, port } = await start({ signInMs: 1000, idleMs: 60_000 });
    const [stranger, caller] = [await open(port), await signedIn(port)];
    expect(await stranger.ask("PING")).toBe("PONG");
    pass(server, 1000);
    await until("the stranger is disconnected", () => stranger.isClosed);
    expect(await caller.ask("PING")).toBe("PONG");
  });

  test("a connection without commands after the time for it", async () => {
    const { server, port } = await start({ idleMs: 1000 });
    const [idle, busy] = [await signedIn(port), await signedIn(port)];
    pass(server, 999);
    expect(await busy.ask("PING")).toBe("PONG");
    pass(server, 1);
    await until("the idle client is disconnected", () => idle.isClosed);
    expect(await busy.ask("PING")).toBe("PONG");
  });

  test("the oldest connection without AUTH when there are too many of them", async () => {
    const { port } = await start({ strangersMax: 2 });
    const caller = await signedIn(port);
    const strangers = [await open(port), await open(port)];
    for (const stranger of strangers) expect(await stranger.ask("PING")).toBe("PONG");
    strangers.push(await open(port));
    await until("the oldest is disconnected", () => strangers[0]?.isClosed);
    expect(await strangers[1]?.ask("PING")).toBe("PONG");
    expect(await strangers[2]?.ask("PING")).toBe("PONG");
    expect(await caller.ask("PING")).toBe("PONG");
  });
});

test("rejects connections beyond the limit", async () => {
  const { server, port } = await start({ connectionsMax: 1 });
  const first = await signedIn(port);
  const second = await open(port);
  expect(await second.readAll()).toBe("-ERR max number of clients reached\r\n");
  expect(server.stats).toMatchObject({ connections: 1, rejectedConnections: 1 });
  first.close();
  await until("the first is gone", () => server.stats.connections === 0);
  await signedIn(port);
});

describe("a client that does not read its answers", () => {
  const unreadBytesMax = 64 * 1024;
  const length = 10_000;
  /** Commands with long answers until the door reads no more of them. */
  async function flood(client: RespClient): Promise<number> {
    client.socket.pause();
    let sent = 0;
    while (client.socket.writableLength < 10 * length) {
      client.socket.write(encode("PING", "x".repeat(length)));
      sent += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return sent;
  }

  test("is not served further, and gets every answer once it reads", async () => {
    const { server, port } = await start({ unreadBytesMax });
    const client = await signedIn(port);
    const sent = await flood(client);
    const executed = () => server.stats.commands.get("ping") ?? 0;
    expect(executed()).toBeLessThan(sent);
    client.socket.resume();
    await until("every command was executed", () => executed() === sent);
    await until("every answer was read", () => client.received.length >= sent * length);
  });

  test("gets its own answers, whatever other clients get meanwhile", async () => {
    const { server, port } = await start({ unreadBytesMax });
    const [slow, quick] = [await signedIn(port), await signedIn(port)];
    const sent = await flood(slow);
    for (let time = 0; time < 20; time++) expect(await quick.ask("PING", "y".repeat(length))).toContain("y");
    slow.socket.resume();
    await until("every command was executed", () => server.stats.commands.get("ping") === sent + 20);
    await until("every answer was read", () => slow.received.length >= sent * length);
    expect(slow.received).not.toContain("y");
  });

  test("is disconnected after a time", async () => {
    const { server, port } = await start({ unreadBytesMax, slowReaderMs: 1000 });
    const client = await signedIn(port);
    await flood(client);
    pass(server, 1000);
    await until("the door has no connection", () => server.stats.connections === 0);
  });
});

describe("failed sign-ins beyond the limit", () => {
  const limits = { failedSignInsMax: 2, signInDelayMs: 1e9, delayedSignInsPerNetworkMax: 1 };
  const strict = useApp({ limits });

  test("wait, and close the connection when too many wait", async () => {
    const server = new RespServer({ sessions: strict.lookupSessions, logger: capturedLogger() });
    opened.push(server);
    const port = await server.listen({ port: 0, host: "127.0.0.1" });
    const [waiting, closed] = [await open(port), await open(port)];
    for (let attempt = 0; attempt < 2; attempt++)
      expect(String(await waiting.ask("AUTH", "wrong"))).toMatch(/WRONGPASS/);
    waiting.socket.write(encode("AUTH", "wrong"));
    await until("the answer waits", () => strict.server.failedSignIns.delayed === 1);
    expect(await closed.ask("AUTH", "wrong")).toBeInstanceOf(Error);
    expect(await closed.readAll()).toBe("");
    expect(waiting.received).toBe("");
    waiting.socket.resetAndDestroy();
    await until("the answer waits no more", () => strict.server.failedSignIns.delayed === 0);
  });
});

describe("at a shutdown", () => {
  test("answers the commands that were received, and closes", async () => {
    const { server, port } = await start();
    const client = await signedIn(port);
    client.socket.write(Buffer.concat(Array.from({ length: 100 }, () => lookUp)));
    await until("a command was received", () => server.stats.commands.get("get"));
    await server.close();
    expect(await client.readAll()).toBe(noAnswer.repeat(100));
  });

  test("disconnects clients that do not read", async () => {
    const { server, port } = await start({ unreadBytesMax: 1, drainMs: 1 });
    const client = await signedIn(port);
    client.socket.pause();
    for (let time = 0; time < 100; time++) client.socket.write(encode("COMMAND"));
    await until("commands were executed", () => server.stats.commands.get("command"));
    await server.close();
    await until("the door has no connection", () => server.stats.connections === 0);
  });
});

test("a pipeline gets the same replies however its bytes are split", async () => {
  const { port } = await start();
  const words = fc.constantFrom(
    ["GET", "inbound:twilio:+14165559999"],
    ["MGET", "inbound:twilio:+14165559999", "inbound:sinch:+447700900123"],
    ["GET", "inbound:twilio:1"],
    ["AUTH", superadminKey],
    ["AUTH", "x", superadminKey],
    ["HELLO", "2", "SETNAME", "x"],
    ["PING"],
    ["PING", "é\r\n"],
    ["EXISTS", "outbound:twilio:0123456789abcdef01234567"],
    ["CLIENT", "GETNAME"],
    ["SELECT", "1"],
    ["COMMAND", "COUNT"],
    ["NOTHING"],
  );
  const replies = async (chunks: readonly Buffer[]) => {
    const client = await signedIn(port);
    for (const chunk of chunks) {
      client.socket.write(chunk);
      await new Promise((resolve) => setImmediate(resolve));
    }
    client.socket.end();
    return (await client.readAll()).replaceAll(/\$2\r\nid\r\n:\d+/g, "id");
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(words, { minLength: 1, maxLength: 15 }),
      fc.array(fc.nat(), { maxLength: 8 }),
      async (commands, positions) => {
        const bytes = Buffer.concat(commands.map((it) => encode(...it)));
        const sorted = positions.map((it) => it % bytes.length).toSorted((a, b) => a - b);
        const split = [0, ...sorted].map((from, index) => bytes.subarray(from, sorted[index]));
        expect(await replies(split)).toBe(await replies([bytes]));
      },
    ),
    { numRuns: times(40, 1000) },
  );
});

test("random bytes end in an error or wait for more, and the door goes on", async () => {
  const { server, port } = await start();
  const part = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom(
        "*1\r\n",
        "$4\r\nPING\r\n",
        "*3\r\n",
        "AUTH x\r\n",
        "\r\n",
        "HELLO 3\r\n",
        "$-1\r\n",
        "*99999\r\n",
      )
      .map((text) => Buffer.from(text)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 8 }), fc.boolean(), async (parts, isCaller) => {
      const client = isCaller ? await signedIn(port) : await open(port);
      client.socket.end(Buffer.concat(parts));
      const text = await client.readAll();
      expect(text).toMatch(/^([-+:$*%_][^\r\n]*\r\n|[^\r\n]*\r\n)*$/);
    }),
    { numRuns: times(150, 5000) },
  );
  expect(await (await open(port)).ask("PING")).toBe("PONG");
  expect(server.stats.connections).toBeGreaterThan(0);
});
