import { describe, expect, test } from "vitest";
import { superadminKey } from "../../helpers/app.ts";
import { engineNames } from "../../helpers/engines.ts";
import { openStream } from "../../helpers/sse.ts";
import { holderPath, lastSeq, useTestContext } from "../../helpers/test-context.ts";
import { makeOrganization } from "../../helpers/world.ts";

interface FeedEvent {
  readonly organizationId: string;
  readonly seq: number;
}

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);
  const page = async (query = "", key?: string) =>
    context.app.ask(`GET /registry/v1/events${query}`, key === undefined ? {} : { key });

  async function readAll(limit: number, from?: string): Promise<{ items: FeedEvent[]; cursor: string }> {
    const items: FeedEvent[] = [];
    for (let cursor = from; ; ) {
      const { json } = await page(`?limit=${limit}${cursor === undefined ? "" : `&cursor=${cursor}`}`);
      if (json.items.length === 0) return { items, cursor: json.cursor };
      items.push(...json.items);
      cursor = json.cursor;
    }
  }

  const seqsOf = (items: readonly FeedEvent[], organization: string) =>
    items.filter(({ organizationId }) => organizationId === organization).map(({ seq }) => seq);

  test("a superadmin reads the events of all organizations, complete and in order for each", async () => {
    const { acme, app, count } = context;
    const rival = await makeOrganization(app.ask, `rival${count}`, `9${count}`);
    const { items } = await readAll(7);
    const upTo = (length: number) => Array.from({ length }, (_, index) => index + 1);
    expect(seqsOf(items, acme.id)).toEqual(upTo(await lastSeq(context)));
    expect(seqsOf(items, rival.id).length).toBeGreaterThan(5);
    expect(seqsOf(items, rival.id)).toEqual(upTo(seqsOf(items, rival.id).length));
    expect((await readAll(200)).items).toEqual(items);
  });

  test("the cursor continues with new events, also of new organizations", async () => {
    const { acme, admin, app, count } = context;
    const { cursor } = await readAll(200);
    expect((await readAll(200, cursor)).items).toEqual([]);
    await admin.put(holderPath(acme.twilio, acme.member), {});
    const late = await makeOrganization(app.ask, `late${count}`, `8${count}`);
    const { items } = await readAll(3, cursor);
    expect(seqsOf(items, acme.id)).toEqual([await lastSeq(context)]);
    expect(seqsOf(items, late.id)[0]).toBe(1);
    expect(new Set(items.map(({ organizationId }) => organizationId))).toEqual(new Set([acme.id, late.id]));
  });

  test("other callers are rejected", async () => {
    const { acme } = context;
    for (const key of [acme.owner.key, acme.admin.key, acme.member.key])
      for (const path of ["", "/stream"]) expect((await page(path, key)).status).toBe(403);
  });

  test("a cursor that was modified, or is of another list, is rejected", async () => {
    const { cursor } = await readAll(200);
    const numbers = await context.app.ask("GET /registry/v1/organizations?limit=1");
    const flipped = `${cursor[0] === "A" ? "B" : "A"}${cursor.slice(1)}`;
    for (const bad of [
      flipped,
      `${cursor}x`,
      cursor.slice(1),
      "a.b",
      ".",
      "",
      numbers.json.nextCursor ?? "x",
    ])
      for (const path of ["", "/stream"]) {
        const answer = await page(`${path}?cursor=${encodeURIComponent(bad)}`);
        expect([answer.status, answer.json?.code]).toEqual([422, "invalid_cursor"]);
      }
    const resumed = await context.app.ask("GET /registry/v1/events/stream", {
      headers: { "last-event-id": flipped },
    });
    expect(resumed.status).toBe(422);
  });

  test("cursor=now begins behind the last events, in pages and streams", async () => {
    const { acme, admin, app, count } = context;
    const { items, cursor } = (await page("?cursor=now")).json;
    expect(items).toEqual([]);
    const reader = await openStream(`${app.url}/registry/v1/events/stream?cursor=now`, superadminKey);
    await admin.put(holderPath(acme.twilio, acme.member), {});
    const given = [{ organizationId: acme.id, kind: "number.assigned", seq: await lastSeq(context) }];
    expect((await page(`?cursor=${cursor}`)).json.items).toMatchObject(given);
    expect((await reader.next())?.data).toMatchObject(given);
    await reader.close();
    const late = await makeOrganization(app.ask, `later${count}`, `7${count}`);
    expect(seqsOf((await readAll(200, cursor)).items, late.id)[0]).toBe(1);
  });

  test("expand=names adds the names of each event's organization, in pages and streams", async () => {
    const { acme, admin, app, count } = context;
    const { cursor } = (await page("?cursor=now")).json;
    const rival = await makeOrganization(app.ask, `rivals${count}`, `6${count}`);
    await admin.put(holderPath(acme.twilio, acme.member), {});
    const { items } = (await page(`?cursor=${cursor}&expand=names&limit=200`)).json;
    const namesIn = (organization: string) =>
      items.filter((event: FeedEvent) => event.organizationId === organization).at(-1).names;
    expect(namesIn(acme.id)).toMatchObject({ line: acme.twilio.line, organizationName: `acme${count}` });
    expect(namesIn(rival.id)).toMatchObject({ organizationName: `rivals${count}` });
    const stream = `${app.url}/registry/v1/events/stream?cursor=${cursor}&expand=names`;
    const reader = await openStream(stream, superadminKey);
    expect((await reader.next())?.data).toEqual(items);
    await reader.close();
    const { items: all } = (await page("?expand=names&limit=1")).json;
    expect(all[0].names).toEqual({
      line: null,
      userName: "Superadmin",
      organizationName: null,
      organizationSlug: null,
    });
  });

  test("the stream sends pages as they come and resumes with the last cursor", async () => {
    const { acme, admin, app } = context;
    const { cursor } = await readAll(200);
    const url = `${app.url}/registry/v1/events/stream`;
    const reader = await openStream(`${url}?cursor=${cursor}`, superadminKey);
    await admin.put(holderPath(acme.twilio, acme.member), {});
    const first = await reader.next();
    expect(first?.event).toBe("changes");
    expect(first?.data).toMatchObject([{ organizationId: acme.id, kind: "number.assigned" }]);
    await reader.close();
    await admin.delete(holderPath(acme.twilio, acme.member));
    const again = await openStream(url, superadminKey, { "last-event-id": first?.id ?? "" });
    expect((await again.next())?.data).toMatchObject([
      { organizationId: acme.id, kind: "number.unassigned" },
    ]);
    await again.close();
  });
});
