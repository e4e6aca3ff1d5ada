export { checkData } from "./commands/check-data.ts";
export { exportPepper } from "./commands/export-pepper.ts";
export { runMigrations } from "./commands/migrate-database.ts";
export { restoreBackup } from "./commands/restore-backup.ts";
export { rotateEncryptionKey } from "./commands/rotate-encryption-key.ts";
export { ConfigError, readConfig } from "./config.ts";
export { type MigrateDataOptions, migrateData } from "./migrate-data.ts";
export { packageVersion } from "./package-version.ts";
export { type ServeOptions, serve } from "./serve.ts";
