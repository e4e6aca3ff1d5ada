import { createIdGenerator } from "../../src/core/kernel/ids.ts";
import type { NumberId, OrganizationId, UserId } from "../../src/model.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { createStore } from "../../src/storage/open.ts";
import { openSqlite } from "../../src/storage/sqlite/sqlite.ts";
import type { Store } from "../../src/storage/store.ts";
import { typedId } from "../helpers/typed-id.ts";
import { acknowledge } from "./acknowledge.ts";

/**
 * `node writer.ts <database> <durable|unsynced> <organization>`: adds numbers from eight concurrent loops until it
 * is killed, and prints each line when its write is acknowledged.
 */
const [path = "", mode, organization = ""] = process.argv.slice(2);
const organizationId: OrganizationId = typedId(organization);
const makeId = createIdGenerator(Date.now);
/** Fills the WAL quickly, so that a short run has several checkpoints. */
const padding = "x".repeat(6000);

/** Makes both kinds of checkpoint frequent, and the WAL small, because each sync copies it. */
const walLimits = { batchSize: 100, max: 1000 };

const engine = await openSqlite(path, { isDurable: mode === "durable", walLimits });
await migrate(engine);
const store = createStore(engine);
await store.write(organizationId, (tx) =>
  tx.organization.create({ slug: "acme", name: "acme", createdAt: 0 }),
);
let lines = 0;
await Promise.all(Array.from({ length: 8 }, () => writeForever(store)));

async function writeForever({ write }: Store): Promise<never> {
  for (;;) {
    const line = `+1${++lines}`;
    await write(organizationId, async (tx) => {
      const id = makeId<NumberId>();
      await tx.numbers.add({ id, provider: "twilio", line, country: null, alias: null, addedAt: 0 });
      await tx.events.append([
        {
          at: 0,
          kind: "number.added",
          subjectId: id,
          userId: null,
          numberId: id,
          actorId: makeId<UserId>(),
          credentialId: "",
          dialect: "native",
          requestId: "",
          reason: null,
          undoes: null,
          before: null,
          after: { line, padding },
        },
      ]);
    });
    acknowledge(line);
  }
}
