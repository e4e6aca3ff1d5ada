import { describeName } from "../core/kernel/describe-value.ts";
import { type Command, type Request, wrongNumber } from "./command.ts";
import { CommandError } from "./command-error.ts";
import { connectionCommands } from "./connection-commands.ts";
import { lookupCommands } from "./lookup-commands.ts";
import { serverCommands } from "./server-commands.ts";

export const commands: ReadonlyMap<string, Command> = new Map(
  [...lookupCommands, ...connectionCommands, ...serverCommands(() => [...commands.values()])].map(
    (command) => [command.name, command],
  ),
);

/** Throws a CommandError for an unknown command, a command that needs a caller, and a wrong number of arguments. */
export function findCommand(request: Request, hasCaller: boolean): Command {
  const name = request.name();
  const command = commands.get(name);
  if (!hasCaller && !command?.isOpen) throw new CommandError("NOAUTH", "Authentication required.");
  if (command === undefined) throw unknownCommand(name);
  const { arity } = command;
  if (arity < 0 ? request.count < -arity : request.count !== arity) throw wrongNumber(name);
  return command;
}

function unknownCommand(name: string): CommandError {
  const known = [...commands.keys()].map((it) => it.toUpperCase()).join(", ");
  return new CommandError("ERR", `unknown command '${describeName(name)}'. The commands are ${known}.`);
}
