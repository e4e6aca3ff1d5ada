import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { RouteKeeper } from "../../src/core/route-keeper.ts";
import { createStore, openEngine, openStore } from "../../src/storage/open.ts";
import { createPool, createPostgresEngine } from "../../src/storage/postgres.ts";
import { type RunningApp, startAppOn } from "../helpers/app.ts";
import { type Ask, createAsk } from "../helpers/ask.ts";
import { report, times } from "../helpers/depth.ts";
import { engineNames, makeDatabase, type TestDatabase } from "../helpers/engines.ts";
import { type Cluster, startCluster } from "../helpers/instances.ts";
import { startProcess } from "../helpers/process.ts";
import { TcpProxy } from "../helpers/proxy.ts";
import { until } from "../helpers/until.ts";
import { created, makeOrganization, type Organization } from "../helpers/world.ts";

interface Answer {
  readonly holder: { readonly userId: string } | null;
  readonly source: string;
  readonly ageMs: number;
}

const question = ({ provider, line }: { provider: string; line: string }) =>
  `GET /registry/v1/routes/inbound?provider=${provider}&to=${encodeURIComponent(line)}`;
const lookUp = async (ask: Ask, line: { provider: string; line: string }): Promise<Answer> =>
  (await ask(question(line))).json;

/** Numbers that users take in turns, so that many races go on at once. */
async function makeLines(ask: Ask, { id }: Organization, count: number) {
  const at = `/registry/v1/organizations/${id}/numbers`;
  const lines: { id: string; provider: string; line: string }[] = [];
  for (let index = 0; index < count; index++)
    lines.push(await created(ask, at, { provider: "twilio", line: `+1416777${1000 + index}` }));
  return lines;
}

describe.each(engineNames)("on %s", (engine) => {
  const races = times(engine === "sqlite" ? 500 : 300, 10_000);
  let cluster: Cluster;
  let acme: Organization;
  beforeAll(async () => {
    cluster = await startCluster(engine, 1);
    acme = await makeOrganization(cluster.ask, "acme", "1");
    await cluster.at(0).core.keeper.built;
  });
  afterAll(() => cluster.close());

  test("a question that begins after an acknowledged unassign never gives the old holder", {
    timeout: 600_000,
  }, async () => {
    const { ask } = cluster;
    const users = [acme.member.id, acme.other.id];
    let raced = 0;
    const race = async (number: { id: string; provider: string; line: string }) => {
      for (; raced < races; raced++) {
        const at = `/registry/v1/organizations/${acme.id}/numbers/${number.id}/holders/${users[raced % 2]}`;
        expect((await ask(`PUT ${at}`, { body: {} })).status).toBe(200);
        expect(await lookUp(ask, number)).toMatchObject({ holder: { userId: users[raced % 2] } });
        const asked = [lookUp(ask, number), ask(`DELETE ${at}`)] as const;
        expect((await asked[1]).status).toBe(200);
        expect(await lookUp(ask, number)).toMatchObject({ holder: null, source: "memory" });
        await asked[0];
      }
    };
    await Promise.all((await makeLines(ask, acme, 1)).map(race));
    report(`routes: ${raced} unassigns on ${engine}, after none of them the old holder was given`);
  });
});

test("at three instances no answer is older than it says", { timeout: 600_000 }, async () => {
  const rounds = times(150, 3_000);
  const cluster = await startCluster("postgres", 3);
  try {
    const acme = await makeOrganization(cluster.ask, "acme", "1");
    await Promise.all(cluster.instances.map(({ core }) => core.keeper.built));
    const number = acme.twilio;
    const ages: number[] = [];
    let stale = 0;
    for (let round = 0; round < rounds; round++) {
      const user = [acme.member, acme.other][round % 2]?.id;
      const at = `/registry/v1/organizations/${acme.id}/numbers/${number.id}/holders/${user}`;
      const writer = cluster.at(round).ask;
      const [assigned, unassigned] = [await writer(`PUT ${at}`, { body: {} }), await writer(`DELETE ${at}`)];
      expect([assigned.status, unassigned.status]).toEqual([200, 200]);
      const acknowledged = performance.now();
      for (const other of [1, 2]) {
        const { ask } = cluster.at(round + other);
        await until("the other instance knows", async () => {
          const asked = performance.now();
          const { holder, ageMs } = await lookUp(ask, number);
          if (holder === null) return true;
          stale += 1;
          expect(ageMs).toBeGreaterThanOrEqual(asked - acknowledged);
          return false;
        });
        ages.push(performance.now() - acknowledged);
      }
    }
    ages.sort((left, right) => left - right);
    const at = (share: number) => Math.round(ages[Math.floor(ages.length * share)] ?? 0);
    report(
      `routes: ${rounds} unassigns seen by two others after ${at(0.5)} ms (p50), ${at(0.99)} ms (p99); ${stale} answers were old and said so`,
    );
  } finally {
    await cluster.close();
  }
});

