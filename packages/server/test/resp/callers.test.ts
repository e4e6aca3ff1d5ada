import { describe, expect, test } from "vitest";
import { superadminKey } from "../helpers/app.ts";
import { scrape } from "../helpers/metrics.ts";
import { encode, RespClient, useResp } from "../helpers/resp.ts";
import { useTestContext } from "../helpers/test-context.ts";
import { signToken } from "../helpers/tokens.ts";
import { created } from "../helpers/world.ts";

const context = useTestContext("sqlite");
const resp = useResp(() => ({ sessions: context.app.lookupSessions }));
const open = () => RespClient.open(resp.port);
const lookUp = ["GET", "inbound:twilio:+14165559999"] as const;
const organizationPath = () => `/registry/v1/organizations/${context.acme.id}`;

describe("before AUTH", () => {
  test.each([
    [["GET", "x"]],
    [["SELECT", "0"]],
    [["INFO"]],
    [["CLIENT", "ID"]],
    [["RESET"]],
    [["NOTHING"]],
    [["COMMAND"]],
  ])("%j is refused", async (words) => {
    const client = await open();
    expect(await client.ask(...words)).toEqual(new Error("NOAUTH Authentication required."));
    client.close();
  });

  test.each([[["PING"]], [["HELLO"]], [["HELLO", "3"]], [["QUIT"]]])("%j is answered", async (words) => {
    const client = await open();
    expect(await client.ask(...words)).not.toBeInstanceOf(Error);
    client.close();
  });
});

describe("signs in", () => {
  test.each([
    ["AUTH with a key", (key: string) => ["AUTH", key]],
    ["AUTH with a user name, which is ignored", (key: string) => ["AUTH", "default", key]],
    ["HELLO with AUTH", (key: string) => ["HELLO", "3", "AUTH", "default", key]],
    [
      "HELLO with AUTH and SETNAME",
      (key: string) => ["hello", "2", "setname", "kamailio", "auth", "default", key],
    ],
  ])("with %s", async (_, words) => {
    const client = await open();
    expect(await client.ask(...words(context.acme.admin.key))).not.toBeInstanceOf(Error);
    expect(await client.ask(...lookUp)).toBeNull();
    client.close();
  });

  test("with a JWT", async () => {
    const client = await open();
    expect(await client.ask("AUTH", await signToken(context.acme.admin.id))).toBe("OK");
    expect(await client.ask(...lookUp)).toBeNull();
    client.close();
  });

  test("again as another caller", async () => {
    const client = await RespClient.signedIn(resp.port, context.acme.member.key);
    expect(String(await client.ask(...lookUp))).toMatch(/NOPERM/);
    expect(await client.ask("AUTH", superadminKey)).toBe("OK");
    expect(await client.ask(...lookUp)).toBeNull();
    client.close();
  });
});

describe("an invalid credential", () => {
  test.each([
    ["AUTH", ["AUTH", "wrong"]],
    ["HELLO", ["HELLO", "3", "AUTH", "default", "wrong"]],
    ["AUTH without text", ["AUTH", ""]],
  ])("is a failed sign-in with %s", async (_, words) => {
    const count = async () => {
      const metrics = await scrape(context.app.ask);
      const of = (reason: string) => metrics.value("whoseline_failed_sign_ins_total", { reason }) ?? 0;
      return of("invalid_credential") + of("credential_missing");
    };
    const before = await count();
    const client = await open();
    const reply = await client.ask(...words);
    expect(String(reply)).toMatch(/^Error: WRONGPASS (The credential is invalid|Send an API key)/);
    expect(await client.ask(...lookUp)).toEqual(new Error("NOAUTH Authentication required."));
    expect(await count()).toBe(before + 1);
    client.close();
  });

  test("is logged with the address and without the credential", async () => {
    const client = await open();
    await client.ask("AUTH", "not-a-key-of-anybody");
    const lines = context.app.logged.filter((line) => line.includes("failed sign-in"));
    expect(JSON.parse(lines.at(-1) ?? "{}")).toMatchObject({ address: "127.0.0.1" });
    expect(context.app.logged.join()).not.toContain("not-a-key-of-anybody");
    client.close();
  });

  test("keeps the former caller, and the protocol of HELLO", async () => {
    const client = await RespClient.signedIn(resp.port, superadminKey);
    expect(await client.ask("HELLO", "3", "AUTH", "x", "wrong")).toBeInstanceOf(Error);
    client.socket.write(encode(...lookUp));
    expect(await client.read()).toBeNull();
    client.close();
  });
});

describe("the very next command is refused once", () => {
  const refusal = async (change: () => Promise<unknown>) => {
    const client = await RespClient.signedIn(resp.port, context.acme.admin.key);
    expect(await client.ask(...lookUp)).toBeNull();
    await change();
    const reply = String(await client.ask(...lookUp));
    const next = String(await client.ask("CLIENT", "ID"));
    client.close();
    return [reply, next];
  };
  const patch = (path: string, body: object) =>
    context.app.ask(`PATCH ${organizationPath()}${path}`, { body });

  test("its key is revoked", async () => {
    const { acme, platform } = context;
    const { json } = await platform.get("/api-keys");
    const { id } = json.items.find((it: { userId: string }) => it.userId === acme.admin.id);
    const [reply, next] = await refusal(() => platform.delete(`/api-keys/${id}`));
    expect(reply).toMatch(/NOAUTH .*revoked/);
    expect(next).toMatch(/NOAUTH Authentication required/);
  });

  test("its user is disabled", async () => {
    const [reply] = await refusal(() => patch(`/users/${context.acme.admin.id}`, { status: "disabled" }));
    expect(reply).toMatch(/NOAUTH/);
  });

  test("its user has lost the role", async () => {
    const [reply, next] = await refusal(() => patch(`/users/${context.acme.admin.id}`, { role: "member" }));
    expect(reply).toMatch(/NOPERM/);
    expect(next).toMatch(/NOPERM/);
  });

  test("its organization is suspended", async () => {
    const [reply] = await refusal(() => patch("", { status: "suspended" }));
    expect(reply).toMatch(/NOPERM .*suspended/);
  });

  test("also for what was pipelined behind a command", async () => {
    const client = await RespClient.signedIn(resp.port, context.acme.admin.key);
    await patch(`/users/${context.acme.admin.id}`, { status: "disabled" });
    client.socket.write(Buffer.concat([encode(...lookUp), encode(...lookUp)]));
    expect(String(await client.read())).toMatch(/NOAUTH/);
    expect(String(await client.read())).toMatch(/NOAUTH/);
    client.close();
  });
});

test.each([
  ["readOnly", null],
  ["dialect:native", null],
  ["dialect:telnyx", "NOPERM"],
])("a key with the scope %s", async (scope, refusal) => {
  const { id, admin } = context.acme;
  const body = { userId: admin.id, name: "scoped", scopes: [scope] };
  const { key } = await created(context.app.ask, `/registry/v1/organizations/${id}/api-keys`, body);
  const client = await RespClient.signedIn(resp.port, key);
  const reply = await client.ask(...lookUp);
  if (refusal === null) expect(reply).toBeNull();
  else expect(String(reply)).toContain(refusal);
  client.close();
});
