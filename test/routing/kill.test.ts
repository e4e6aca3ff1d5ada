import { expect, test } from "vitest";
import { providers } from "../../src/model.ts";
import type { Ask } from "../helpers/ask.ts";
import { type EngineName, engineNames, makeDatabase } from "../helpers/engines.ts";
import { startInstance } from "../helpers/instances.ts";
import { type ServerProcess, startProcess } from "../helpers/process.ts";
import { type Everything, everythingIn, expectAsRebuilt } from "../helpers/route-contents.ts";
import { until } from "../helpers/until.ts";
import { makeOrganization, type Organization } from "../helpers/world.ts";
import { type Answer, lookUp, makeLines } from "./questions.ts";

test.each(engineNames)("on %s after SIGKILL every index is what the database says", async (engine) => {
  const { database, drop } = await makeDatabase(engine);
  const first = await startProcess({ WHOSELINE_DATABASE: database });
  const bystanders = await startBystanders(engine, database);
  try {
    const acme = await makeOrganization(first.ask, "acme", "1");
    await killWhileWriting(first, acme);
    for (const bystander of bystanders) await expectAsRebuilt(bystander, database);
    const second = await startProcess({ WHOSELINE_DATABASE: database });
    await until("it is ready", async () => (await second.ask("GET /readyz")).status === 200);
    const everything = await everythingIn(database);
    const [memory, stored] = [
      await answers(second.ask, everything, false),
      await answers(second.ask, everything, true),
    ];
    expect(memory.every(({ source }) => source === "memory")).toBe(true);
    expect(memory.map((it) => ({ ...it, source: "database", ageMs: 0 }))).toEqual(stored);
    expect(memory.filter(({ holder }) => holder).length).toBeGreaterThan(0);
    expect(await second.stop("SIGTERM")).toBe(0);
  } finally {
    for (const bystander of bystanders) await bystander.close();
    await drop();
  }
});

/** Where the engine allows it, a process that only hears of what the killed one did. */
const startBystanders = async (engine: EngineName, database: string) =>
  engine === "sqlite" ? [] : [await startInstance(database, Date.now)];

async function killWhileWriting(server: ServerProcess, acme: Organization): Promise<void> {
  const numbers = await makeLines(server.ask, acme, 20);
  const users = [acme.member.id, acme.other.id, acme.admin.id];
  const write = async (index: number): Promise<void> => {
    const at = `/registry/v1/organizations/${acme.id}/numbers/${numbers[index % 20]?.id}/holders`;
    const method = index % 3 === 0 ? "DELETE" : "PUT";
    const flags = { isInboundEnabled: index % 5 !== 0 };
    await server.ask(`${method} ${at}/${users[index % 3]}`, method === "PUT" ? { body: flags } : {});
  };
  const writing = Promise.allSettled(
    Array.from({ length: 8 }, async (_, client) => {
      for (let index = client; index < 10_000; index += 8) await write(index);
    }),
  );
  await until("numbers are held", async () => (await lookUp(server.ask, numbers[7] ?? acme.twilio)).holder);
  await server.stop("SIGKILL");
  await writing;
}

/** Who answers every line, and what every user calls from at every provider. */
async function answers(ask: Ask, { lines, users }: Everything, fresh: boolean): Promise<Answer[]> {
  const asked = lines.map(({ provider, line }) => ({ provider, to: line }));
  const inbound = await ask("POST /registry/v1/routes/inbound", { body: { lines: asked, fresh } });
  const outbound = users.flatMap((userId) =>
    providers.map(async (provider) => {
      const query = `userId=${userId}&provider=${provider}&fresh=${fresh}`;
      return (await ask(`GET /registry/v1/routes/outbound?${query}`)).json;
    }),
  );
  return [...inbound.json.items, ...(await Promise.all(outbound))];
}
