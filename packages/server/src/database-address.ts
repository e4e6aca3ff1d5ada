import { resolve } from "node:path";

/** The URL without its password, or the path. PostgreSQL also accepts a password in the URL's parameters. */
export function withoutPassword(database: string): string {
  if (!URL.canParse(database)) return database;
  const url = new URL(database);
  url.password = "";
  url.search = "";
  return url.href;
}

/** Identifies a database also when it is read from another folder. */
export const addressOf = (database: string): string =>
  URL.canParse(database) ? withoutPassword(database) : resolve(database);
