import { beforeAll, describe, expect, test } from "vitest";
import { type Answer, useApp } from "../../helpers/app.ts";
import { engineNames } from "../../helpers/engines.ts";
import { nativeClient } from "../../helpers/native.ts";
import { openTableReader } from "../../helpers/table-reader.ts";
import { asUser, holderPath, inboundHolder, useTestContext } from "../../helpers/test-context.ts";
import { makeOrganization, type Person } from "../../helpers/world.ts";

const spellings: readonly (readonly [string, (user: Person) => string])[] = [
  ["id", ({ id }) => id],
  ["id in upper case", ({ id }) => id.toUpperCase()],
  ["username", ({ username }) => `@${username}`],
  ["username in another case", ({ username }) => `@${username.toUpperCase()}`],
  ["e-mail address", ({ email }) => email],
  ["e-mail address in another case", ({ email }) => email.toUpperCase()],
];

const inPath = (text: string) => encodeURIComponent(text);

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);

  const newNumber = (holder: object) => {
    const line = `+1416444${String(context.count).padStart(4, "0")}`;
    return { provider: "vonage", line, holder };
  };

  test.each(spellings)("a user can be named by %s in paths", async (_name, spell) => {
    const { admin, acme } = context;
    const at = `/users/${inPath(spell(acme.member))}`;
    expect((await admin.get(at)).json).toMatchObject({ id: acme.member.id });
    const renamed = await admin.patch(at, { name: "Renamed" });
    expect(renamed.json).toMatchObject({ id: acme.member.id, name: "Renamed" });
    const held = await admin.put(`/numbers/${acme.twilio.id}/holders/${inPath(spell(acme.member))}`, {});
    expect(held.json).toMatchObject({ userId: acme.member.id });
    expect((await admin.get(`${at}/history`)).json.items).toMatchObject([{ userId: acme.member.id }]);
    expect((await admin.get(`${at}/timeline`)).json.items).toMatchObject([{ userId: acme.member.id }]);
    expect((await admin.get(`${at}/endpoints`)).status).toBe(200);
    expect((await admin.post(`${at}/sign-out`)).json).toMatchObject({ id: acme.member.id });
    const group = (await admin.post("/groups", { name: "Leasing" })).json;
    const membership = `/groups/${group.id}/members/${inPath(spell(acme.member))}`;
    expect((await admin.put(membership)).status).toBe(204);
    expect((await admin.get(`/groups/${group.id}`)).json.members).toMatchObject([{ id: acme.member.id }]);
    expect((await admin.delete(membership)).status).toBe(204);
    expect((await admin.get(`/groups/${group.id}`)).json.members).toEqual([]);
    const ended = await admin.delete(`/numbers/${acme.twilio.id}/holders/${inPath(spell(acme.member))}`);
    expect(ended.json).toMatchObject({ userId: acme.member.id });
    expect((await admin.delete(at)).json).toMatchObject({ id: acme.member.id, status: "removed" });
  });

  test.each(spellings)("a user can be named by %s in bodies", async (_name, spell) => {
    const { admin, platform, acme } = context;
    const [from, to] = [spell(acme.member), spell(acme.other)];
    await admin.put(holderPath(acme.twilio, acme.member), {});
    const moved = await admin.post(`/numbers/${acme.twilio.id}/transfer`, { from, to });
    expect(moved.json).toMatchObject({ userId: acme.other.id });
    const reservedFor = { user: from, until: "2100-01-01T00:00:00Z" };
    const reserved = await admin.patch(`/numbers/${acme.sinch.id}`, { reservedFor });
    expect(reserved.json).toMatchObject({ reservedFor: { userId: acme.member.id } });
    const added = await platform.post("/numbers", newNumber({ userId: from, isDefault: true }));
    expect(added.json).toMatchObject({ holders: [{ userId: acme.member.id }] });
    expect((await platform.post("/numbers", newNumber({ userId: from }))).status).toBe(200);
    expect((await platform.post("/numbers", newNumber({ userId: to }))).status).toBe(409);
    const key = await platform.post("/api-keys", { user: from, name: "Laptop" });
    expect(key.json).toMatchObject({ userId: acme.member.id });
    const leaver = inPath(spell(acme.other));
    const numbers = [{ number: acme.twilio.line, toUser: from }];
    const planned = await admin.post(`/users/${leaver}/offboarding`, { dryRun: true, numbers });
    expect(planned.json.numbers).toMatchObject([{ toUserId: acme.member.id }]);
    const { token } = planned.json;
    const applied = await admin.post(`/users/${leaver}/offboarding`, { token });
    expect(applied.json).toMatchObject({ status: "applied", user: { id: acme.other.id } });
    expect(await inboundHolder(context, acme.twilio)).toBe(acme.member.id);
    const owned = await platform.post("/ownership", { user: from });
    expect(owned.json.owner).toMatchObject({ id: acme.member.id });
  });

  test.each(spellings)("a user can be named by %s in filters", async (_name, spell) => {
    const { admin, acme } = context;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    await admin.put(holderPath(acme.sinch, acme.other), {});
    const query = `user=${inPath(spell(acme.member))}`;
    expect((await admin.get(`/assignments?${query}`)).json.items).toMatchObject([{ userId: acme.member.id }]);
    const asOf = encodeURIComponent(new Date(context.app.clock.now).toISOString());
    const past = (await admin.get(`/assignments?asOf=${asOf}&${query}`)).json.items;
    expect(past).toMatchObject([{ userId: acme.member.id }]);
    expect((await admin.get(`/numbers?${query}`)).json.items).toMatchObject([{ id: acme.twilio.id }]);
    const events = (await admin.get(`/events?kind=number.assigned&${query}`)).json.items;
    expect(events).toMatchObject([{ userId: acme.member.id }]);
  });

  test.each(spellings)(
    "a member who names themselves by %s reads their own records",
    async (_name, spell) => {
      const { acme } = context;
      const member = asUser(context, acme.member);
      const self = inPath(spell(acme.member));
      const requests = [
        `/users/${self}`,
        `/users/${self}/history`,
        `/users/${self}/timeline`,
        `/users/${self}/endpoints`,
        `/assignments?user=${self}`,
      ];
      for (const request of requests) expect((await member.get(request)).status, request).toBe(200);
      expect((await member.post(`/users/${self}/sign-out`)).json).toMatchObject({ id: acme.member.id });
    },
  );

  test.each(spellings)(
    "a member who names another by %s is rejected like by an unknown id",
    async (_n, spell) => {
      const { acme } = context;
      const member = asUser(context, acme.member);
      for (const named of [spell(acme.other), "@nobody", "nobody@acme.example"].map(inPath))
        for (const path of ["/users/U", "/users/U/history", "/users/U/timeline", "/assignments?user=U"]) {
          const [by, unknown] = [named, "f".repeat(24)].map((text) => member.get(path.replace("U", text)));
          expect(bytes((await by) as Answer)).toEqual(bytes((await unknown) as Answer));
          expect((await by)?.status).toBe(403);
        }
      const named = await member.post(`/users/${inPath(spell(acme.other))}/sign-out`);
      expect(named.status).toBe(403);
      expect(bytes(named)).toEqual(bytes(await member.post(`/users/${"f".repeat(24)}/sign-out`)));
    },
  );

  test("the name of nobody, and of a removed user, is answered like a missing id", async () => {
    const { admin, acme } = context;
    await admin.delete(`/users/${acme.other.id}`);
    const missing = "f".repeat(24);
    for (const name of ["@nobody", "nobody@acme.example", `@${acme.other.username}`, acme.other.email])
      for (const ask of requestsOf(admin, acme.twilio.id)) {
        const [by, unknown] = [await ask(name), await ask(missing)];
        expect(bytes(by)).toEqual(bytes(unknown));
      }
  });

  test("a name that passed to another user is theirs from the commit of the rename on", async () => {
    const { admin, acme } = context;
    const former = acme.member.username;
    await admin.patch(`/users/${acme.member.id}`, { username: "former" });
    await admin.patch(`/users/${acme.other.id}`, { username: former });
    const held = await admin.put(`/numbers/${acme.twilio.id}/holders/@${former}`, {});
    expect(held.json).toMatchObject({ userId: acme.other.id });
  });

  test("a rename that commits meanwhile never assigns a number to another user", async () => {
    const { admin, acme } = context;
    const rename = (user: Person, username: string) => admin.patch(`/users/${user.id}`, { username });
    const assign = (name: string) => admin.put(`/numbers/${acme.twilio.id}/holders/@${name}`, {});
    await rename(acme.member, "desk");
    const [, , held] = await Promise.all([
      rename(acme.member, "away"),
      rename(acme.other, "desk"),
      assign("desk"),
    ]);
    const { items } = (await admin.get("/events?limit=200")).json as { items: FeedEvent[] };
    const assigned = items.find(({ kind }) => kind === "number.assigned");
    expect(held.status === 200).toBe(assigned !== undefined);
    if (assigned === undefined) return;
    const named = items.findLast(
      ({ seq, kind, after }) => kind === "user.updated" && after.username === "desk" && seq < assigned.seq,
    );
    expect(assigned.userId).toBe(named?.userId);
  });

  test("a name of nobody is a 404 with the kinds of names", async () => {
    const { status, json } = await context.admin.get("/users/@nobody");
    const names = "No user of this organization has this id, username or e-mail address.";
    expect([status, json.detail]).toEqual([404, expect.stringContaining(names)]);
  });

  test("a name that several users have is ambiguous", async () => {
    const { app, admin, acme } = context;
    const tables = openTableReader(app.database);
    await tables.query(
      `update users set username_key = 'ambiguous', username_variant = id
       where id in ('${acme.member.id}', '${acme.other.id}')`,
    );
    await tables.close();
    const assign = await admin.put(`/numbers/${acme.twilio.id}/holders/@ambiguous`, {});
    const detail = "user is the name of more than one user; name the user by their id.";
    expect(assign.json).toMatchObject({ status: 422, errors: [{ pointer: "user", detail }] });
    const listed = await admin.get("/numbers?user=@ambiguous");
    expect(listed.json).toMatchObject({ status: 422, errors: [{ pointer: "user" }] });
    const transfer = await admin.post(`/numbers/${acme.twilio.id}/transfer`, {
      fromUser: acme.admin.id,
      toUser: "@ambiguous",
    });
    expect(transfer.json).toMatchObject({ status: 422, errors: [{ pointer: "#/toUser" }] });
    const reservedFor = { user: "@ambiguous", until: "2100-01-01T00:00:00Z" };
    const reserved = await admin.patch(`/numbers/${acme.twilio.id}`, { reservedFor });
    expect(reserved.json).toMatchObject({ status: 422, errors: [{ pointer: "#/reservedFor/user" }] });
  });

  test("a transfer between two spellings of one user is rejected", async () => {
    const { admin, acme } = context;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    const body = { fromUser: `@${acme.member.username}`, toUser: acme.member.email };
    const answer = await admin.post(`/numbers/${acme.twilio.id}/transfer`, body);
    expect(answer.json).toMatchObject({ status: 422, errors: [{ pointer: "#/toUser" }] });
    const numbers = [{ number: acme.twilio.id, toUser: acme.member.email }];
    const removal = await admin.post(`/users/@${acme.member.username}/offboarding`, { numbers });
    expect(removal.json).toMatchObject({ status: 422, errors: [{ pointer: "#/numbers/0/toUser" }] });
  });
});

