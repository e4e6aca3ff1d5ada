import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { Agent, buildConnector, request } from "undici";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { AddressNotAllowed, HostGuard, type ResolveHost } from "../../src/outbound/host-guard.ts";
import { OutboundClient } from "../../src/outbound/outbound-client.ts";
import { isPublicAddress } from "../../src/outbound/public-address.ts";
import { privateSpellings } from "./private-spellings.ts";

/** Connections that arrived at this host, over IPv4 and IPv6, whatever was sent over them. */
let connections = 0;
let servers: readonly Server[] = [];
let port = 0;

const listen = async (host: string, wanted: number): Promise<Server> => {
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject).listen(wanted, host, resolve);
  await promise;
  return server;
};

beforeAll(async () => {
  const first = await listen("0.0.0.0", 0);
  port = (first.address() as AddressInfo).port;
  // A machine without IPv6 has only the first.
  const second = await listen("::1", port).catch(() => undefined);
  servers = second === undefined ? [first] : [first, second];
});
afterAll(() => {
  for (const server of servers) server.close();
});
beforeEach(() => {
  connections = 0;
});

/** What names mean in these tests. */
const resolveHost: ResolveHost = async (host) => {
  if (/^(?:private|mapped|rebinding|several)\./.test(host)) return [{ address: "127.0.0.1", family: 4 }];
  throw Object.assign(new Error("no such host"), { code: "ENOTFOUND" });
};

const spellings = privateSpellings();

test("there are 200 spellings of private addresses and names", () => {
  expect(spellings.length).toBeGreaterThanOrEqual(200);
  expect(new Set(spellings).size).toBe(spellings.length);
});

const connect = async (agent: Agent, url: string): Promise<unknown> =>
  request(url, { dispatcher: agent, signal: AbortSignal.timeout(300) }).then(
    ({ body }) => body.dump(),
    (error: unknown) => error,
  );

const urlOf = (host: string): string | undefined => URL.parse(`https://${host}:${port}/`)?.href;

test("no spelling of a private address is reached, and without the guard many are", async () => {
  const guard = new HostGuard({ resolveHost });
  const guarded = new Agent({ connect: guard.connector(buildConnector, { timeout: 300 }) });
  const urls = spellings.map(urlOf).filter((url) => url !== undefined);
  for (const url of urls) {
    const error = await connect(guarded, url);
    const isRefused = error instanceof AddressNotAllowed || (error as { code?: string }).code === "ENOTFOUND";
    expect({ url, isRefused }).toEqual({ url, isRefused: true });
  }
  expect(connections).toBe(0);
  await guarded.destroy();

  const unguarded = new Agent({ connect: { timeout: 300 } });
  const local = urls.filter((url) => /127\.|localhost|\[::1\]|0\.0\.0\.0/.test(url));
  for (const url of local) await connect(unguarded, url);
  expect(connections).toBeGreaterThan(30);
  await unguarded.destroy();
}, 120_000);

test("no spelling can be saved", () => {
  const guard = new HostGuard({ resolveHost });
  const accepted = spellings.filter((host) => guard.urlProblem(`https://${host}:${port}/`) === undefined);
  // Names are accepted until they are looked up.
  expect(accepted.filter((host) => !/\.example$/.test(host))).toEqual([]);
});

test("a guard of the lookup alone would not be asked for literal addresses", async () => {
  const agent = new Agent({
    connect: {
      timeout: 300,
      lookup: (_host, _options, callback) => callback(new AddressNotAllowed("not allowed"), []),
    },
  });
  await connect(agent, `https://127.0.0.1:${port}/`);
  expect(connections).toBe(1);
  await agent.destroy();
});

describe("a name", () => {
  test("with a private address cannot be saved", async () => {
    const guard = new HostGuard({ resolveHost });
    expect(await guard.currentProblem("https://private.example/")).toBe(
      "must be a host on the public internet",
    );
    expect(await guard.currentProblem("https://unknown.example/")).toBeUndefined();
  });

  test("with one private address among public ones is refused", async () => {
    const guard = new HostGuard({
      resolveHost: async () => [
        { address: "93.184.215.14", family: 4 },
        { address: "10.0.0.1", family: 4 },
      ],
    });
    expect(await guard.currentProblem("https://several.example/")).toBeDefined();
  });

  test("that has a public address when it is saved and a private one when it is connected is refused", async () => {
    let lookups = 0;
    const rebinding: ResolveHost = async () => {
      lookups += 1;
      return [{ address: lookups === 1 ? "93.184.215.14" : "127.0.0.1", family: 4 }];
    };
    const client = new OutboundClient({ resolveHost: rebinding });
    const url = `https://rebinding.example:${port}/`;
    expect(await client.urlProblem(url)).toBeUndefined();
    const result = await client.post({ url, headers: {}, body: "" });
    expect([result, lookups, connections]).toMatchObject([{ failure: "address_not_allowed" }, 2, 0]);
    await client.close();
  });

  test("that is allowed may be private and without TLS", async () => {
    const received: string[] = [];
    const server = createHttpServer((message, response) => {
      received.push(message.url ?? "");
      response.end();
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(0, "127.0.0.1", resolve);
    await promise;
    const url = `http://localhost:${(server.address() as AddressInfo).port}/hook`;
    const refusing = new OutboundClient({ resolveHost });
    expect(await refusing.post({ url, headers: {}, body: "" })).toMatchObject({ failure: "url_not_allowed" });
    const allowing = new OutboundClient({ resolveHost, allowedHosts: ["localhost"] });
    expect(await allowing.post({ url, headers: {}, body: "" })).toMatchObject({ status: 200 });
    expect(received).toEqual(["/hook"]);
    await Promise.all([refusing.close(), allowing.close()]);
    server.closeAllConnections();
    server.close();
  });
});

test("a client that was closed before its first request sends nothing", async () => {
  const client = new OutboundClient({ resolveHost, allowedHosts: ["127.0.0.1"] });
  await client.close();
  const result = await client.post({ url: `http://127.0.0.1:${port}/`, headers: {}, body: "" });
  expect([result, connections]).toMatchObject([{ failure: "connection_failed" }, 0]);
});

test.each([
  ["http://hooks.example/", "must be an https URL"],
  ["ftp://hooks.example/", "must be an https URL"],
  ["hooks.example", "must be an https URL"],
  ["", "must be an https URL"],
  ["https://user:secret@hooks.example/", "must not contain a user name or a password"],
  ["https://hooks.example/#part", "must not contain a fragment"],
  ["https://localhost/", "must be a host on the public internet"],
  ["https://app.localhost./", "must be a host on the public internet"],
  ["https://169.254.169.254/latest/meta-data", "must be a host on the public internet"],
])("%s %s", (url, problem) => {
  expect(new HostGuard().urlProblem(url)).toBe(problem);
});

test.each([
  ["93.184.215.14", true],
  ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", true],
  ["100.64.0.1", false],
  ["192.0.0.170", false],
  ["198.18.0.1", false],
  ["::ffff:93.184.215.14", false],
  ["64:ff9b::5db8:d70e", false],
  ["2002:5db8:d70e::1", false],
  ["2001:0:5db8:d70e::1", false],
  ["fd00::1", false],
  ["fe80::1%eth0", false],
  ["ff02::1", false],
  ["not an address", false],
])("%s is public: %s", (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic);
});
