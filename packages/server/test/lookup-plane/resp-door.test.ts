import { describe, expect, test } from "vitest";
import { superadminKey } from "../helpers/app.ts";
import { scrape } from "../helpers/metrics.ts";
import { encode, RespClient } from "../helpers/resp.ts";
import { holderPath, useTestContext } from "../helpers/test-context.ts";
import { until } from "../helpers/until.ts";
import { created } from "../helpers/world.ts";

const context = useTestContext("sqlite", {
  // The threads read the clock of the system.
  now: Date.now,
  settings: { WHOSELINE_RESP_PORT: "0", WHOSELINE_LOOKUP_THREADS: "2" },
});
const portOf = () => context.app.lookupPlane?.ports.resp ?? 0;
const keyOf = ({ provider, line } = context.acme.twilio) => `inbound:${provider}:${line}`;

/** Signed in on as many connections as make it probable that each thread has one. */
const openMany = (key: string) =>
  Promise.all(Array.from({ length: 6 }, () => RespClient.signedIn(portOf(), key)));
const askMany = (clients: readonly RespClient[], ...words: readonly string[]) =>
  Promise.all(clients.map((client) => client.ask(...words)));

describe("the RESP door", () => {
  test("answers with the bytes of the HTTP lookup, from memory", async () => {
    const { acme, admin, app } = context;
    expect((await admin.put(holderPath(acme.twilio, acme.member), {})).status).toBe(200);
    const { key } = await created(app.ask, "/registry/v1/router-keys", { name: "router" });
    const { provider, line } = acme.twilio;
    const http = await app.ask(
      `GET /registry/v1/routes/inbound?provider=${provider}&to=${encodeURIComponent(line)}`,
      { key },
    );
    const clients = await openMany(key);
    expect(new Set(await askMany(clients, "GET", keyOf()))).toEqual(new Set([http.text]));
    expect(await clients[0]?.ask("GET", `outbound:twilio:${acme.member.id}`)).toContain(line);
    expect(await clients[0]?.ask("GET", "inbound:twilio:+14165559999")).toBeNull();
    for (const client of clients) client.close();
  });

  test("counts a failed AUTH as a failed sign-in, with its address", async () => {
    const client = await RespClient.open(portOf());
    expect(String(await client.ask("AUTH", `wl_${"Ab1".repeat(16)}Ab`))).toContain("WRONGPASS");
    client.close();
    const metrics = await scrape(context.app.ask);
    expect(metrics.value("whoseline_failed_sign_ins_total", { reason: "invalid_credential" })).toBe(1);
    expect(context.app.logged.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ msg: "failed sign-in", address: "127.0.0.1" }),
    );
  });

  test("counts commands, errors and connections of each thread", async () => {
    const clients = await openMany(superadminKey);
    await askMany(clients, "GET", keyOf());
    await clients[0]?.ask("NOTHING");
    const sumOf = async (name: string, labels: Record<string, string>) => {
      const metrics = await scrape(context.app.ask);
      return ["1", "2"].reduce((sum, thread) => sum + metrics.value(name, { thread, ...labels }), 0);
    };
    await until("the connections are counted", async () => {
      return (await sumOf("whoseline_lookup_thread_connections", { door: "resp" })) === 6;
    });
    const commands = "whoseline_lookup_thread_commands_total";
    await until("the commands are counted", async () => (await sumOf(commands, { result: "ok" })) >= 12);
    await until("the error is counted", async () => (await sumOf(commands, { result: "error" })) > 0);
    for (const client of clients) client.close();
  });
});

describe("the next command on an open connection is refused once", () => {
  const around = async (key: string, change: () => Promise<{ status: number }>) => {
    const clients = await openMany(key);
    const before = await askMany(clients, "GET", keyOf());
    expect(before.filter((reply) => reply instanceof Error)).toEqual([]);
    expect((await change()).status).toBeLessThan(300);
    const after = await askMany(clients, "GET", keyOf());
    for (const client of clients) client.close();
    return [
      ...new Set(after.map((reply) => (reply instanceof Error ? reply.message.split(" ", 1)[0] : reply))),
    ];
  };

  test("its key is revoked", async () => {
    const { id, key } = await created(context.app.ask, "/registry/v1/router-keys", { name: "router" });
    const revoke = () => context.app.ask(`DELETE /registry/v1/router-keys/${id}`);
    expect(await around(key, revoke)).toEqual(["NOAUTH"]);
  });

  test("its user is disabled", async () => {
    const { admin } = context.acme;
    const disable = () => context.platform.patch(`/users/${admin.id}`, { status: "disabled" });
    expect(await around(admin.key, disable)).toEqual(["NOAUTH"]);
  });

  test("its user has lost the role", async () => {
    const { admin } = context.acme;
    const demote = () => context.platform.patch(`/users/${admin.id}`, { role: "member" });
    expect(await around(admin.key, demote)).toEqual(["NOPERM"]);
  });

  test("its organization is suspended", async () => {
    const suspend = () => context.platform.patch("", { status: "suspended" });
    expect(await around(context.acme.admin.key, suspend)).toEqual(["NOPERM"]);
  });

  test("1000 times, while commands are under way on other connections", { timeout: 120_000 }, async () => {
    const { admin } = context.acme;
    const racing = (await openMany(admin.key)).slice(0, 2);
    const checked = await RespClient.signedIn(portOf(), admin.key);
    let isOver = false;
    const race = racing.map(async (client) => {
      while (!isOver) {
        await client.ask("GET", keyOf());
        // After a refusal the connection has no caller.
        await client.ask("AUTH", admin.key);
      }
    });
    let stale = 0;
    for (let round = 0; round < 1000; round++) {
      await context.platform.patch(`/users/${admin.id}`, { status: "disabled" });
      if (!((await checked.ask("GET", keyOf())) instanceof Error)) stale += 1;
      await context.platform.patch(`/users/${admin.id}`, { status: "active" });
      expect(await checked.ask("AUTH", admin.key)).toBe("OK");
      expect(await checked.ask("GET", keyOf())).not.toBeInstanceOf(Error);
    }
    isOver = true;
    await Promise.all(race);
    for (const client of [...racing, checked]) client.close();
    expect(stale).toBe(0);
  });
});

test("answers commands that were pipelined in their order", async () => {
  const client = await RespClient.signedIn(portOf(), superadminKey);
  const words = Array.from({ length: 200 }, (_, index) =>
    index % 3 === 0 ? ["GET", keyOf()] : index % 3 === 1 ? ["PING", String(index)] : ["EXISTS", keyOf()],
  );
  client.socket.write(Buffer.concat(words.map((it) => encode(...it))));
  for (const [index] of words.entries()) {
    const reply = await client.read();
    if (index % 3 === 0) expect(reply).toContain('"source":"memory"');
    else expect(reply).toBe(index % 3 === 1 ? String(index) : 1);
  }
  client.close();
});
