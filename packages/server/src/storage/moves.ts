import type { Platform } from "./contract/platform.ts";
import type { Engine } from "./engine.ts";
import type { Sql } from "./sql.ts";

/** The setting of a database that was copied to another one. It belongs to this database only and is not copied. */
export const moveSetting = "moved-to";

export interface Move {
  /** The address of the other database, without a password. */
  readonly to: string;
  /** RFC 3339 */
  readonly at: string;
}

export async function findMove(platform: Pick<Platform, "findSetting">): Promise<Move | undefined> {
  return parse(await platform.findSetting(moveSetting));
}

export async function readMove(sql: Sql): Promise<Move | undefined> {
  const row = await sql.first<{ value: string }>("select value from settings where name = $1", moveSetting);
  return parse(row?.value);
}

export const recordMove = (engine: Engine, move: Move): Promise<number> =>
  engine.transaction((sql) =>
    sql.run(
      "insert into settings (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value",
      moveSetting,
      JSON.stringify(move),
    ),
  );

export const deleteMove = (engine: Engine): Promise<number> =>
  engine.transaction((sql) => sql.run("delete from settings where name = $1", moveSetting));

const parse = (value: string | undefined): Move | undefined =>
  value === undefined ? undefined : JSON.parse(value);
