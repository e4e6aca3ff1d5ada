import { startServer } from "../processes.ts";
import { Connection, requestOf } from "../routes/connection.ts";
import { idOf } from "../routes/world.ts";
import { contestant, loadHttp } from "./contestant.ts";
import type { Started, Want } from "./peer.ts";
import type { PostgresPeer } from "./postgres.ts";
import { fillService, organizationId } from "./service/fill.ts";
import { repeated } from "./whoseline.ts";
import { organizations, type PeersWorld } from "./world.ts";

const prepared = 50_000;
const key = "service-key-of-the-benchmark";

/** The hand-written service: Express, zod, drizzle and PostgreSQL. */
export async function startHandwritten(
  { world, seconds }: Want,
  { createDatabase, pid }: PostgresPeer,
): Promise<Started> {
  const database = await createDatabase("service");
  const bytes = await fillService(database, world);
  const server = await startServer("peers/service/server.ts", database, key);
  const { url } = server;
  await verify(url, world);
  const http = (next: () => Buffer) => contestant([server.pid, pid], () => loadHttp({ url, seconds, next }));
  const [name, assigns] = ["Express, zod, drizzle, PostgreSQL", assignsOf(world)];
  return {
    lookups: { [name]: http(repeated(prepared, (turn) => lookup(world, turn))) },
    reads: {
      [`${name}, the same user`]: http(repeated(1, () => user(world, 0))),
      [`${name}, users at random`]: http(repeated(prepared, (turn) => user(world, turn * 7919))),
    },
    assigns: { [name]: http(assigns) },
    memory: { "PostgreSQL, tables and indexes on disk": bytes },
    stop: () => server.stop(),
  };
}

const lookup = (world: PeersWorld, turn: number): Buffer =>
  requestOf("GET", `/lookup?provider=twilio&to=%2B${world.line(world.spread(turn)).slice(1)}`, key);

const user = (world: PeersWorld, turn: number): Buffer =>
  requestOf(
    "GET",
    `/organizations/${organizationId(0)}/users/${idOf("a", turn % (world.users / organizations))}`,
    key,
  );

function assignsOf(world: PeersWorld): () => Buffer {
  let next = 0;
  return () => {
    const turn = next++;
    if (turn >= world.spare) throw new Error("the world of the benchmark has no more numbers to assign");
    const [of, place] = [turn % organizations, Math.floor(turn / organizations)];
    const usersIn = world.users / organizations;
    const body = {
      targetUserId: idOf("a", of * usersIn + (place % usersIn)),
      provider: "twilio",
      phoneNumber: world.line(world.lines + of * (world.spare / organizations) + place),
    };
    const path = `/organizations/${organizationId(of)}/phone-numbers`;
    return requestOf("POST", path, key, JSON.stringify(body));
  };
}

async function verify(url: string, world: PeersWorld): Promise<void> {
  const connection = await Connection.open(url);
  const answer = await connection.ask(lookup(world, 1));
  connection.close();
  if (JSON.parse(answer).holder?.userId !== world.holder(world.spread(1)))
    throw new Error(`a lookup was answered wrongly: ${answer}`);
}
