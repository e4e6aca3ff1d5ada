import { Command } from "commander";
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

const program = new Command("whoseline")
  .description("Runs the Whoseline server and maintains its data.")
  .version(packageVersion)
  .showHelpAfterError("(add --help for the options)")
  .addHelpText("after", "\nSettings are read from the environment; the README lists them.");
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
await program.parseAsync();
