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
 * Returns the durability risks of the server's configuration, one sentence each. Throws when the server is too old
 * or its encoding is not UTF-8; with `isStrict`, also when it has a durability risk or no synchronous standby.
 */
export async function checkServer(sql: Sql, isStrict: boolean): Promise<readonly string[]> {
  const settings = await readSettings(sql);
  if (Number(settings.server_version_num) < versionMin)
    throw new Error("PostgreSQL 15 or newer is required.");
  if (settings.server_encoding !== "UTF8")
    throw new Error(`The encoding of the database is ${settings.server_encoding}; it must be UTF8.`);
  const risks = risksOf(settings);
  const violations = isStrict ? [...risks, ...standbyRisks(settings)] : [];
  if (violations.length > 0)
    throw new Error(["WHOSELINE_CLUSTER=strict rejects this PostgreSQL server:", ...violations].join("\n"));
  return risks;
}

/** Everything for which the strict mode refuses to start, one sentence each. */
export async function durabilityRisks(sql: Sql): Promise<readonly string[]> {
  const settings = await readSettings(sql);
  return [...risksOf(settings), ...standbyRisks(settings)];
}

async function readSettings(sql: Sql): Promise<Settings> {
  const rows = await sql.all<{ name: keyof Settings; setting: string }>(
    `select name, setting from pg_settings where name in ('server_version_num', 'server_encoding', 'fsync',
       'full_page_writes', 'synchronous_commit', 'synchronous_standby_names')`,
  );
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting])) as unknown as Settings;
}

/** https://www.postgresql.org/docs/current/runtime-config-wal.html */
function risksOf({ fsync, full_page_writes, synchronous_commit }: Settings): string[] {
  return [
    fsync === "on" ? "" : "fsync is off: a power cut can lose acknowledged writes or the entire database.",
    full_page_writes === "on" ? "" : "full_page_writes is off: a power cut can corrupt the database.",
    ["on", "remote_apply"].includes(synchronous_commit)
      ? ""
      : `synchronous_commit is ${synchronous_commit}: a crash can lose acknowledged writes.`,
  ].filter(Boolean);
}

const standbyRisks = ({ synchronous_standby_names }: Settings): string[] =>
  synchronous_standby_names === ""
    ? ["synchronous_standby_names is empty: the loss of the primary loses acknowledged writes."]
    : [];