interface FeedEvent {
  seq: number;
  kind: string;
  userId: string;
  after: { username?: string };
}

const bytes = ({ status, headers, text }: Answer) => [
  status,
  [...headers].filter(([name]) => !["date", "x-request-id"].includes(name)),
  text,
];

/** Every request of an organization that names a user, as a function of the name. */
const requestsOf = (
  native: ReturnType<typeof nativeClient>,
  number: string,
): readonly ((name: string) => Promise<Answer>)[] => {
  const at = (name: string) => `/users/${inPath(name)}`;
  const holder = (name: string) => `/numbers/${number}/holders/${inPath(name)}`;
  const transfer = `/numbers/${number}/transfer`;
  const filters = ["/assignments?user=", "/numbers?user=", "/events?user="];
  return [
    (name) => native.get(at(name)),
    (name) => native.get(`${at(name)}/history`),
    (name) => native.get(`${at(name)}/timeline`),
    (name) => native.get(`${at(name)}/endpoints`),
    (name) => native.patch(at(name), { name: "Renamed" }),
    (name) => native.post(`${at(name)}/sign-out`),
    (name) => native.post(`${at(name)}/offboarding`, {}),
    (name) => native.post(`${at(name)}/invitations`, {}),
    (name) => native.delete(at(name)),
    (name) => native.put(holder(name), {}),
    (name) => native.delete(holder(name)),
    (name) => native.post(transfer, { fromUser: name, toUser: "e".repeat(24) }),
    (name) => native.post("/api-keys", { user: name, name: "Key" }),
    (name) =>
      native.patch(`/numbers/${number}`, { reservedFor: { user: name, until: "2100-01-01T00:00:00Z" } }),
    ...filters.map((filter) => (name: string) => native.get(`${filter}${inPath(name)}`)),
  ];
};

