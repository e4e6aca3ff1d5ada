import { accessSync, constants } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { Type } from "typebox";

/** The file that the routing index is read from at the start. */
export interface SnapshotSettings {
  readonly path: string;
  readonly intervalMs: number;
}

export const snapshotSettings = {
  WHOSELINE_ROUTE_SNAPSHOT_DIRECTORY: {
    schema: Type.String({ minLength: 1, maxLength: 1000 }),
    expected: "1 to 1000 characters",
  },
  WHOSELINE_ROUTE_SNAPSHOT_MINUTES: {
    schema: Type.String({ pattern: "^(0|[1-9][0-9]{0,3})$" }),
    expected: "a number of minutes from 0 to 9999; 0 for no snapshots",
  },
};

export const snapshotMinutes = 60;

type Get = (name: keyof typeof snapshotSettings) => string | undefined;

/** Undefined when the index is always built from the tables. */
export function toSnapshotSettings(get: Get, database: string): SnapshotSettings | undefined {
  const minutes = Number(get("WHOSELINE_ROUTE_SNAPSHOT_MINUTES") ?? snapshotMinutes);
  const isPostgres = /^postgres(ql)?:/.test(database);
  const directory = get("WHOSELINE_ROUTE_SNAPSHOT_DIRECTORY") ?? (isPostgres ? undefined : dirname(database));
  if (minutes === 0 || directory === undefined) return undefined;
  const name = isPostgres ? "whoseline" : basename(database);
  return Object.freeze({ path: join(resolve(directory), `${name}-routes`), intervalMs: minutes * 60_000 });
}

/** For the operator, when no snapshot can be written. The server works without one: it reads the tables at the start. */
export function snapshotWarnings(settings: SnapshotSettings | undefined): readonly string[] {
  if (settings === undefined) return [];
  try {
    accessSync(dirname(settings.path), constants.W_OK | constants.X_OK);
    return [];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return [
      `WHOSELINE_ROUTE_SNAPSHOT_DIRECTORY must name a folder that exists and that this user can write; without one, there is no snapshot of the routing index (${code}).`,
    ];
  }
}
