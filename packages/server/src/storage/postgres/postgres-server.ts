import type { Sql } from "../sql.ts";

const versionMin = 150_000;

interface Settings {
  readonly server_version_num: string;
  readonly server_encoding: string;
  readonly fsync: string;
  readonly full_page_writes: string;
  readonly synchronous_commit: string;
  readonly synchronous_standby_names: string;
}

/**
 * Gives what an operator should know, a sentence each. Throws when the server is too old or its text is not
 * UTF-8; and, when strict, when it could lose what it has acknowledged.
 */
export async function checkServer(sql: Sql, isStrict: boolean): Promise<readonly string[]> {
  const settings = await readSettings(sql);
  if (Number(settings.server_version_num) < versionMin) throw new Error("PostgreSQL 15 or newer is needed.");
  if (settings.server_encoding !== "UTF8")
    throw new Error(`The database's encoding is ${settings.server_encoding} and must be UTF8.`);
  const dangers = dangersOf(settings);
  const faults = isStrict ? [...dangers, ...standbyFaults(settings)] : [];
  if (faults.length > 0)
    throw new Error(["WHOSELINE_CLUSTER=strict refuses this PostgreSQL server:", ...faults].join("\n"));
  return dangers;
}

async function readSettings(sql: Sql): Promise<Settings> {
  const rows = await sql.all<{ name: keyof Settings; setting: string }>(
    `select name, setting from pg_settings where name in ('server_version_num', 'server_encoding', 'fsync',
       'full_page_writes', 'synchronous_commit', 'synchronous_standby_names')`,
  );
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting])) as unknown as Settings;
}

/** https://www.postgresql.org/docs/current/runtime-config-wal.html */
function dangersOf({ fsync, full_page_writes, synchronous_commit }: Settings): string[] {
  return [
    fsync === "on" ? "" : "fsync is off: a power cut can lose acknowledged writes or the whole database.",
    full_page_writes === "on" ? "" : "full_page_writes is off: a power cut can corrupt the database.",
    ["on", "remote_apply"].includes(synchronous_commit)
      ? ""
      : `synchronous_commit is ${synchronous_commit}: a crash can lose acknowledged writes.`,
  ].filter(Boolean);
}

const standbyFaults = ({ synchronous_standby_names }: Settings): string[] =>
  synchronous_standby_names === ""
    ? ["synchronous_standby_names is empty: the loss of the primary loses acknowledged writes."]
    : [];
