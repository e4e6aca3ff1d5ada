import { beforeEach, describe, expect, test } from "vitest";
import type { Answer } from "../../helpers/app.ts";
import { ifMatch, ifNoneMatch } from "../../helpers/native.ts";
import { holderPath, lastSeq, useTestContext } from "../../helpers/test-context.ts";

const context = useTestContext("sqlite");
const codeOf = ({ status, json }: Answer) => [status, json?.code];

describe("If-None-Match: *", () => {
  test("assigns a number only to a user who does not hold it", async () => {
    const { acme, admin } = context;
    const path = holderPath(acme.twilio, acme.member);
    expect((await admin.put(path, { label: "a" }, ifNoneMatch("*"))).status).toBe(200);
    expect(codeOf(await admin.put(path, { label: "b" }, ifNoneMatch("*")))).toEqual([412, "record_exists"]);
    expect((await admin.put(path, {})).json.label).toBe("a");
  });

  test("never replaces endpoints, which a user always has", async () => {
    const path = `/users/${context.acme.member.id}/endpoints`;
    const refused = await context.admin.put(path, { endpoints: ["client:x"] }, ifNoneMatch("*"));
    expect(codeOf(refused)).toEqual([412, "record_exists"]);
    expect((await context.admin.get(path)).json.endpoints).toEqual([]);
  });

  test("adds only a user who is not in the group", async () => {
    const { acme, admin } = context;
    const { id } = (await admin.post("/groups", { name: "Sales" })).json;
    const path = `/groups/${id}/members/${acme.member.id}`;
    expect((await admin.put(path, undefined, ifNoneMatch("*"))).status).toBe(204);
    expect(codeOf(await admin.put(path, undefined, ifNoneMatch("*")))).toEqual([412, "record_exists"]);
  });

  test("is part of what an Idempotency-Key identifies", async () => {
    const { acme, admin } = context;
    const path = holderPath(acme.twilio, acme.member);
    const headers = { "idempotency-key": "once", "if-none-match": "*" };
    const [first, again] = [await admin.put(path, {}, { headers }), await admin.put(path, {}, { headers })];
    expect([first.status, again.status, again.text]).toEqual([200, 200, first.text]);
    const other = await admin.put(path, {}, { headers: { "idempotency-key": "once" } });
    expect(codeOf(other)).toEqual([422, "idempotency_key_reused"]);
  });
});

describe("If-Match: *", () => {
  test("changes an assignment and creates none", async () => {
    const { acme, admin } = context;
    const path = holderPath(acme.twilio, acme.member);
    const head = await lastSeq(context);
    expect(codeOf(await admin.put(path, {}, ifMatch("*")))).toEqual([412, "version_stale"]);
    expect(await lastSeq(context)).toBe(head);
    await admin.put(path, {});
    expect((await admin.put(path, { label: "x" }, ifMatch("*"))).status).toBe(200);
  });

  test("removes a member of the group only", async () => {
    const { acme, admin } = context;
    const { id } = (await admin.post("/groups", { name: "Sales" })).json;
    const path = `/groups/${id}/members/${acme.member.id}`;
    expect(codeOf(await admin.delete(path, ifMatch("*")))).toEqual([412, "version_stale"]);
    await admin.put(path);
    expect(codeOf(await admin.delete(path, ifMatch('"1"')))).toEqual([412, "version_stale"]);
    expect((await admin.delete(path, ifMatch("*"))).status).toBe(204);
  });
});

test("both tags are evaluated, If-Match first", async () => {
  const path = `/users/${context.acme.other.id}`;
  const send = (match: string, noneMatch: string) =>
    context.admin.patch(path, { name: "x" }, { headers: { "if-match": match, "if-none-match": noneMatch } });
  const etag = (await context.admin.get(path)).headers.get("etag") ?? "";
  expect(codeOf(await send('"99"', etag))).toEqual([412, "version_stale"]);
  expect(codeOf(await send(etag, etag))).toEqual([412, "record_exists"]);
  expect((await send(etag, '"99"')).status).toBe(200);
});

test.each([{ dryRun: true }, { token: true }])("If-Match guards an offboarding with %j", async (kind) => {
  const { acme, admin } = context;
  const user = `/users/${acme.other.id}`;
  const etag = (await admin.get(user)).headers.get("etag");
  const { token } = (await admin.post(`${user}/offboarding`, { dryRun: true })).json;
  const body = "token" in kind ? { token } : kind;
  expect(codeOf(await admin.post(`${user}/offboarding`, body, ifMatch('"99"')))).toEqual([
    412,
    "version_stale",
  ]);
  expect((await admin.post(`${user}/offboarding`, body, ifMatch(etag))).status).toBe(200);
});

