import { describe, expect, test } from "vitest";
import { startApp } from "../../helpers/app.ts";
import { engineNames } from "../../helpers/engines.ts";
import { openStream } from "../../helpers/sse.ts";
import { asUser, holderPath, lastSeq, useTestContext } from "../../helpers/test-context.ts";
import { created, makeOrganization } from "../../helpers/world.ts";

interface FeedEvent {
  readonly seq: number;
  readonly hash: string;
  readonly kind: string;
  readonly numberId: string | null;
  readonly userId: string | null;
  readonly names?: object;
}

const idOf = ({ seq, hash }: FeedEvent): string => `${seq}-${hash.slice(0, 16)}`;

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);
  const events = async (query = ""): Promise<FeedEvent[]> =>
    (await context.admin.get(`/events${query}`)).json.items;
  const stream = (query = "", headers = {}, key = context.acme.admin.key) =>
    openStream(
      `${context.app.url}/registry/v1/organizations/${context.acme.id}/events/stream${query}`,
      key,
      headers,
    );
  const give = (user: { id: string }) => context.admin.put(holderPath(context.acme.twilio, user), {});
  const take = (user: { id: string }) => context.admin.delete(holderPath(context.acme.twilio, user));

  test("the feed is complete and without gaps under concurrent changes", async () => {
    const { acme } = context;
    const numbers = [acme.twilio, acme.sinch, acme.ippanel];
    await Promise.all(
      numbers.flatMap((number) =>
        [acme.member, acme.other].map((user) =>
          context.admin.put(holderPath(number, user), { isInboundEnabled: false }),
        ),
      ),
    );
    const all = await events();
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
    expect(all.filter(({ kind }) => kind === "number.assigned")).toHaveLength(6);
    expect(await lastSeq(context)).toBe(all.length);
  });

  test("a reader continues after the last event, in pages of any size", async () => {
    const all = await events();
    const read: FeedEvent[] = [];
    for (let after = 0; ; after = read.at(-1)?.seq ?? 0) {
      const { items, head } = (await context.admin.get(`/events?after=${after}&limit=3`)).json;
      read.push(...items);
      expect(head).toBe(all.length);
      if (items.length === 0) break;
    }
    expect(read).toEqual(all);
    const ahead = await context.admin.get(`/events?after=${all.length + 100}`);
    expect([ahead.status, ahead.json.code, ahead.json.head]).toEqual([409, "position_ahead", all.length]);
  });

  test("filters by number, user and kind return matching events", async () => {
    const { acme } = context;
    await give(acme.member);
    await take(acme.member);
    await give(acme.other);
    const kinds = async (query: string) => (await events(query)).map(({ kind }) => kind);
    const given = ["number.assigned", "number.unassigned", "number.assigned"];
    expect(await kinds(`?number=${acme.twilio.id}`)).toEqual(["number.added", ...given]);
    expect(await kinds(`?number=${acme.twilio.id}&user=${acme.member.id}`)).toEqual(given.slice(0, 2));
    expect(await kinds(`?number=${encodeURIComponent(acme.twilio.line)}`)).toEqual([
      "number.added",
      ...given,
    ]);
    expect(await kinds("?number=%2B14165559999")).toEqual([]);
    expect(await kinds(`?numberId=${acme.twilio.id}&userId=${acme.member.id}`)).toEqual(given.slice(0, 2));
    expect(await kinds("?kind=number.unassigned")).toEqual(["number.unassigned"]);
    expect(await kinds(`?user=${"f".repeat(24)}`)).toEqual([]);
  });

  test("a line at two providers is ambiguous", async () => {
    const { acme, admin, platform } = context;
    await platform.post("/numbers", { provider: "vonage", line: acme.twilio.line });
    const { status, json } = await admin.get(`/events?number=${encodeURIComponent(acme.twilio.line)}`);
    expect([status, json.errors[0].pointer]).toEqual([422, "number"]);
  });

  test.each([
    "after=-1",
    "after=x",
    "after=1e3",
    "after=99999999999999999999",
    "kind=number.stolen",
    "limit=201",
  ])("?%s is rejected", async (query) => {
    expect((await context.admin.get(`/events?${query}`)).status).toBe(422);
    if (query.startsWith("limit")) return;
    expect((await context.admin.get(`/events/stream?${query}`)).status).toBe(422);
  });

  test("the stream sends past events and continues with new ones", async () => {
    const { acme } = context;
    const all = await events();
    const reader = await stream();
    for (const event of all)
      expect(await reader.next()).toEqual({ id: idOf(event), event: event.kind, data: event });
    await give(acme.member);
    const [live] = await events(`?after=${all.length}`);
    expect(await reader.next()).toEqual({ id: live && idOf(live), event: "number.assigned", data: live });
    await reader.close();
  });

  test("a reader resumes with Last-Event-ID, which takes precedence over the URL", async () => {
    const all = await events();
    const reader = await stream("?after=2", { "last-event-id": String(all.length - 1) });
    expect((await reader.next())?.data).toEqual(all.at(-1));
    await reader.close();
  });

  test("the stream accepts the same filters", async () => {
    const { acme } = context;
    const reader = await stream(`?user=${acme.member.id}&kind=number.assigned`);
    await give(acme.other);
    await take(acme.other);
    await give(acme.member);
    expect((await reader.next())?.data).toMatchObject({ kind: "number.assigned", userId: acme.member.id });
    await reader.close();
  });

  test.each(["x", "-1", "1.5", "1, 2", "9999999999999999"])("Last-Event-ID %j is rejected", async (id) => {
    const answer = await context.admin.get("/events/stream", { headers: { "last-event-id": id } });
    expect([answer.status, answer.json.code]).toEqual([422, "validation_failed"]);
  });

  test("a member and an admin of another organization cannot read the feed", async () => {
    const { acme, app, count } = context;
    const rival = await makeOrganization(app.ask, `rival${count}`, `9${count}`);
    for (const path of ["/events", "/events/stream"]) {
      expect((await asUser(context, acme.member).get(path)).status).toBe(403);
      expect((await context.admin.get(path, { key: rival.admin.key })).status).toBe(404);
    }
  });

  test("the stream ends when the key it was opened with is revoked", async () => {
    const { acme, app } = context;
    const path = `/registry/v1/organizations/${acme.id}/api-keys`;
    const { id, key } = await created(app.ask, path, { userId: acme.admin.id, name: "reader" });
    const reader = await stream(`?after=${await lastSeq(context)}`, {}, key);
    await context.admin.delete(`/api-keys/${id}`);
    // Events before the revocation may still arrive; then the stream ends.
    expect((await reader.next())?.event ?? "the end").toMatch(/apiKey.revoked|the end/);
    expect(await reader.next()).toBeUndefined();
  });

  test("the stream ends when the server closes and does not delay it", async () => {
    const app = await startApp({ engine });
    const acme = await makeOrganization(app.ask, "acme", "1");
    const url = `${app.url}/registry/v1/organizations/${acme.id}/events/stream?kind=group.deleted`;
    const readers = [
      await openStream(url, acme.admin.key),
      await openStream(`${app.url}/registry/v1/events/stream`, "superadmin-key-of-the-tests"),
    ];
    await readers[1]?.next();
    await app.close();
    for (const reader of readers) expect(await reader.next()).toBeUndefined();
  });

  test("after=now begins behind the last event, in pages and streams", async () => {
    const { acme } = context;
    const before = await lastSeq(context);
    const { items, head, position } = (await context.admin.get("/events?after=now&limit=1")).json;
    expect([items, head, position]).toEqual([[], before, (await context.admin.get("/events")).json.position]);
    const reader = await stream("?after=now");
    await give(acme.member);
    const next = await context.admin.get(`/events?after=${position}`);
    expect(next.json.items.map(({ seq }: FeedEvent) => seq)).toEqual([before + 1]);
    expect(await reader.next()).toMatchObject({ event: "number.assigned", data: next.json.items[0] });
    await reader.close();
    const resumed = await stream("?after=now", { "last-event-id": String(before) });
    expect((await resumed.next())?.data).toEqual(next.json.items[0]);
    await resumed.close();
  });

  test("expand=names adds the names of the moment of reading, in pages and streams, and stores none", async () => {
    const { acme } = context;
    await give(acme.member);
    await context.admin.patch(`/users/${acme.member.id}`, { name: "Renamed Later" });
    const plain = await events();
    const expanded = await events("?expand=names");
    expect(expanded.map(({ names, ...event }) => event)).toEqual(plain);
    const organizationName = `acme${context.count}`;
    const organizationSlug = organizationName;
    const given = { line: acme.twilio.line, userName: "Renamed Later", organizationName, organizationSlug };
    expect(expanded.find(({ kind }) => kind === "number.assigned")?.names).toEqual(given);
    expect(expanded[0]?.names).toEqual({ line: null, userName: null, organizationName, organizationSlug });
    const reader = await stream(`?expand=names&kind=number.assigned`);
    expect((await reader.next())?.data.names).toEqual(given);
    await context.admin.patch(`/users/${acme.member.id}`, { name: "Renamed Again" });
    await take(acme.member);
    await give(acme.member);
    expect((await reader.next())?.data.names).toEqual({ ...given, userName: "Renamed Again" });
    await reader.close();
    await context.admin.delete(`/users/${acme.member.id}`);
    const last = (await events("?expand=names")).find(({ kind }) => kind === "user.removed");
    expect(last?.names).toEqual({ ...given, line: null, userName: "Renamed Again" });
    expect(await events(`?after=${plain.length}`)).not.toContainEqual(
      expect.objectContaining({ names: expect.anything() }),
    );
    expect((await context.admin.get("/events?expand=everything")).status).toBe(422);
  });

  // SQLite allows one process.
  const alone = engine === "sqlite";
  test.each(alone ? [] : [engine])("on %s events that another process commits arrive too", async () => {
    const { acme, app } = context;
    const other = await startApp({ database: app.database });
    const head = await lastSeq(context);
    const reader = await openStream(
      `${other.url}/registry/v1/organizations/${acme.id}/events/stream?after=${head}`,
      acme.admin.key,
    );
    await give(acme.member);
    expect((await reader.next())?.id).toMatch(new RegExp(`^${head + 1}-[0-9a-f]{16}$`));
    await reader.close();
    await other.close();
  });
});
