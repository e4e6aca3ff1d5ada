import { packageVersion } from "../package-version.ts";
import {
  type Client,
  type Command,
  ok,
  type Request,
  subcommandOf,
  unknownSubcommand,
  wrongNumber,
} from "./command.ts";
import { CommandError } from "./command-error.ts";

export const connectionCommands: readonly Command[] = [
  {
    name: "auth",
    arity: -2,
    isOpen: true,
    summary: "Signs in with an API key or a JWT; a user name is ignored.",
    async execute(client, request) {
      if (request.count > 3) throw wrongNumber("auth");
      await client.signIn(request.text(request.count - 1));
      ok(client);
    },
  },
  {
    name: "hello",
    arity: -1,
    isOpen: true,
    summary: "Chooses the version of the protocol, and signs in.",
    execute: sayHello,
  },
  {
    name: "ping",
    arity: -1,
    isOpen: true,
    summary: "Returns PONG, or the argument.",
    execute({ reply }, request) {
      if (request.count > 2) throw wrongNumber("ping");
      if (request.count === 1) reply.simple("PONG");
      else reply.bulk(request.text(1));
    },
  },
  {
    name: "quit",
    arity: -1,
    isOpen: true,
    summary: "Closes the connection.",
    execute(client) {
      ok(client);
      client.quit();
    },
  },
  {
    name: "reset",
    arity: 1,
    summary: "Signs out, and returns to version 2 of the protocol.",
    execute(client) {
      client.reset();
      client.reply.simple("RESET");
    },
  },
  {
    name: "select",
    arity: 2,
    summary: "Accepts database 0, which is the only one.",
    execute(client, request) {
      if (request.ascii(1) !== "0")
        throw new CommandError("ERR", "DB index is out of range: there is only 0.");
      ok(client);
    },
  },
  {
    name: "client",
    arity: -2,
    summary: "Names the connection.",
    execute(client, request) {
      const subcommand = subcommandOf(request);
      const execute = clientSubcommands[subcommand];
      if (execute === undefined) throw unknownSubcommand("client", Object.keys(clientSubcommands));
      if (request.count !== execute.arity) throw wrongNumber(`client|${subcommand}`);
      execute.run(client, request);
    },
  },
];

interface Subcommand {
  readonly arity: number;
  run(client: Client, request: Request): void;
}

const clientSubcommands: Readonly<Record<string, Subcommand | undefined>> = {
  id: { arity: 2, run: ({ reply, id }) => reply.integer(id) },
  getname: { arity: 2, run: ({ reply, name }) => reply.bulkOrNull(name || undefined) },
  setname: {
    arity: 3,
    run(client, request) {
      client.name = nameOf(request.text(2));
      ok(client);
    },
  },
  // The name and the version of the client's library, which are not used.
  setinfo: { arity: 4, run: ok },
};

/** As in Redis: printable ASCII characters without spaces. */
function nameOf(text: string): string {
  if (!/^[!-~]{0,64}$/.test(text))
    throw new CommandError("ERR", "Client names have at most 64 printable ASCII characters without spaces.");
  return text;
}

interface Hello {
  protocol?: 2 | 3;
  credential?: string;
  name?: string;
}

/** `HELLO [2|3 [AUTH user key] [SETNAME name]]`. Nothing changes when a part of it fails. */
async function sayHello(client: Client, request: Request): Promise<void> {
  const { protocol, credential, name } = parseHello(request);
  if (credential !== undefined) await client.signIn(credential);
  if (protocol !== undefined) client.reply.protocol = protocol;
  if (name !== undefined) client.name = name;
  const { reply } = client;
  reply.map(7);
  reply.field("server", "whoseline");
  reply.field("version", packageVersion);
  reply.field("proto", reply.protocol);
  reply.field("id", client.id);
  reply.field("mode", "standalone");
  reply.field("role", "master");
  reply.bulk("modules");
  reply.array(0);
}

function parseHello(request: Request): Hello {
  const hello: Hello = {};
  if (request.count === 1) return hello;
  const version = request.ascii(1);
  if (version !== "2" && version !== "3")
    throw new CommandError("NOPROTO", "unsupported protocol version: there are 2 and 3");
  hello.protocol = version === "2" ? 2 : 3;
  for (let at = 2; at < request.count; ) {
    const option = request.ascii(at).toLowerCase();
    if (option === "auth" && at + 2 < request.count) {
      hello.credential = request.text(at + 2);
      at += 3;
    } else if (option === "setname" && at + 1 < request.count) {
      hello.name = nameOf(request.text(at + 1));
      at += 2;
    } else throw new CommandError("ERR", "Syntax error in HELLO: HELLO [2|3 [AUTH user key] [SETNAME name]]");
  }
  return hello;
}
