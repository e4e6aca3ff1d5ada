import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useApp } from "../helpers/app.ts";
import { until } from "../helpers/until.ts";
import { makeOrganization, type Organization } from "../helpers/world.ts";

const app = useApp({ scope: "test" });
let acme: Organization;
let sockets: Socket[];
beforeEach(async () => {
  acme = await makeOrganization(app.ask, "acme", "1");
  sockets = [];
});
afterEach(async () => {
  vi.useRealTimers();
  for (const socket of sockets) socket.destroy();
});

function open(): Socket {
  const { hostname, port } = new URL(app.url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true }).on("error", () => {});
  sockets.push(socket);
  return socket;
}

const connections = () =>
  new Promise<number>((resolve) => app.server.server.getConnections((_, count) => resolve(count)));

/** Sends a request's headers and waits until they are read. Returns a function that sends the body and returns the status line. */
async function begin(path: string, key: string, length: number) {
  const socket = open();
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\nexpect: 100-continue\r\n\r\n`,
  );
  await once(socket, "data");
  return async (body: string): Promise<string> => {
    socket.write(body);
    const [answer] = await once(socket, "data");
    return String(answer).split("\r\n")[0] ?? "";
  };
}

const native = (path: string) => `/registry/v1/organizations/${acme.id}${path}`;
const late = JSON.stringify({ name: "Late", email: "late@acme.example" });

test("rejects a body that arrives after its sender was removed", async () => {
  const finish = await begin(native("/users"), acme.admin.key, late.length);
  expect((await app.ask(`DELETE ${native(`/users/${acme.admin.id}`)}`)).status).toBe(200);
  expect(await finish(late)).toBe("HTTP/1.1 401 Unauthorized");
  expect((await app.ask(`GET ${native("/users?q=late")}`)).json.items).toEqual([]);
});

test("rejects an ignored body that arrives after its sender was removed", async () => {
  const path = `/v2/organizations/users/${acme.member.id}/actions/remove`;
  const finish = await begin(path, acme.admin.key, 2);
  expect((await app.ask(`DELETE ${native(`/users/${acme.admin.id}`)}`)).status).toBe(200);
  expect(await finish("{}")).toBe("HTTP/1.1 401 Unauthorized");
  expect((await app.ask(`GET ${native(`/users/${acme.member.id}`)}`)).status).toBe(200);
});

test("rejects a body that arrives after the organization was suspended", async () => {
  const finish = await begin(native("/users"), acme.admin.key, late.length);
  await app.ask(`PATCH ${native("")}`, { body: { status: "suspended" } });
  expect(await finish(late)).toBe("HTTP/1.1 403 Forbidden");
});

test("closes the connection of a client that sends no HTTP and never closes its side", async () => {
  const before = await connections();
  const socket = open();
  socket.write("NOT HTTP\r\n\r\n");
  const [answer] = await once(socket, "data");
  expect(String(answer)).toContain("HTTP/1.1 400 ");
  await until("the socket is closed", async () => (await connections()) <= before || undefined);
});

test("a client that does not read its responses delays a shutdown by at most 25 seconds", async () => {
  const connected = once(app.server.server, "connection");
  const socket = open();
  const [serverSide] = (await connected) as [Socket];
  // Several megabytes, more than the socket buffers of both ends.
  const request = "GET /docs/static/swagger-ui-bundle.js HTTP/1.1\r\nhost: x\r\n\r\n";
  socket.pause().write(request.repeat(8));
  await until("the socket buffers are full", stalled(serverSide));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  let isClosed = false;
  const closed = app.server.close().then(() => {
    isClosed = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  await vi.advanceTimersByTimeAsync(24_000);
  expect(isClosed).toBe(false);
  await vi.advanceTimersByTimeAsync(1000);
  await closed;
});

/** Returns a condition that holds when data waits for the socket and none was sent since the last few checks. */
function stalled(socket: Socket): () => boolean {
  let [sent, checks] = [-1, 0];
  return () => {
    const buffered = socket.writableLength;
    const flushed = socket.bytesWritten - buffered;
    checks = buffered > 0 && flushed === sent ? checks + 1 : 0;
    sent = flushed;
    return checks >= 5;
  };
}
