import { beforeAll, describe, expect, test } from "vitest";
import { useApp } from "../../server/test/helpers/app.ts";
import { makeWorld, type Organization } from "../../server/test/helpers/world.ts";
import type { Whoseline } from "../src/index.ts";
import { clientOf } from "./helpers/client.ts";

const app = useApp();
let acme: Organization;
let client: Whoseline;

beforeAll(async () => {
  ({ acme } = await makeWorld(app.ask));
  client = clientOf(app, { organization: acme.id });
  for (let count = 0; count < 7; count++) await client.groups.create({ name: `Group ${count}` });
});

const names = (groups: readonly { readonly name: string }[]): string[] => groups.map(({ name }) => name);
const all = [0, 1, 2, 3, 4, 5, 6].map((count) => `Group ${count}`);

describe("a list", () => {
  test("yields its items page after page", async () => {
    const found: string[] = [];
    for await (const { name } of client.groups.list({ limit: 3 })) found.push(name);
    expect(found).toEqual(all);
  });

  test("yields its pages", async () => {
    const pages: string[][] = [];
    for await (const page of client.groups.list({ limit: 3 }).pages()) pages.push(names(page.items));
    expect(pages).toEqual([all.slice(0, 3), all.slice(3, 6), all.slice(6)]);
  });

  test("resolves to its first page", async () => {
    const page = await client.groups.list({ limit: 3 });
    expect(names(page.items)).toEqual(all.slice(0, 3));
    expect(page.nextCursor).toEqual(expect.any(String));
    const next = await client.groups.list({ limit: 3, cursor: page.nextCursor ?? "" });
    expect(names(next.items)).toEqual(all.slice(3, 6));
  });

  test("is read into an array, completely or up to a maximum", async () => {
    expect(names(await client.groups.list({ limit: 3 }).toArray())).toEqual(all);
    expect(names(await client.groups.list({ limit: 3 }).toArray({ max: 4 }))).toEqual(all.slice(0, 4));
    expect(await client.groups.list().toArray({ max: 0 })).toEqual([]);
  });

  test("requests a page only when it is needed", async () => {
    let requests = 0;
    const counting = client.with({
      fetch: (url, init) => {
        requests++;
        return fetch(url, init);
      },
    });
    const list = counting.groups.list({ limit: 3 });
    expect(requests).toBe(0);
    for await (const { name } of list) if (name === "Group 3") break;
    expect(requests).toBe(2);
  });

  test("ends with its signal between two pages", async () => {
    const controller = new AbortController();
    const read = async () => {
      for await (const { name } of client.groups.list({ limit: 3 }, { signal: controller.signal }))
        if (name === "Group 2") controller.abort("enough");
    };
    await expect(read()).rejects.toBe("enough");
  });

  test("of events ends at the head of the feed, also with a filter", async () => {
    const events = await client.events.list({ limit: 4 }).toArray();
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    const groups = await client.events.list({ limit: 4, kind: "group.created" }).toArray();
    expect(groups.length).toBe(7);
    expect(await client.events.list({ after: "now" }).toArray()).toEqual([]);
  });

  test("of the events of all organizations ends", async () => {
    const platform = clientOf(app);
    const events = await platform.events.listAll({ limit: 7 }).toArray();
    const own = events.filter(({ organizationId }) => organizationId === acme.id);
    expect(own.map(({ seq }) => seq)).toEqual(own.map((_, index) => index + 1));
    expect(own.length).toBe((await client.events.list().toArray()).length);
  });
});

describe("a call", () => {
  test("resolves to the record, or to its response with ETag and request id", async () => {
    const call = client.users.get({ user: acme.member.id });
    expect((await call).id).toBe(acme.member.id);
    const { data, status, etag, requestId, response } = await call.withResponse();
    expect(data.id).toBe(acme.member.id);
    expect(status).toBe(200);
    expect(etag).toMatch(/^"\d+"$/);
    expect(requestId).toEqual(expect.any(String));
    expect(response.headers.get("content-type")).toContain("application/json");
  });

  test("with ifMatch changes only the version that the caller has read", async () => {
    const { etag } = await client.users.get({ user: acme.other.id }).withResponse();
    await client.users.update({ user: acme.other.id, name: "Otto" }, { ifMatch: etag });
    await expect(
      client.users.update({ user: acme.other.id, name: "Otis" }, { ifMatch: etag }),
    ).rejects.toMatchObject({
      code: "version_stale",
      status: 412,
    });
  });

  test("with ifNoneMatch fails with 304 while the record is the same, and with 412 when it exists", async () => {
    const { etag } = await client.users.get({ user: acme.admin.id }).withResponse();
    await expect(client.users.get({ user: acme.admin.id }, { ifNoneMatch: etag })).rejects.toMatchObject({
      code: "not_modified",
      status: 304,
    });
    const assignment = { number: acme.twilio.line, user: acme.member.id };
    await client.assignments.assign(assignment, { ifNoneMatch: "*" });
    await expect(client.assignments.assign(assignment, { ifNoneMatch: "*" })).rejects.toMatchObject({
      code: "record_exists",
    });
  });

  test("with an idempotencyKey changes nothing the second time", async () => {
    const first = await client.groups.create({ name: "Night" }, { idempotencyKey: "night-1" });
    expect(await client.groups.create({ name: "Night" }, { idempotencyKey: "night-1" })).toEqual(first);
    await expect(client.groups.create({ name: "Night" })).rejects.toMatchObject({ code: "group_name_taken" });
  });

  test("without a body in the response resolves to undefined", async () => {
    const { id } = await client.groups.create({ name: "Weekend" });
    expect(await client.groups.addMember({ group: id, user: acme.member.id })).toBeUndefined();
  });

  test("has a finally, and a catch with the server's problem", async () => {
    let isOver = false;
    const call = client.numbers.get({ number: "+14165550999" });
    const problem = await call
      .finally(() => {
        isOver = true;
      })
      .catch((error) => error.problem);
    expect(problem).toMatchObject({ code: "number_not_found", status: 404 });
    expect(isOver).toBe(true);
    expect(await client.me().catch(() => "failed")).toMatchObject({ user: { role: "superadmin" } });
    const failed = await client.users.get({ user: "@nobody" }).catch((error) => error);
    expect(failed).toMatchObject({ code: "user_not_found" });
  });
});

test("a backup is a response whose body the caller reads", async () => {
  const response = await clientOf(app).backups.create();
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect(bytes.length).toBe(Number(response.headers.get("content-length")));
  expect(new TextDecoder().decode(bytes.slice(0, 15))).toBe("SQLite format 3");
});
