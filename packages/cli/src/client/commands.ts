import type { Command } from "commander";
import { exitCodes } from "./exit-code-list.ts";
import type { Io } from "./io.ts";
import { nouns } from "./nouns.ts";

/** Commands for one task; `tasks/index.ts` describes what they take. */
const tasks: Readonly<Record<string, string>> = {
  login: "store a key for later commands, after checking it with the server",
  logout: "delete a stored key; the key itself stays valid",
  profiles: "list the stored profiles, or choose the current one",
  who: "show who answers a line, at any provider",
  import: "show what a file of numbers or users would do, and with --apply do it",
  export: "write numbers, users, assignments or events to one file",
  offboard: "plan the removal of a user, show the plan, and apply exactly this plan",
  mcp: "pass messages of an agent's client (Model Context Protocol) on to the server",
  undo: "undo an assign, an unassign, a change of flags, or an offboarding",
};

/** Adds the commands that call a server. Only what the arguments name is loaded; everything when the program needs all names. */
export async function addClientCommands(
  program: Command,
  io: Io,
  named: string | undefined,
  isComplete: boolean,
): Promise<void> {
  program.commandsGroup("Tasks:");
  for (const [name, description] of Object.entries(tasks)) {
    const command = clientCommand(program, name, description);
    if (isComplete || name === named) await fillTask(command, io);
  }
  program.commandsGroup("Records:");
  for (const [name, { description, load }] of Object.entries(nouns)) {
    const command = clientCommand(program, name, description);
    if (!isComplete && name !== named) continue;
    const [{ addVerbs }, noun] = await Promise.all([import("./noun-command.ts"), load()]);
    addVerbs(command, noun, io);
  }
}

async function fillTask(command: Command, io: Io): Promise<void> {
  const { addTask, tasks } = await import("./tasks/index.ts");
  const task = tasks[command.name()];
  if (task !== undefined) addTask(command, task, io);
}

/** Every error of usage ends with the same code. */
function clientCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : exitCodes.usage));
}
