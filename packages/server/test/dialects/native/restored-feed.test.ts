import { copyFile, rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningApp, startApp } from "../../helpers/app.ts";
import { makeDatabase, type TestDatabase } from "../../helpers/engines.ts";
import { openStream } from "../../helpers/sse.ts";
import { created, makeOrganization, type Organization } from "../../helpers/world.ts";

// A reader of the change feed, while the database is replaced by an earlier backup.

let stored: TestDatabase;
let app: RunningApp;
let acme: Organization;
/** The positions of a reader who has every event: before the change, and before the backup was restored. */
const before = { head: 0, position: "", cursor: "" };
const last = { head: 0, position: "", cursor: "" };
let withNewOrganization = "";

const feed = () => `/registry/v1/organizations/${acme.id}/events`;
const platformCursor = async (): Promise<string> =>
  (await app.ask("GET /registry/v1/events?limit=200")).json.cursor;
const endOf = async (): Promise<{ head: number; position: string }> => {
  const { head, position } = (await app.ask(`GET ${feed()}`)).json;
  return { head, position };
};
const addGroup = (name: string) => created(app.ask, `/registry/v1/organizations/${acme.id}/groups`, { name });

beforeAll(async () => {
  stored = await makeDatabase("sqlite");
  const { database } = stored;
  app = await startApp({ database });
  acme = await makeOrganization(app.ask, "acme", "1");
  Object.assign(before, { ...(await endOf()), cursor: await platformCursor() });
  await app.close();
  await copyFile(database, `${database}.backup`);
  app = await startApp({ database });
  await addGroup("Day");
  Object.assign(last, { ...(await endOf()), cursor: await platformCursor() });
  await makeOrganization(app.ask, "late", "2");
  withNewOrganization = await platformCursor();
  await app.close();
  for (const suffix of ["-wal", "-shm"]) await rm(database + suffix, { force: true });
  await copyFile(`${database}.backup`, database);
  app = await startApp({ database });
});
afterAll(async () => {
  await app.close();
  await stored.drop();
});

test("a position at the head is accepted", async () => {
  expect(last.head).toBe(before.head + 1);
  expect((await endOf()).head).toBe(before.head);
  const { head, position } = before;
  for (const after of [head, position])
    expect((await app.ask(`GET ${feed()}?after=${after}`)).json).toEqual({ items: [], head, position });
  expect((await app.ask(`GET /registry/v1/events?cursor=${before.cursor}`)).json.items).toEqual([]);
});

test("a position after the head returns 409 with the head, in pages and streams", async () => {
  const { head } = before;
  const detail = `The position is after the last event of this organization, whose number is ${head}: the database may have been restored from a backup. Read the feed again from its start, or from the last event that is known to be the same.`;
  const answers = [
    await app.ask(`GET ${feed()}?after=${last.head}`),
    await app.ask(`GET ${feed()}?after=${last.head}&kind=user.created`),
    await app.ask(`GET ${feed()}?after=${Number.MAX_SAFE_INTEGER}`),
    await app.ask(`GET ${feed()}?after=${last.position}`),
    await app.ask(`GET ${feed()}/stream?after=${last.head}`),
    await app.ask(`GET ${feed()}/stream?after=${last.position}`),
    await app.ask(`GET ${feed()}/stream`, { headers: { "last-event-id": String(last.head) } }),
  ];
  for (const { status, json } of answers) {
    expect(status).toBe(409);
    expect(json).toMatchObject({ code: "position_ahead", head, detail });
  }
});

test("a cursor of the platform's feed after the head of an organization returns 409", async () => {
  const { head } = before;
  const answers = [
    await app.ask(`GET /registry/v1/events?cursor=${last.cursor}`),
    await app.ask(`GET /registry/v1/events/stream?cursor=${last.cursor}`),
    await app.ask("GET /registry/v1/events/stream", { headers: { "last-event-id": last.cursor } }),
  ];
  for (const { status, json } of answers) {
    expect(status).toBe(409);
    expect(json).toMatchObject({ code: "position_ahead", head, organizationId: acme.id });
  }
  const { status, json } = await app.ask(`GET /registry/v1/events?cursor=${withNewOrganization}`);
  expect([status, json.code]).toEqual([409, "position_ahead"]);
});

test("a filtered stream sends the events after its position once", async () => {
  const reader = await openStream(
    `${app.url}${feed()}/stream?kind=group.created&after=${before.head}`,
    acme.admin.key,
  );
  await app.ask(`PATCH /registry/v1/organizations/${acme.id}`, { body: { name: "Acme again" } });
  for (const name of ["North", "South"]) {
    await addGroup(name);
    expect((await reader.next())?.data.after.name).toBe(name);
  }
  await reader.close();
  const { json } = await app.ask(`GET /registry/v1/events?cursor=${before.cursor}`);
  expect(json.items).toHaveLength(3);
});

/** The feed has grown past the position of the reader since the restore. */
describe("a position whose event is another one now", () => {
  const detail = (head: number, feed: string) =>
    `The event at the position is not the one that was read: the database may have been restored from a backup, and ${feed} has other events since. The number of its last event is ${head}. Read the feed again from its start, or from the last event whose hash is known to be the same.`;

  test("returns 409 with the head, in pages and streams", async () => {
    const { head } = await endOf();
    expect(head).toBeGreaterThan(last.head);
    const answers = [
      await app.ask(`GET ${feed()}?after=${last.position}`),
      await app.ask(`GET ${feed()}?after=${last.position}&kind=user.created`),
      await app.ask(`GET ${feed()}/stream?after=${last.position}`),
      await app.ask(`GET ${feed()}/stream`, { headers: { "last-event-id": last.position } }),
    ];
    for (const { status, json } of answers) {
      expect(status).toBe(409);
      expect(json).toMatchObject({
        code: "position_diverged",
        head,
        detail: detail(head, "this organization"),
      });
    }
  });

  test("is accepted as a plain number, and with the hash of an event that is the same", async () => {
    expect((await app.ask(`GET ${feed()}?after=${last.head}`)).status).toBe(200);
    expect((await app.ask(`GET ${feed()}?after=${before.position}`)).json.items).toHaveLength(3);
  });

  test("in a cursor of the platform's feed returns 409 with the organization", async () => {
    const { head } = await endOf();
    const feedName = `the organization ${acme.id}`;
    const answers = [
      await app.ask(`GET /registry/v1/events?cursor=${last.cursor}`),
      await app.ask(`GET /registry/v1/events/stream?cursor=${last.cursor}`),
      await app.ask("GET /registry/v1/events/stream", { headers: { "last-event-id": last.cursor } }),
    ];
    for (const { status, json } of answers) {
      expect(status).toBe(409);
      expect(json).toMatchObject({
        code: "position_diverged",
        head,
        organizationId: acme.id,
        detail: detail(head, feedName),
      });
    }
  });

  test("at the head returns 409", async () => {
    const { head } = await endOf();
    const wrong = `${head}-${"0".repeat(16)}`;
    const { status, json } = await app.ask(`GET ${feed()}?after=${wrong}`);
    expect([status, json.code]).toEqual([409, "position_diverged"]);
  });
});
