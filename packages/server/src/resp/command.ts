import { CommandError } from "./command-error.ts";
import type { LookupSession } from "./lookup-sessions.ts";
import type { ReplyWriter } from "./reply-writer.ts";
import type { RequestParser } from "./request-parser.ts";

/** One command of the protocol. */
export interface Command {
  readonly name: string;
  /** The number of arguments with the name; negative for a minimum. */
  readonly arity: number;
  /** Whether a client without a caller can send it. */
  readonly isOpen?: true;
  /** The positions of the keys, as in the reply to COMMAND. */
  readonly keys?: readonly [first: number, last: number, step: number];
  readonly summary: string;
  /** Writes the reply. */
  execute(client: Client, request: Request): Promise<void> | void;
}

/** The arguments of a command; the first is its name. */
export type Request = Pick<RequestParser, "count" | "name" | "text" | "ascii" | "plainKey">;

/** What commands know and change of a connection. */
export interface Client {
  readonly id: number;
  /** Chosen by the client. */
  name: string;
  readonly reply: ReplyWriter;
  /** The number of open connections of the door. */
  readonly connections: number;
  /** Throws a CommandError for an invalid credential; the former caller remains. */
  signIn(credential: string): Promise<void>;
  /** Of the caller, who was checked before the command. Throws for a client without a caller. */
  readonly session: LookupSession;
  /** Back to the state of a new connection. */
  reset(): void;
  /** Closes the connection after the reply. */
  quit(): void;
}

export const ok = ({ reply }: Client): void => reply.simple("OK");

/** The second argument, which names a subcommand. */
export const subcommandOf = (request: Request): string => request.ascii(1).toLowerCase();

export const unknownSubcommand = (command: string, known: readonly string[]): CommandError =>
  new CommandError("ERR", `unknown subcommand of '${command}'. There are ${known.join(", ")}.`);

export const wrongNumber = (command: string): CommandError =>
  new CommandError("ERR", `wrong number of arguments for '${command}' command`);
