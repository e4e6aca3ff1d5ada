import { expect, test } from "vitest";
import { providers } from "../../src/model.ts";
import type { Ask } from "../helpers/ask.ts";
import { type EngineName, engineNames, makeDatabase } from "../helpers/engines.ts";
import { startInstance } from "../helpers/instances.ts";
import { type ServerProcess, startProcess } from "../helpers/process.ts";
import { createRandom } from "../helpers/random.ts";
import { type Everything, everythingIn, expectAsRebuilt } from "../helpers/route-contents.ts";
import { until } from "../helpers/until.ts";
import { makeOrganization, type Organization } from "../helpers/world.ts";
import { type Answer, makeLines } from "./questions.ts";

test.each(engineNames)("on %s every index equals the database after SIGKILL", async (engine) => {
  const { database, drop } = await makeDatabase(engine);
  const first = await startProcess({ WHOSELINE_DATABASE: database });
  const bystanders = await startBystanders(engine, database);
  try {
    await killWhileWriting(first, await makeOrganization(first.ask, "acme", "1"));
    for (const bystander of bystanders) await expectAsRebuilt(bystander, database);
    const second = await startProcess({ WHOSELINE_DATABASE: database });
    await expectSameFromMemory(second.ask, await everythingIn(database)).finally(async () =>
      expect(await second.stop("SIGTERM")).toBe(0),
    );
  } finally {
    for (const bystander of bystanders) await bystander.close();
    await drop();
  }
});

/** On a shared database, a second process, which receives the first one's changes from the feed. */
const startBystanders = async (engine: EngineName, database: string) =>
  engine === "sqlite" ? [] : [await startInstance(database, Date.now)];

/** Kills the process during assigns and unassigns, after many of them. */
async function killWhileWriting({ ask, stop }: ServerProcess, acme: Organization): Promise<void> {
  const numbers = await makeLines(ask, acme, 20);
  const users = [acme.member, acme.other, acme.admin];
  const chance = createRandom(5);
  let taken = 0;
  const write = async (): Promise<void> => {
    const path = `${chance.pick(numbers).id}/holders/${chance.pick(users).id}`;
    const at = `/registry/v1/organizations/${acme.id}/numbers/${path}`;
    const body = { isInboundEnabled: chance.below(2) === 0, isDefault: chance.below(4) === 0 };
    if (chance.below(5) > 1) await ask(`PUT ${at}`, { body });
    else if ((await ask(`DELETE ${at}`)).status === 200) taken += 1;
  };
  const untilKilled = async (): Promise<never> => {
    for (;;) await write();
  };
  const writing = Promise.allSettled(Array.from({ length: 8 }, untilKilled));
  await until("numbers were taken back", () => taken >= 50);
  await stop("SIGKILL");
  await writing;
}

async function expectSameFromMemory(ask: Ask, everything: Everything): Promise<void> {
  await until("it is ready", async () => (await ask("GET /readyz")).status === 200);
  const [memory, stored] = [await answers(ask, everything, false), await answers(ask, everything, true)];
  expect(memory.every(({ source }) => source === "memory")).toBe(true);
  expect(memory.map((it) => ({ ...it, source: "database", ageMs: 0 }))).toEqual(stored);
  expect(memory.filter(({ holder }) => holder).length).toBeGreaterThan(0);
}

/** The inbound answer of every line, and the outbound answer of every user at every provider. */
async function answers(ask: Ask, { lines, users }: Everything, fresh: boolean): Promise<Answer[]> {
  const asked = lines.map(({ provider, line }) => ({ provider, to: line }));
  const inbound = await ask("POST /registry/v1/routes/inbound", { body: { lines: asked, fresh } });
  const outbound = users.flatMap((userId) =>
    providers.map(async (provider) => {
      const query = `user=${userId}&provider=${provider}&fresh=${fresh}`;
      return (await ask(`GET /registry/v1/routes/outbound?${query}`)).json;
    }),
  );
  return [...inbound.json.items, ...(await Promise.all(outbound))];
}