describe("while the database is away", () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let app: RunningApp;
  let other: RunningApp;
  let acme: Organization;
  let router: string;
  beforeAll(async () => {
    database = await makeDatabase("postgres");
    proxy = await TcpProxy.open(Number(new URL(inject("postgresUrl")).port));
    other = await startAppOn(database.database);
    acme = await makeOrganization(other.ask, "acme", "1");
    router = (await created(other.ask, "/registry/v1/router-keys", { name: "edge" })).key;
    const url = new URL(database.database);
    url.port = String(proxy.port);
    const pool = createPool(url.href, { query_timeout: 500, connectionTimeoutMillis: 500 });
    app = await startAppOn(database.database, {}, { store: createStore(createPostgresEngine(pool)) });
    await app.core.keeper.built;
  });
  afterAll(async () => {
    await app.close();
    await other.close();
    await proxy.close();
    await database.drop();
  });

  test.each(["cut", "hang"] as const)("(%s) answers go on, say their age, and catch up", async (mode) => {
    const ask = createAsk(app.url, router);
    const at = `/registry/v1/organizations/${acme.id}/numbers/${acme.twilio.id}/holders`;
    await other.ask(`PUT ${at}/${acme.member.id}`, { body: {} });
    const isHeldBy = (userId: string) => async () =>
      (await lookUp(ask, acme.twilio)).holder?.userId === userId;
    await until("the assign is known", isHeldBy(acme.member.id));
    proxy.set(mode);
    await until("the database is away", async () => (await app.ask("GET /readyz")).status === 503);
    const body = { from: acme.member.id, to: acme.other.id };
    const moved = await other.ask(
      `POST /registry/v1/organizations/${acme.id}/numbers/${acme.twilio.id}/transfer`,
      { body },
    );
    expect(moved.status).toBe(200);
    const asked = performance.now();
    const { status, json } = await ask(question(acme.twilio));
    expect(status).toBe(200);
    expect(json).toMatchObject({ holder: { userId: acme.member.id }, source: "memory" });
    await until("the age grows", async () => (await lookUp(ask, acme.twilio)).ageMs > json.ageMs + 50);
    expect((await lookUp(ask, acme.twilio)).ageMs).toBeGreaterThanOrEqual(performance.now() - asked);
    expect((await ask(`${question(acme.twilio)}&fresh=true`)).status).toBe(503);
    expect((await app.ask(`GET /registry/v1/organizations/${acme.id}`)).status).toBe(503);
    proxy.set("pass");
    await until("the transfer is known", isHeldBy(acme.other.id));
    await until("the age is small again", async () => (await lookUp(ask, acme.twilio)).ageMs < 500);
    await other.ask(`DELETE ${at}/${acme.other.id}`);
    await other.ask(`DELETE ${at}/${acme.member.id}`);
  });

  test("a feed that lost an event is noticed, and the index built anew", async () => {
    const engine = await openEngine(database.database);
    const reader = engine.reader;
    const ask = createAsk(app.url, router);
    const at = `/registry/v1/organizations/${acme.id}/numbers/${acme.sinch.id}/holders`;
    await other.ask(`PUT ${at}/${acme.member.id}`, { body: {} });
    await until("the assign is known", async () => (await lookUp(ask, acme.sinch)).holder !== null);
    // As after a failover that lost what no standby had: the tables are as before the last change.
    await reader.script(`alter table events disable trigger user;
      delete from assignments where organization_id = '${acme.id}' and unassigned_at is null;
      delete from events where organization_id = '${acme.id}'
        and seq = (select seq from organization_heads where organization_id = '${acme.id}');
      update organization_heads set seq = seq - 1 where organization_id = '${acme.id}';
      alter table events enable trigger user;`);
    await engine.close();
    await until("nobody holds it", async () => (await lookUp(ask, acme.sinch)).holder === null);
  });
});

test("an index that took long to build is kept up from then on like any other", async () => {
  const { database, drop } = await makeDatabase("postgres");
  await (await startAppOn(database)).close();
  const store = await openStore(database);
  const keeper = new RouteKeeper(store, { onRead: () => occupy(500) });
  try {
    keeper.start();
    await keeper.built;
    const age = () => keeper.knowledge?.ageMs ?? Number.NaN;
    const whenBuilt = age();
    let oldest = whenBuilt;
    await until("it was looked for changes", () => {
      oldest = Math.max(oldest, age());
      return age() < whenBuilt;
    });
    expect(oldest).toBeLessThan(3 * whenBuilt);
  } finally {
    await keeper.close();
    await store.close();
    await drop();
  }
});

/** Keeps the process from doing anything else. */
function occupy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test("after SIGKILL the index is what the database says", async () => {
  const { database, drop } = await makeDatabase("sqlite");
  try {
    const first = await startProcess({ WHOSELINE_DATABASE: database });
    const acme = await makeOrganization(first.ask, "acme", "1");
    const numbers = await makeLines(first.ask, acme, 20);
    const users = [acme.member.id, acme.other.id, acme.admin.id];
    const write = async (index: number): Promise<void> => {
      const at = `/registry/v1/organizations/${acme.id}/numbers/${numbers[index % 20]?.id}/holders`;
      const method = index % 3 === 0 ? "DELETE" : "PUT";
      const flags = { isInboundEnabled: index % 5 !== 0 };
      await first.ask(`${method} ${at}/${users[index % 3]}`, method === "PUT" ? { body: flags } : {});
    };
    const writing = Promise.allSettled(
      Array.from({ length: 8 }, async (_, client) => {
        for (let index = client; index < 10_000; index += 8) await write(index);
      }),
    );
    await until("numbers are held", async () => (await lookUp(first.ask, numbers[7] ?? acme.twilio)).holder);
    await first.stop("SIGKILL");
    await writing;
    const second = await startProcess({ WHOSELINE_DATABASE: database });
    await until("it is ready", async () => (await second.ask("GET /readyz")).status === 200);
    const lines = [...numbers, acme.twilio].map(({ provider, line }) => ({ provider, to: line }));
    const ask = async (fresh: boolean) =>
      (await second.ask("POST /registry/v1/routes/inbound", { body: { lines, fresh } })).json.items;
    const [memory, stored] = [await ask(false), await ask(true)];
    expect(memory.map((it: Answer) => ({ ...it, source: "database" }))).toEqual(stored);
    expect(memory.filter(({ holder }: Answer) => holder !== null).length).toBeGreaterThan(0);
    expect(await second.stop("SIGTERM")).toBe(0);
  } finally {
    await drop();
  }
});