describe("a write refuses a precondition that it does not evaluate", () => {
  const date = "Sat, 29 Oct 1994 19:43:31 GMT";
  test.each(["If-Match", "If-None-Match", "If-Unmodified-Since", "If-Modified-Since"])("%s", async (name) => {
    const value = name.endsWith("Since") ? date : '"1"';
    const head = await lastSeq(context);
    const more = { headers: { [name]: value } };
    for (const refused of [
      await context.admin.post("/groups", { name: "Sales" }, more),
      await context.admin.post("/users", { email: "new@acme.example", name: "New" }, more),
      ...(name.endsWith("Since") ? [await context.admin.patch("", { coolingDays: 2 }, more)] : []),
    ]) {
      expect(codeOf(refused)).toEqual([422, "precondition_not_supported"]);
      expect(refused.json.detail).toContain(name);
    }
    expect(await lastSeq(context)).toBe(head);
  });

  test("and ignores a date where the tags take precedence", async () => {
    const etag = (await context.admin.get("")).headers.get("etag") ?? "";
    const dates = { "if-unmodified-since": date, "if-modified-since": date };
    const headers = { "if-match": etag, "if-none-match": '"99"', ...dates };
    expect((await context.admin.patch("", { coolingDays: 2 }, { headers })).status).toBe(200);
  });
});

describe("a read", () => {
  let paths: string[];
  beforeEach(async () => {
    const { acme, admin } = context;
    const { id } = (await admin.post("/groups", { name: "Sales" })).json;
    const user = `/users/${acme.member.id}`;
    paths = ["", user, `${user}/endpoints`, `/groups/${id}`, `/numbers/${acme.twilio.id}`];
  });

  test("of a versioned record returns 304 without a body while If-None-Match has its ETag", async () => {
    for (const path of paths) {
      const full = await context.admin.get(path);
      const etag = full.headers.get("etag") ?? "";
      for (const known of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
        const answer = await context.admin.get(path, ifNoneMatch(known));
        expect([path, known, answer.status, answer.text]).toEqual([path, known, 304, ""]);
        expect(answer.headers.get("etag")).toBe(etag);
        expect(answer.headers.get("content-type")).toBeNull();
        expect(answer.headers.get("cache-control")).toBe(full.headers.get("cache-control"));
      }
      for (const other of ['"99"', "x", "", '"1', etag.replaceAll('"', "")])
        expect([other, (await context.admin.get(path, ifNoneMatch(other))).status]).toEqual([other, 200]);
    }
  });

  test("of a record with derived parts returns 200 when one of them has changed", async () => {
    const { acme, admin } = context;
    const { id } = (await admin.post("/groups", { name: "Support" })).json;
    const changes = {
      [`/groups/${id}`]: () => admin.put(`/groups/${id}/members/${acme.member.id}`),
      [`/numbers/${acme.twilio.id}`]: () => admin.put(holderPath(acme.twilio, acme.member), {}),
    };
    for (const [path, change] of Object.entries(changes)) {
      const before = await admin.get(path);
      const etag = before.headers.get("etag");
      expect((await change()).status).toBeLessThan(300);
      const after = await admin.get(path, ifNoneMatch(etag));
      expect([path, after.status]).toEqual([path, 200]);
      expect(after.headers.get("etag")).not.toBe(etag);
      const version = etag?.replace(/-.*/, '"') ?? "";
      expect((await admin.get(path, ifMatch(version))).status).toBe(200);
    }
    const etag = (await admin.get(`/numbers/${acme.twilio.id}`)).headers.get("etag");
    expect((await admin.patch(`/numbers/${acme.twilio.id}`, { alias: "Desk" }, ifMatch(etag))).status).toBe(
      200,
    );
  });

  test("of a versioned record returns 412 when If-Match does not have its ETag", async () => {
    for (const path of paths) {
      const etag = (await context.admin.get(path)).headers.get("etag");
      expect(codeOf(await context.admin.get(path, ifMatch('"99"')))).toEqual([412, "version_stale"]);
      expect((await context.admin.get(path, ifMatch(etag))).status).toBe(200);
      expect((await context.admin.get(path, ifMatch("x"))).status).toBe(200);
    }
  });

  test("ignores what it does not support", async () => {
    const headers = {
      "if-match": '"99"',
      "if-none-match": "*",
      "if-modified-since": "Sat, 29 Oct 2094 19:43:31 GMT",
      "if-unmodified-since": "Sat, 29 Oct 1994 19:43:31 GMT",
      "if-range": '"1"',
    };
    expect((await context.admin.get("/users", { headers })).status).toBe(200);
    const { "if-match": _, "if-none-match": __, ...dates } = headers;
    for (const path of paths) expect((await context.admin.get(path, { headers: dates })).status).toBe(200);
  });

  test("returns 404 for a missing record, whatever the preconditions", async () => {
    const path = `/users/${"f".repeat(24)}`;
    for (const more of [ifMatch("*"), ifMatch('"1"'), ifNoneMatch("*")])
      expect((await context.admin.get(path, more)).status).toBe(404);
  });

  test("with HEAD has the status and the headers of GET", async () => {
    const { app, acme } = context;
    const ask = async (method: string, headers: Record<string, string>) => {
      const path = `/registry/v1/organizations/${acme.id}`;
      const answer = await app.ask(`${method} ${path}`, { key: acme.admin.key, headers });
      const others = Object.fromEntries(answer.headers);
      // fetch closes the connection of a HEAD request, and adds a length to its 304.
      for (const name of ["date", "x-request-id", "connection", "keep-alive", "content-length"])
        delete others[name];
      return { status: answer.status, others };
    };
    for (const headers of [{}, { "if-none-match": "*" }] as Record<string, string>[])
      expect(await ask("HEAD", headers)).toEqual(await ask("GET", headers));
  });
});
