import { beforeEach, expect, test } from "vitest";
import { updateOrganization } from "../../src/core/organizations/organizations.ts";
import { startApp, superadminKey, useApp } from "../helpers/app.ts";
import { openStream } from "../helpers/sse.ts";
import { until } from "../helpers/until.ts";
import { RawConnection, requestHead } from "../helpers/wire.ts";
import { created, makeOrganization, type Organization } from "../helpers/world.ts";

const app = useApp({ scope: "test", engine: "sqlite", limits: { heartbeatMs: 20, slowReaderMs: 200 } });
let acme: Organization;
beforeEach(async () => {
  acme = await makeOrganization(app.ask, "acme", "1");
});

const path = () => `/registry/v1/organizations/${acme.id}/events/stream`;
const authorization = () => ({ authorization: `Bearer ${acme.admin.key}` });

/** Commits some hundred changes with events as large as possible. */
async function commitChanges(): Promise<void> {
  const principal = await app.installation.principalOfUser(acme.owner.id);
  await Promise.all(
    Array.from({ length: 300 }, (_, index) => {
      const context = app.installation.as(principal, acme.id, {
        dialect: "native",
        requestId: "x".repeat(64),
      });
      return updateOrganization(context, { name: `${index}`.padEnd(200, "x") });
    }),
  );
}

test("closes the stream of a client that does not read; it resumes without lost or repeated events", async () => {
  const wire = new RawConnection(app.url);
  wire.socket.pause();
  wire.send(requestHead(`GET ${path()}`, authorization()));
  const hasEnded = () => app.logged.some((line) => line.includes("event stream ended"));
  await until("the stream is closed", async () => {
    await commitChanges();
    return hasEnded();
  });
  wire.socket.resume();
  await wire.closed();
  const seen = [...wire.text.matchAll(/\nid: (\d+)-\w+\nevent: \S+\ndata: .*\n(?:\r\n)?\n/g)].map(([, id]) =>
    Number(id),
  );
  // The second stream is not about slow readers, however slow this machine is.
  Object.assign(app.server.streams, { slowReaderMs: 60_000 });
  const { head } = (await app.ask(`GET /registry/v1/organizations/${acme.id}/events?limit=1`)).json;
  expect(seen.length).toBeLessThan(head);
  const reader = await openStream(app.url + path(), acme.admin.key, {
    "last-event-id": String(seen.at(-1) ?? 0),
  });
  while (seen.at(-1) !== head) seen.push((await reader.next())?.data.seq);
  await reader.close();
  expect(seen).toEqual(Array.from({ length: head }, (_, index) => index + 1));
});

test("ends with a comment and the time to reconnect when the server stops", async () => {
  const stopping = await startApp({ engine: "sqlite" });
  const { id, admin } = await makeOrganization(stopping.ask, "acme", "1");
  const streams = [
    [`/registry/v1/organizations/${id}/events/stream?after=now`, admin.key],
    ["/registry/v1/events/stream?cursor=now", superadminKey],
  ] as const;
  const wires = streams.map(([stream, key]) => {
    const wire = new RawConnection(stopping.url);
    wire.send(requestHead(`GET ${stream}`, { authorization: `Bearer ${key}` }));
    return wire;
  });
  for (const wire of wires)
    await until("the stream is open", () => wire.text.includes(": stream opened\n\n"));
  await stopping.close();
  for (const wire of wires) {
    await wire.closed();
    expect(wire.text).toMatch(/: the server is shutting down\nretry: [1-5]\d{3}\n\n\r\n0\r\n\r\n$/);
  }
});

test("ends without them when the key is revoked", async () => {
  const { key, id } = await created(app.ask, `/registry/v1/organizations/${acme.id}/api-keys`, {
    userId: acme.admin.id,
    name: "reader",
  });
  const wire = new RawConnection(app.url);
  wire.send(requestHead(`GET ${path()}`, { authorization: `Bearer ${key}` }));
  await until("the stream is open", () => wire.text.includes("event: apiKey.created"));
  await app.ask(`DELETE /registry/v1/organizations/${acme.id}/api-keys/${id}`);
  await until("the stream has ended", () => wire.text.endsWith("0\r\n\r\n"));
  expect(wire.text).not.toContain("retry:");
  wire.socket.destroy();
});

test("sends heartbeats while nothing happens", async () => {
  const wire = new RawConnection(app.url);
  wire.send(requestHead(`GET ${path()}`, authorization()));
  await until("three heartbeats arrive", () => wire.text.split(": heartbeat\n\n").length > 3);
  wire.socket.destroy();
});
