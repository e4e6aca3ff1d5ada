import type { AddressInfo } from "node:net";
import fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tooManyExports } from "../../src/http/errors.ts";
import { type ExportedText, exportLimits, sendExport } from "../../src/http/export-response.ts";
import { StreamSlots } from "../../src/http/stream-slots.ts";
import { until } from "../helpers/until.ts";

// The texts of these exports cannot be made with lists: they wait, fail and have no end.

let server: FastifyInstance;
let text: () => AsyncIterable<string>;
let released: number;
let access: () => Promise<void>;
let url: string;
let closing: AbortController;

beforeEach(async () => {
  released = 0;
  closing = new AbortController();
  access = async () => {};
  server = fastify();
  server.decorate("closing", closing.signal);
  server.decorate("streams", {
    ...{ heartbeatMs: 1000, slowReaderMs: 1000 },
    slots: new StreamSlots(exportLimits),
    exportSlots: new StreamSlots(exportLimits, tooManyExports),
    releaseSlot: () => {
      released += 1;
    },
  });
  server.addHook("onRequest", async (request) => {
    Object.assign(request, {
      principal: { credentialId: "key" },
      context: { organizationId: "acme" },
      recheckAccess: () => access(),
    });
  });
  const answer: ExportedText = { contentType: "text/csv", fileName: "a.csv", open: async () => text() };
  server.get("/", (request, reply) => sendExport(request, reply, answer));
  await server.listen();
  url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/`;
});
afterEach(() => server.close());

const line = `${"x".repeat(999)}\n`;

test("sends a text as it is written, and occupies no in-flight slot", async () => {
  text = async function* () {
    for (let index = 0; index < 100; index += 1) yield line;
  };
  const response = await fetch(url);
  expect(await response.text()).toBe(line.repeat(100));
  expect(released).toBe(1);
});

test("answers with an error that occurs before the first part", async () => {
  text = async function* () {
    yield* [];
    throw new Error("no storage");
  };
  const response = await fetch(url);
  expect([response.status, response.headers.get("content-disposition")]).toEqual([500, null]);
});

test.each(["GET", "HEAD"])("%s answers with an error of the opening, which is no file", async (method) => {
  text = () => {
    throw new Error("no storage");
  };
  const { status, headers } = await fetch(url, { method });
  expect([status, headers.get("content-disposition")]).toEqual([500, null]);
});

test("breaks the connection when the text fails, so that the client sees it", async () => {
  text = async function* () {
    yield line;
    throw new Error("no storage");
  };
  const response = await fetch(url);
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow();
});

test("breaks the connection when access is revoked", async () => {
  text = async function* () {
    yield line;
    yield line;
  };
  let checks = 0;
  access = async () => {
    checks += 1;
    if (checks > 1) throw new Error("revoked");
  };
  await expect((await fetch(url)).text()).rejects.toThrow();
});

test("breaks the connection when the server stops, and lets it stop", async () => {
  let isEnded = false;
  text = async function* () {
    try {
      for (;;) yield line;
    } finally {
      isEnded = true;
    }
  };
  const response = await fetch(url);
  closing.abort();
  await expect(response.text()).rejects.toThrow();
  await until("the export has ended", () => isEnded);
});

test("reads no further than the client, and stops when it disconnects", async () => {
  let parts = 0;
  let isEnded = false;
  text = async function* () {
    try {
      for (; ; parts += 1) yield line.repeat(100);
    } finally {
      isEnded = true;
    }
  };
  const aborted = new AbortController();
  const response = await fetch(url, { signal: aborted.signal });
  await response.body?.getReader().read();
  // As much as the buffers of the connection take.
  let before = -1;
  await until("the server waits for the client", () => {
    const isWaiting = before === parts;
    before = parts;
    return isWaiting;
  });
  expect(parts).toBeLessThan(1000);
  aborted.abort();
  await until("the export has ended", () => isEnded);
});

test("lets other requests run between two parts", async () => {
  let turns = 0;
  let isEnded = false;
  text = async function* () {
    for (let index = 0; index < 200; index += 1) yield "x";
    isEnded = true;
  };
  const count = () => {
    if (isEnded) return;
    turns += 1;
    setImmediate(count);
  };
  const response = fetch(url);
  count();
  await (await response).text();
  expect(turns).toBeGreaterThanOrEqual(200);
});

test("limits the exports of one credential", async () => {
  const ends = Promise.withResolvers<void>();
  text = async function* () {
    yield line;
    await ends.promise;
  };
  const running = await Promise.all(Array.from({ length: exportLimits.perCredential }, () => fetch(url)));
  const refused = await fetch(url);
  expect(refused.status).toBe(500);
  expect(await refused.text()).toContain(
    `limit of ${exportLimits.perCredential} running exports of this credential`,
  );
  ends.resolve();
  await Promise.all(running.map((response) => response.text()));
  await until("a slot is free", async () => (await fetch(url)).status === 200);
});
