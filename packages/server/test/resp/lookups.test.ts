import { beforeEach, describe, expect, test } from "vitest";
import { superadminKey } from "../helpers/app.ts";
import { encode, type Reply, RespClient, useResp } from "../helpers/resp.ts";
import { holderPath, useTestContext } from "../helpers/test-context.ts";
import { created, type Line } from "../helpers/world.ts";

const context = useTestContext("sqlite");
const resp = useResp(() => ({ sessions: context.app.lookupSessions }));

const client = (key: string) => RespClient.signedIn(resp.port, key);
const routerKey = async (): Promise<string> =>
  (await created(context.app.ask, "/registry/v1/router-keys", { name: "router" })).key;
const keyOf = ({ provider, line }: Pick<Line, "provider" | "line"> = context.acme.twilio) =>
  `inbound:${provider}:${line}`;
const outboundKeyOf = (userId: string = context.acme.member.id) => `outbound:twilio:${userId}`;
const inbound = (provider: string, to: string) =>
  `/registry/v1/routes/inbound?${new URLSearchParams({ provider, to })}`;
const outbound = (provider: string, userId: string) =>
  `/registry/v1/routes/outbound?${new URLSearchParams({ provider, userId })}`;
const outboundTo = (query: Record<string, string>) =>
  `/registry/v1/routes/outbound?${new URLSearchParams(query)}`;
/** The answer of the HTTP API. */
const http = (path: string, key: string) => context.app.ask(`GET ${path}`, { key });

/** Replies to commands of one connection. */
async function ask(key: string, ...commands: readonly (readonly string[])[]): Promise<Reply[]> {
  const asked = await client(key);
  const replies: Reply[] = [];
  for (const words of commands) replies.push(await asked.ask(...words));
  asked.close();
  return replies;
}
const askOne = async (key: string, ...words: readonly string[]): Promise<Reply> =>
  (await ask(key, words))[0] as Reply;

/** A field and its value alternate in the reply. */
const toObject = (reply: Reply): Readonly<Record<string, Reply>> => {
  const list = reply as readonly Reply[];
  return Object.fromEntries(
    list.flatMap((name, at) => (at % 2 === 0 ? [[String(name), list[at + 1] ?? null]] : [])),
  );
};

const endpoints = ["client:mona", "sip:mona@acme.example"];

beforeEach(async () => {
  const { admin, acme } = context;
  await admin.put(`/users/${acme.member.id}/endpoints`, { endpoints });
  await admin.put(holderPath(acme.twilio, acme.member));
});

describe("GET returns the body of the HTTP API", () => {
  test.each([
    ["a router", routerKey],
    ["a superadmin", async () => superadminKey],
    ["an admin", async () => context.acme.admin.key],
  ])("to %s", async (_, makeKey) => {
    const key = await makeKey();
    const { twilio, sinch, ippanel, member } = context.acme;
    const names = [twilio, sinch, ippanel].map((line) => [keyOf(line), inbound(line.provider, line.line)]);
    names.push([outboundKeyOf(), outbound("twilio", member.id)]);
    const [user, to] = [member.id, "+16045550100"];
    names.push([`outbound:*:${user}:${to}`, outboundTo({ user, to })]);
    const call = { provider: "twilio", user, to, policy: "default" };
    names.push([`outbound:twilio:${user}:${to}:default`, outboundTo(call)]);
    for (const [name = "", path = ""] of names)
      expect(await askOne(key, "GET", name)).toBe((await http(path, key)).text);
  });

  test("for a line that nobody answers", async () => {
    const key = await routerKey();
    const { sinch } = context.acme;
    const reply = await askOne(key, "GET", keyOf(sinch));
    expect(JSON.parse(reply as string)).toMatchObject({ holder: null, why: { rule: "unassigned" } });
  });
});

