import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
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

/** Sends a request's head, waits until it was read, and gives what sends the body and takes the first line back. */
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

test("a body that comes after its sender was removed changes nothing", async () => {
  const finish = await begin(native("/users"), acme.admin.key, late.length);
  expect((await app.ask(`DELETE ${native(`/users/${acme.admin.id}`)}`)).status).toBe(200);
  expect(await finish(late)).toBe("HTTP/1.1 401 Unauthorized");
  expect((await app.ask(`GET ${native("/users?q=late")}`)).json.items).toEqual([]);
});

test("a body that means nothing gives a removed sender no time either", async () => {
  const path = `/v2/organizations/users/${acme.member.id}/actions/remove`;
  const finish = await begin(path, acme.admin.key, 2);
  expect((await app.ask(`DELETE ${native(`/users/${acme.admin.id}`)}`)).status).toBe(200);
  expect(await finish("{}")).toBe("HTTP/1.1 401 Unauthorized");
  expect((await app.ask(`GET ${native(`/users/${acme.member.id}`)}`)).status).toBe(200);
});

test("a body that comes after the organization was suspended changes nothing", async () => {
  const finish = await begin(native("/users"), acme.admin.key, late.length);
  await app.ask(`PATCH ${native("")}`, { body: { status: "suspended" } });
  expect(await finish(late)).toBe("HTTP/1.1 403 Forbidden");
});

test("a client that sends no HTTP and never closes its side is let go", async () => {
  const before = await connections();
  const socket = open();
  socket.write("NOT HTTP\r\n\r\n");
  const [answer] = await once(socket, "data");
  expect(String(answer)).toContain("HTTP/1.1 400 ");
  await until("the socket is gone", async () => (await connections()) <= before || undefined);
});

test("a client that does not read its answers holds a stop up for 25 seconds at most", async () => {
  const socket = open();
  // Several megabytes: more than the buffers of both ends take.
  const request = "GET /docs/static/swagger-ui-bundle.js HTTP/1.1\r\nhost: x\r\n\r\n";
  socket.pause().write(request.repeat(8));
  await setTimeout(1500);
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
