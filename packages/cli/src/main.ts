import { Command, type CommanderError } from "commander";
import { addClientCommands } from "./client/commands.ts";
import { processIo } from "./client/process-io.ts";
import { addShellCommands } from "./client/shell-commands.ts";
import { addBackup } from "./commands/backup.ts";
import { addCheckData } from "./commands/check-data.ts";
import { addExportPepper } from "./commands/export-pepper.ts";
import { addMigrate } from "./commands/migrate.ts";
import { addMigrateData } from "./commands/migrate-data.ts";
import { addRestore } from "./commands/restore.ts";
import { addRotateEncryptionKey } from "./commands/rotate-encryption-key.ts";
import { addServe } from "./commands/serve.ts";
import { addVerify } from "./commands/verify.ts";
import { addVerifyConfig } from "./commands/verify-config.ts";
import { packageVersion } from "./package-version.ts";

const args = process.argv.slice(2);
const program = new Command("whoseline")
  .description("Runs the Whoseline server, maintains its data, and calls its API.")
  .version(packageVersion)
  .showHelpAfterError("(add --help for the options)")
  .exitOverride(exit)
  .addHelpText("after", "\nSettings are read from the environment; the README lists them.");
program.commandsGroup("Server and its data:");
addServe(program);
addBackup(program);
addRestore(program);
addMigrate(program);
addMigrateData(program);
addVerify(program);
addVerifyConfig(program);
addExportPepper(program);
addRotateEncryptionKey(program);
addCheckData(program);
// Completions and the manual page need all commands; others load their own.
const needsAll = args[0] === "complete" || args[0] === "man";
await addClientCommands(program, processIo(), args[0] === "help" ? args[1] : args[0], needsAll);
await addShellCommands(program, needsAll);
await program.parseAsync(withDefaultCommand(), { from: "user" });

/** Without a command, the server starts. */
function withDefaultCommand(): string[] {
  const [first = ""] = args;
  const isForProgram = ["-h", "--help", "-V", "--version"].includes(first);
  const hasCommand = first !== "" && !first.startsWith("-");
  return hasCommand || isForProgram ? args : ["serve", ...args];
}

/** Ends the process after an error of usage, or after the help was shown. */
function exit({ exitCode, code }: CommanderError): never {
  process.exit(code === "commander.unknownCommand" ? 2 : exitCode);
}