describe("a foreign record is nil like an unknown one", () => {
  const unknown = { provider: "twilio", line: "+14165559999" };

  test("with every command", async () => {
    const made = await created(context.app.ask, "/registry/v1/organizations", {
      name: "rival",
      owner: { name: "Olga", email: `olga${context.count}@rival.example` },
    });
    const rival = made.organization.id;
    const line = `+1647555${String(1000 + context.count)}`;
    const path = `/registry/v1/organizations/${rival}/numbers`;
    const number = await created(context.app.ask, path, { provider: "twilio", line });
    await context.app.ask(`PUT ${path}/${number.id}/holders/${made.owner.id}`);
    const foreign = { provider: "twilio", line };
    const key = context.acme.admin.key;
    for (const words of [
      ["GET"],
      ["MGET"],
      ["EXISTS"],
      ["HGETALL"],
      ["HGET", "rule"],
      ["HMGET", "rule", "age"],
    ]) {
      const [command = "", ...fields] = words;
      const [ofForeign, ofUnknown] = await ask(
        key,
        [command, keyOf(foreign), ...fields],
        [command, keyOf(unknown), ...fields],
      );
      expect(ofForeign).toEqual(ofUnknown);
    }
    expect(await askOne(key, "GET", keyOf(foreign))).toBeNull();
    expect(await askOne(superadminKey, "GET", keyOf(foreign))).toContain(rival);
  });

  test("also for a user", async () => {
    const [own, other] = [context.acme.admin.key, await makeOtherAdmin()];
    expect(await askOne(own, "GET", outboundKeyOf())).toContain(context.acme.twilio.line);
    expect(await askOne(other, "GET", outboundKeyOf())).toBeNull();
    expect(await askOne(own, "GET", outboundKeyOf("0".repeat(24)))).toBeNull();
  });

  async function makeOtherAdmin(): Promise<string> {
    const owner = { name: "Olga", email: `olga${context.count}@other.example` };
    const made = await created(context.app.ask, "/registry/v1/organizations", { name: "other", owner });
    const path = `/registry/v1/organizations/${made.organization.id}/api-keys`;
    return (await created(context.app.ask, path, { userId: made.owner.id, name: "test" })).key;
  }
});

describe("a hash has the answer in fields", () => {
  test("of a line that a user answers", async () => {
    const { admin, member, twilio, id } = context.acme;
    const { json } = await http(inbound("twilio", twilio.line), admin.key);
    expect(toObject(await askOne(admin.key, "HGETALL", keyOf()))).toEqual({
      holder: member.id,
      endpoint: endpoints[0],
      endpoints: endpoints.join(" "),
      organization: id,
      number: twilio.id,
      assignment: json.holder.assignmentId,
      since: json.holder.since,
      rule: "inboundHolder",
      text: json.why.text,
      source: "memory",
      age: "0",
    });
  });

  test("without a holder for a line that nobody answers", async () => {
    const { admin, sinch } = context.acme;
    const fields = toObject(await askOne(admin.key, "HGETALL", keyOf(sinch)));
    expect(Object.keys(fields)).toEqual(["organization", "number", "rule", "text", "source", "age"]);
    expect(await askOne(admin.key, "HGET", keyOf(sinch), "holder")).toBeNull();
  });

  test("of the number that a user calls from", async () => {
    const { admin, twilio } = context.acme;
    const fields = toObject(await askOne(admin.key, "HGETALL", outboundKeyOf()));
    expect(fields).toMatchObject({ line: twilio.line, number: twilio.id, rule: "oldest" });
    expect(fields).not.toHaveProperty("provider");
    const call = `outbound:*:${context.acme.member.id}:+16045550100`;
    expect(toObject(await askOne(admin.key, "HGETALL", call))).toMatchObject({
      line: twilio.line,
      provider: "twilio",
    });
  });

  test("in the order that HMGET asks for, with nil for unknown fields", async () => {
    const { admin, member } = context.acme;
    const reply = await askOne(admin.key, "HMGET", keyOf(), "rule", "nothing", "holder");
    expect(reply).toEqual(["inboundHolder", null, member.id]);
  });

  test("as a map in version 3 of the protocol", async () => {
    const asked = await client(context.acme.admin.key);
    await asked.ask("HELLO", "3");
    asked.socket.write(encode("HGETALL", keyOf()));
    await asked.read();
    asked.socket.write(encode("GET", keyOf({ provider: "twilio", line: "+14165559999" })));
    expect(await asked.read()).toBeNull();
    asked.close();
  });
});

test("MGET returns an answer or nil for each key, and EXISTS counts them", async () => {
  const { admin, twilio, sinch } = context.acme;
  const keys = [keyOf(sinch), keyOf({ provider: "twilio", line: "+14165559999" }), outboundKeyOf()];
  const [texts, count] = await ask(admin.key, ["MGET", ...keys], ["EXISTS", ...keys, keyOf(twilio)]);
  expect((texts as string[]).map((text) => text !== null)).toEqual([true, false, true]);
  expect(count).toBe(3);
});

