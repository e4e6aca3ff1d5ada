import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { inPipelineOrder } from "../../src/http/pipeline.ts";
import { engineNames } from "../helpers/engines.ts";
import { holderPath, lastSeq, useTestContext } from "../helpers/test-context.ts";
import { until } from "../helpers/until.ts";
import { RawConnection, requestHead } from "../helpers/wire.ts";

const organizations = "/registry/v1/organizations";
let connections: RawConnection[] = [];
afterEach(() => {
  for (const { socket } of connections) socket.destroy();
  connections = [];
});

function open(url: string): RawConnection {
  const connection = new RawConnection(url);
  connections.push(connection);
  return connection;
}

/** The bodies of all responses, which are JSON. */
const bodies = ({ text }: RawConnection) =>
  text
    .split(/HTTP\/1\.1 \d+ /)
    .slice(1)
    .map((response) => JSON.parse(response.split("\r\n\r\n")[1] || "null"));

describe.each(engineNames)("pipelined on %s", (engine) => {
  const context = useTestContext(engine);

  const request = (line: string, body?: object) => {
    const text = body === undefined ? "" : JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${context.acme.admin.key}`,
      ...(body !== undefined && { "content-type": "application/json", "content-length": `${text.length}` }),
    };
    return requestHead(line, headers) + text;
  };
  const of = (path: string) => `${organizations}/${context.acme.id}${path}`;
  const held = () => of(holderPath(context.acme.twilio, context.acme.member));
  const assign = (label: string) => request(`PUT ${held()}`, { label });
  const list = () => request(`GET ${of(`/assignments?number=${context.acme.twilio.id}`)}`);
  async function answered(connection: RawConnection, count: number) {
    await until(`${count} responses arrive`, () => connection.statuses.length === count);
    return bodies(connection);
  }

  test("a read sees the write before it and not the one after it", async () => {
    const pairs = 60;
    const connection = open(context.app.url);
    const labels = Array.from({ length: pairs }, (_, index) => `label ${index}`);
    connection.send(labels.map((label) => assign(label) + list()).join(""));
    const answers = await answered(connection, 2 * pairs);
    expect(new Set(connection.statuses)).toEqual(new Set([200]));
    expect(answers.map((it) => it.label ?? it.items[0]?.label)).toEqual(labels.flatMap((it) => [it, it]));
  });

  test("a lookup from memory sees the assign before it and not the unassign after it", async () => {
    await context.app.installation.routeIndexSync.built;
    const { provider, line } = context.acme.twilio;
    const lookup = request(
      `GET /registry/v1/routes/inbound?provider=${provider}&to=%2B${line.replace("+", "")}`,
    );
    const rounds = 60;
    const connection = open(context.app.url);
    connection.send(`${assign("x")}${lookup}${request(`DELETE ${held()}`)}${lookup}`.repeat(rounds));
    const answers = await answered(connection, 4 * rounds);
    const holders = answers.filter((it) => it.holder !== undefined).map((it) => it.holder?.userId);
    expect(holders).toEqual(
      Array.from({ length: 2 * rounds }, (_, index) =>
        index % 2 === 0 ? context.acme.member.id : undefined,
      ),
    );
  });

  test("two writes run in their order", async () => {
    const rounds = 40;
    const connection = open(context.app.url);
    connection.send((assign("x") + request(`DELETE ${held()}`)).repeat(rounds));
    await answered(connection, 2 * rounds);
    expect(new Set(connection.statuses)).toEqual(new Set([200]));
  });

  test("a write is not started when its connection closes first", async () => {
    const head = await lastSeq(context);
    const connection = open(context.app.url);
    // The stream is a read that never ends.
    connection.send(request(`GET ${of("/events/stream")}`) + assign("x"));
    await connection.sees("stream opened");
    connection.socket.destroy();
    await connection.closed();
    expect(await lastSeq(context)).toBe(head);
  });
});

describe("pipelined requests", () => {
  let server: Server;
  let started: ServerResponse[];
  let rejected: string[];
  let url: string;
  beforeEach(async () => {
    [started, rejected] = [[], []];
    const listener = inPipelineOrder(
      (_request, response) => started.push(response),
      ({ url = "" }, response) => {
        rejected.push(url);
        response.writeHead(503).end();
      },
      { pipelinedMax: 3, pipelinedTotalMax: 5 },
    );
    server = createServer(listener).listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  const post = (name: string) => requestHead(`POST /${name}`, { "content-length": "0" });
  const rejects = (...names: string[]) =>
    until(`${names} are rejected`, () => rejected.join() === names.map((name) => `/${name}`).join());

  test("are not started after a response that closes their connection", async () => {
    const connection = open(url);
    connection.send(["first", "a"].map(post).join(""));
    const first = await until("the first is started", () => started[0]);
    first.writeHead(200, { connection: "close" }).end();
    await connection.closed();
    expect([connection.statuses, started.length]).toEqual([[200], 1]);
  });

  test("beyond the limit of a connection are rejected, and the earlier ones are answered", async () => {
    const connection = open(url);
    connection.send(["first", "a", "b", "c", "d", "e"].map(post).join(""));
    await rejects("d", "e");
    for (let index = 0; index < 4; index++)
      (await until("the next one is started", () => started[index])).end();
    await until("all are answered", () => connection.statuses.length === 6);
    expect(connection.statuses).toEqual([200, 200, 200, 200, 503, 503]);
  });

  test("beyond the limit of all connections are rejected, until one closes or is answered", async () => {
    const [one, two] = [open(url), open(url)];
    one.send(["first", "a", "b", "c"].map(post).join(""));
    await until("the first is started", () => started.length === 1);
    two.send(["first", "a", "b", "late"].map(post).join(""));
    await rejects("late");
    one.socket.destroy();
    await until("the connection is closed", () => started[0]?.destroyed);
    const three = open(url);
    three.send(["first", "a", "b", "c", "last"].map(post).join(""));
    await rejects("late", "last");
    expect(started).toHaveLength(3);
  });
});
