import { DatabaseSync } from "node:sqlite";
import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { useApp } from "../helpers/app.ts";
import { type EngineName, engineNames } from "../helpers/engines.ts";
import { nativeClient } from "../helpers/native.ts";
import { openTableReader } from "../helpers/table-reader.ts";
import { holderPath } from "../helpers/test-context.ts";
import { makeOrganization } from "../helpers/world.ts";

/** Runs statements past the server, as someone with access to the database. */
async function execute(engine: EngineName, database: string, sql: string): Promise<void> {
  if (engine === "sqlite") {
    const db = new DatabaseSync(database, { timeout: 2000 });
    try {
      db.exec(sql);
    } finally {
      db.close();
    }
    return;
  }
  const client = new Client({ connectionString: database });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

const columns = `organization_id, seq, at, kind, subject_id, user_id, number_id, actor_id, credential_id, dialect, request_id,
  reason, undoes, before, after, previous_hash, hash, hash_version, salt, digests`;
const like = (changes: Readonly<Record<string, string>>): string =>
  columns
    .split(",")
    .map((column) => changes[column.trim()] ?? column.trim())
    .join(", ");

describe.each(engineNames)("on %s", (engine) => {
  const app = useApp({ engine });

  /** An organization whose last event has personal values. */
  async function makeEvents(serial: string) {
    const acme = await makeOrganization(app.ask, `acme${serial}`, serial);
    const admin = nativeClient(app, acme.id, acme.admin.key);
    await admin.put(holderPath(acme.twilio, acme.member), { label: "Desk", reason: "New." });
    const { head } = (await admin.get("/events?limit=1")).json;
    return { id: acme.id, head: Number(head) };
  }

  /** The statement fails with the message and changes nothing. */
  async function expectRejected(sql: string, message: string | RegExp): Promise<void> {
    const reader = openTableReader(app.database);
    const before = await reader.dump();
    await expect(execute(engine, app.database, sql)).rejects.toThrow(message);
    expect(await reader.dump()).toBe(before);
    await reader.close();
  }

  const insert = (
    verb: string,
    { id, head }: { id: string; head: number },
    changes: Record<string, string>,
  ) =>
    `${verb} into events (${columns}) select ${like(changes)} from events where organization_id = '${id}' and seq = ${head}`;

  test("rejects an update, a delete and a truncate of events", async () => {
    const { id, head } = await makeEvents("71");
    const where = `where organization_id = '${id}' and seq = ${head}`;
    for (const change of [
      "at = at + 1",
      "hash = previous_hash",
      "salt = 'x'",
      "digests = '{}'",
      "reason = null",
    ])
      await expectRejected(`update events set ${change} ${where}`, "events are never changed");
    await expectRejected(`delete from events ${where}`, /events are never/);
    if (engine === "postgres") await expectRejected("truncate events", "events are never changed or deleted");
  });

  test("rejects an event that leaves a gap or does not continue from the last hash", async () => {
    const made = await makeEvents("72");
    const message = "the event does not follow the last event";
    await expectRejected(insert("insert", made, { seq: "seq + 2", previous_hash: "hash" }), message);
    await expectRejected(insert("insert", made, { seq: "seq + 1" }), message);
    await expectRejected(insert("insert", made, { seq: "0" }), message);
    await execute(
      engine,
      app.database,
      insert("insert", made, { seq: "seq + 1", previous_hash: "hash", hash: `'${"a".repeat(64)}'` }),
    );
  });

  test.skipIf(engine === "postgres")(
    "rejects a replacement by key, by undone event and by row id",
    async () => {
      const made = await makeEvents("73");
      const { id, head } = made;
      const message = "events are never replaced";
      await expectRejected(insert("insert or replace", made, { at: "at + 1" }), message);
      await expectRejected(insert("replace", made, { at: "at + 1" }), message);
      const next = { seq: "seq + 1", previous_hash: "hash", hash: `'${"b".repeat(64)}'`, undoes: "1" };
      await execute(engine, app.database, insert("insert", made, next));
      const after = { id, head: head + 1 };
      await expectRejected(insert("replace", after, { ...next, hash: `'${"c".repeat(64)}'` }), message);
      await expectRejected(
        `replace into events (rowid, ${columns}) select rowid, ${like({ ...next, undoes: "null" })} from events
       where organization_id = '${id}' and seq = ${head + 1}`,
        message,
      );
    },
  );

  test("accepts exactly the erasure of personal values", async () => {
    const { id, head } = await makeEvents("74");
    const update = (changes: string) =>
      `update events set ${changes} where organization_id = '${id}' and seq = ${head}`;
    const json = (patch: string) =>
      engine === "sqlite" ? `json_patch(after, '${patch}')` : `(after::jsonb || '${patch}')::text`;
    const erased = `salt = null, digests = '{"/reason":"x"}', reason = null`;
    const setNull = engine === "sqlite" ? "json_set(after, '$.label', null)" : json('{"label":null}');
    const message = "events are never changed";
    await expectRejected(update(`${erased}, after = ${json('{"label":"Door"}')}`), message);
    await expectRejected(update(erased), message);
    await expectRejected(
      update(`${erased}, after = ${setNull.replace("after", json('{"isDefault":true}'))}`),
      message,
    );
    await expectRejected(update(`${erased}, after = ${setNull}, at = at + 1`), message);
    await expectRejected(update(`digests = '{}', reason = null, after = ${setNull}`), message);
    await execute(engine, app.database, update(`${erased}, after = ${setNull}`));
    await expectRejected(update(`digests = '{"/reason":"y"}'`), message);
  });
});