describe("the name of another organization's user", () => {
  const app = useApp();
  let answers: readonly [foreign: Answer, missing: Answer][];
  beforeAll(async () => {
    const acme = await makeOrganization(app.ask, "acme", "01");
    const rival = await makeOrganization(app.ask, "rival", "02");
    const admin = nativeClient(app, acme.id, acme.admin.key);
    const platform = nativeClient(app, acme.id);
    answers = [];
    const names = [`@${rival.other.username}`, rival.other.email];
    for (const client of [admin, platform])
      for (const ask of requestsOf(client, acme.twilio.id))
        for (const name of names) answers = [...answers, [await ask(name), await ask("f".repeat(24))]];
  });

  test("is answered byte for byte like a missing id", () => {
    expect(answers.length).toBeGreaterThan(40);
    for (const [foreign, missing] of answers) expect(bytes(foreign)).toEqual(bytes(missing));
  });
});

test.each(["", "@", "@two words", "someone", "a@b", `${"a".repeat(250)}@acme.example`])(
  "%j is not a reference to a user",
  async (text) => {
    const answer = await ask.get(`/users/${inPath(text)}`);
    const detail = expect.stringContaining("user must be a user's id, @username or e-mail address");
    expect(answer.json).toMatchObject({ status: 422, detail });
  },
);
const lonely = useApp();
let ask: ReturnType<typeof nativeClient>;
beforeAll(async () => {
  const acme = await makeOrganization(lonely.ask, "acme", "01");
  ask = nativeClient(lonely, acme.id, acme.admin.key);
});
