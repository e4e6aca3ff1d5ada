import { describe, expect, test } from "vitest";
import { packageVersion } from "../../src/package-version.ts";
import { superadminKey, useApp } from "../helpers/app.ts";
import { encode, type Reply, RespClient, useResp } from "../helpers/resp.ts";

const app = useApp();
const resp = useResp(() => ({ sessions: app.lookupSessions }));

/** The replies to commands of one connection. */
async function ask(...commands: readonly (readonly string[])[]): Promise<Reply[]> {
  const client = await RespClient.signedIn(resp.port, superadminKey);
  const replies: Reply[] = [];
  for (const words of commands) replies.push(await client.ask(...words));
  client.close();
  return replies;
}

test.each<[string, string[][], unknown[]]>([
  ["PING", [["PING"], ["ping", "text"]], ["PONG", "text"]],
  ["SELECT", [["SELECT", "0"]], ["OK"]],
  [
    "the name of the connection",
    [
      ["CLIENT", "GETNAME"],
      ["CLIENT", "SETNAME", "kamailio"],
      ["CLIENT", "GETNAME"],
    ],
    [null, "OK", "kamailio"],
  ],
  ["the library of the client", [["CLIENT", "SETINFO", "LIB-NAME", "hiredis"]], ["OK"]],
  ["CONFIG GET", [["CONFIG", "GET", "save"]], [[]]],
  ["COMMAND COUNT", [["COMMAND", "COUNT"]], [16]],
  ["COMMAND INFO", [["COMMAND", "INFO", "get", "set"]], [[["get", 2, ["readonly", "fast"], 1, 1, 1], null]]],
  ["COMMAND LIST", [["COMMAND", "LIST"]], [expect.arrayContaining(["get", "hgetall", "auth"])]],
  [
    "COMMAND DOCS",
    [["COMMAND", "DOCS", "mget", "set"]],
    [["mget", expect.arrayContaining(["summary", "group"])]],
  ],
])("answers %s", async (_, commands, replies) => {
  expect(await ask(...commands)).toEqual(replies);
});

test("COMMAND describes every command", async () => {
  const [all, docs] = await ask(["COMMAND"], ["COMMAND", "DOCS"]);
  expect(all).toHaveLength(16);
  expect(docs).toHaveLength(32);
});

test("INFO has what clients wait for", async () => {
  const [info] = await ask(["INFO", "server"]);
  for (const line of [
    "redis_version:7.0.0",
    "loading:0",
    `whoseline_version:${packageVersion}`,
    "role:master",
  ])
    expect(info).toContain(`${line}\r\n`);
});

test("HELLO describes the server in the version that it chooses", async () => {
  const client = await RespClient.open(resp.port);
  const hello = (await client.ask("HELLO", "3")) as Reply[];
  expect(hello.slice(0, 6)).toEqual(["server", "whoseline", "version", packageVersion, "proto", 3]);
  client.socket.write(encode("HELLO"));
  expect(((await client.read()) as Reply[])[5]).toBe(3);
  client.close();
});

test("CLIENT ID differs between connections", async () => {
  const [[first], [second]] = [await ask(["CLIENT", "ID"]), await ask(["CLIENT", "ID"])];
  expect(first).not.toBe(second);
});

test("RESET signs out, and returns to version 2 of the protocol", async () => {
  const client = await RespClient.signedIn(resp.port, superadminKey);
  await client.ask("HELLO", "3", "SETNAME", "kamailio");
  expect(await client.ask("RESET")).toBe("RESET");
  expect(String(await client.ask("CLIENT", "GETNAME"))).toMatch(/NOAUTH/);
  await client.ask("AUTH", superadminKey);
  expect(await client.ask("CLIENT", "GETNAME")).toBeNull();
  client.close();
});

describe("rejects", () => {
  test.each([
    ["an unknown command", ["SET", "a", "b"], "ERR unknown command 'set'. The commands are GET, "],
    ["a command whose name may be a secret", [`wl_${"a".repeat(50)}`], "ERR unknown command 'unnamed'"],
    ["too few arguments", ["GET"], "ERR wrong number of arguments for 'get' command"],
    ["too many arguments", ["GET", "a", "b"], "ERR wrong number of arguments for 'get' command"],
    ["a field without a name", ["HGET", "a"], "ERR wrong number of arguments for 'hget' command"],
    [
      "AUTH with three arguments",
      ["AUTH", "a", "b", "c"],
      "ERR wrong number of arguments for 'auth' command",
    ],
    ["PING with two texts", ["PING", "a", "b"], "ERR wrong number of arguments for 'ping' command"],
    ["another database", ["SELECT", "1"], "ERR DB index is out of range"],
    ["another version of the protocol", ["HELLO", "4"], "NOPROTO unsupported protocol version"],
    ["an option of HELLO that is not complete", ["HELLO", "3", "AUTH", "x"], "ERR Syntax error in HELLO"],
    ["a name with a space", ["CLIENT", "SETNAME", "a b"], "ERR Client names have at most 64"],
    ["an unknown subcommand", ["CLIENT", "KILL", "1"], "ERR unknown subcommand of 'client'. There are id, "],
    ["CONFIG SET", ["CONFIG", "SET", "a", "b"], "ERR unknown subcommand of 'config'. There are get."],
    ["an unknown subcommand of COMMAND", ["COMMAND", "GETKEYS"], "ERR unknown subcommand of 'command'"],
    [
      "CLIENT SETNAME without a name",
      ["CLIENT", "SETNAME"],
      "ERR wrong number of arguments for 'client|setname'",
    ],
  ])("%s", async (_, words, start) => {
    const [reply] = await ask(words);
    expect(reply).toBeInstanceOf(Error);
    expect((reply as Error).message.startsWith(start)).toBe(true);
  });
});