test("MGET takes 1,000 keys and no more", async () => {
  const { admin } = context.acme;
  const keys = Array.from({ length: 1000 }, () => keyOf());
  expect(await askOne(admin.key, "MGET", ...keys)).toHaveLength(1000);
  const asked = await client(admin.key);
  asked.socket.write(encode("MGET", ...keys, keyOf()));
  expect(await asked.readAll()).toBe("-ERR Protocol error: a command has at most 1001 arguments\r\n");
});

describe("an invalid key is rejected with the sentence of the HTTP API", () => {
  test.each([
    ["an unknown provider", "inbound", "twlio", "+14165550102"],
    ["a line without +", "inbound", "twilio", "14165550102"],
    ["a line that is too long", "inbound", "twilio", `+${"1".repeat(60)}`],
    ["an empty line", "inbound", "twilio", ""],
    ["a line with other letters", "inbound", "ippanel", "+98é"],
    ["an unknown provider of a user", "outbound", "twlio", "0".repeat(24)],
  ])("%s", async (_, question, provider, name) => {
    const { key } = context.acme.admin;
    const path = (question === "inbound" ? inbound : outbound)(provider, name);
    const { json } = await http(path, key);
    for (const command of ["GET", "MGET", "HGETALL", "EXISTS"])
      expect(await askOne(key, command, `${question}:${provider}:${name}`)).toEqual(
        new Error(`ERR ${json.detail}`),
      );
  });

  test.each([
    ["a number that is not E.164", { provider: "twilio", to: "4165550102" }],
    ["a number with letters", { to: "+98BANK" }],
    ["an empty number", { to: "" }],
    ["an unknown policy", { to: "+16045550100", policy: "cheapest" }],
    ["every provider without a number", { provider: "*" }],
  ])("%s", async (_, query: Record<string, string>) => {
    const { key } = context.acme.admin;
    const user = context.acme.member.id;
    const { json } = await http(outboundTo({ user, ...query }), key);
    const { provider = "*", to, policy } = query;
    const name = ["outbound", provider, user, to, policy].filter((part) => part !== undefined).join(":");
    for (const command of ["GET", "HGETALL", "EXISTS"])
      expect(await askOne(key, command, name)).toEqual(new Error(`ERR ${json.detail}`));
  });

  test("a user that is not named by an id, as a name takes a read of the database", async () => {
    const reply = await askOne(context.acme.admin.key, "GET", "outbound:twilio:@mona");
    expect(String(reply)).toContain("ERR userId must be an id of 24 hexadecimal characters");
  });

  test.each([
    "",
    "x",
    "inbound",
    "inbound:",
    "inbound:twilio",
    "users:twilio:1",
    ":::",
    "INBOUND:twilio:+1",
    "outbound:*:a:b:c:d",
  ])("with the form of a key: %j", async (name) => {
    const reply = await askOne(context.acme.admin.key, "GET", name);
    expect(String(reply)).toContain("A key must be inbound:{provider}:{line}");
  });

  test("in the place of all answers of MGET", async () => {
    const reply = await askOne(context.acme.admin.key, "MGET", keyOf(), "inbound:twilio:1");
    expect(reply).toBeInstanceOf(Error);
  });
});

test("counts lookups for the metrics", async () => {
  const count = () =>
    context.app.installation.routeStats.lookups.find(({ outcome }) => outcome === "inboundHolder")?.count ??
    0;
  const before = count();
  await askOne(context.acme.admin.key, "MGET", keyOf(), keyOf());
  expect(count()).toBe(before + 2);
});

describe("what the database answers keeps its place", () => {
  test("while the index is not built", async () => {
    const { admin } = context.acme;
    const { routeIndexSync } = context.app.installation;
    const asked = await client(admin.key);
    const unknown = keyOf({ provider: "twilio", line: "+14165559999" });
    Object.defineProperty(routeIndexSync, "snapshot", { get: () => undefined, configurable: true });
    try {
      asked.socket.write(
        Buffer.concat([
          encode("GET", keyOf()),
          encode("PING"),
          encode("MGET", unknown, keyOf()),
          encode("EXISTS", keyOf(), unknown),
        ]),
      );
      expect(JSON.parse((await asked.read()) as string)).toMatchObject({ source: "database" });
      expect(await asked.read()).toBe("PONG");
      expect((await asked.read()) as Reply[]).toMatchObject([null, expect.stringContaining("database")]);
      expect(await asked.read()).toBe(1);
    } finally {
      Reflect.deleteProperty(routeIndexSync, "snapshot");
    }
    expect(await asked.ask("HGET", keyOf(), "source")).toBe("memory");
    asked.close();
  });
});
