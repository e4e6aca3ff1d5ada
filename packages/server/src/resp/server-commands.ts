import { packageVersion } from "../package-version.ts";
import { type Command, type Request, subcommandOf, unknownSubcommand } from "./command.ts";
import type { ReplyWriter } from "./reply-writer.ts";

/** The version of Redis whose protocol and replies this is, for clients that compare versions. */
const redisVersion = "7.0.0";

/** What clients ask when they connect. `all` returns the commands of the server. */
export const serverCommands = (all: () => readonly Command[]): readonly Command[] => [
  {
    name: "info",
    arity: -1,
    summary: "Describes the server.",
    execute: ({ reply, connections }) => reply.bulk(infoOf(connections)),
  },
  {
    name: "config",
    arity: -2,
    summary: "Returns no parameters.",
    execute({ reply }, request) {
      if (subcommandOf(request) !== "get") throw unknownSubcommand("config", ["get"]);
      reply.map(0);
    },
  },
  {
    name: "command",
    arity: -1,
    summary: "Describes the commands.",
    execute: ({ reply }, request) => describeCommands(reply, request, all()),
  },
];

const infoOf = (connections: number): string =>
  [
    "# Server",
    `redis_version:${redisVersion}`,
    "redis_mode:standalone",
    `whoseline_version:${packageVersion}`,
    "",
    "# Clients",
    `connected_clients:${connections}`,
    "",
    "# Persistence",
    "loading:0",
    "",
    "# Replication",
    "role:master",
    "",
  ].join("\r\n");

type Describe = (reply: ReplyWriter, all: readonly Command[], names: readonly string[]) => void;

const descriptions: Readonly<Record<string, Describe | undefined>> = {
  count: (reply, all) => reply.integer(all.length),
  list(reply, all) {
    reply.array(all.length);
    for (const { name } of all) reply.bulk(name);
  },
  info(reply, all, names) {
    const described = names.length === 0 ? all : names.map((name) => find(all, name));
    reply.array(described.length);
    for (const command of described) {
      if (command === undefined) reply.null();
      else describe(reply, command);
    }
  },
  docs(reply, all, names) {
    const documented = names.length === 0 ? all : names.flatMap((name) => find(all, name) ?? []);
    reply.map(documented.length);
    for (const command of documented) document(reply, command);
  },
};

const find = (all: readonly Command[], name: string): Command | undefined =>
  all.find((command) => command.name === name);

function describeCommands(reply: ReplyWriter, request: Request, all: readonly Command[]): void {
  const describe = descriptions[request.count === 1 ? "info" : subcommandOf(request)];
  if (describe === undefined) throw unknownSubcommand("command", Object.keys(descriptions));
  const names = Array.from({ length: Math.max(0, request.count - 2) }, (_, index) =>
    request.ascii(index + 2).toLowerCase(),
  );
  describe(reply, all, names);
}

/** Name, arity, flags, and the positions of the keys. */
function describe(reply: ReplyWriter, { name, arity, isOpen, keys = [0, 0, 0] }: Command): void {
  reply.array(6);
  reply.bulk(name);
  reply.integer(arity);
  const flags = ["readonly", "fast", ...(isOpen ? ["no_auth"] : [])];
  reply.array(flags.length);
  for (const flag of flags) reply.simple(flag);
  for (const position of keys) reply.integer(position);
}

function document(reply: ReplyWriter, { name, summary, keys }: Command): void {
  reply.bulk(name);
  const group = keys === undefined ? "connection" : "string";
  reply.fields(new Map(Object.entries({ summary, since: packageVersion, group })));
}
