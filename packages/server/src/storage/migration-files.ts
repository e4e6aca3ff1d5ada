import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type { Engine } from "./engine.ts";

/** A row of the table `migrations`. */
export interface Applied {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
  /**
   * The newest migration that a server must know to use the database with this one. Null or undefined for those of the first
   * schema version, without which no server starts.
   */
  readonly requires?: number | null;
}

export interface Migration extends Applied {
  readonly text: string;
}

/**
 * The last migration of each schema version, which is what one release adds, except the current one. A server accepts a database
 * that is one schema version ahead of it. Add the last migration of a release when it is published.
 */
export const lastMigrations: readonly number[] = [28];

/** The folder of an engine's migrations, one file each. */
export const migrationFolder = (engine: Engine["name"]): URL =>
  new URL(`../../migrations/${engine}/`, import.meta.url);

export async function readMigrations(folder: URL): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, folder), "utf8");
      const version = Number(name.slice(0, 4));
      return { version, name, text, checksum: checksumOf(text), requires: requiredBy(version) };
    }),
  );
}

const checksumOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The last migration of the schema version before that of this migration. */
const requiredBy = (version: number): number | null =>
  lastMigrations.findLast((last) => last < version) ?? null;

/**
 * Throws when this version of Whoseline cannot use a database with these migrations: when it requires one that this version does
 * not know, or when one differs.
 */
export function requireCompatible(applied: readonly Applied[], migrations: readonly Migration[]): void {
  const newest = migrations.at(-1)?.version ?? 0;
  for (const past of applied) {
    const known = migrations.find((migration) => migration.version === past.version);
    if (known === undefined && (past.requires ?? Number.POSITIVE_INFINITY) > newest)
      throw new Error(
        `The database was written by a newer version of Whoseline: it has migration ${past.name}. Install that version or a newer one.`,
      );
    if (known !== undefined && known.checksum !== past.checksum)
      throw new Error(
        `Migration ${past.name} differs from the one that was applied to this database. Restore the original file.`,
      );
  }
}
