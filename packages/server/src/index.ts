export { runMigrations } from "./commands/migrate-database.ts";
export { ConfigError, readConfig } from "./config.ts";
export { type MigrateDataOptions, migrateData } from "./migrate-data.ts";
export { packageVersion } from "./package-version.ts";
export { type ServeOptions, serve } from "./serve.ts";
