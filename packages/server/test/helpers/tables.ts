import { openTables, type Row, type TableName, tableNames } from "./engine-tables.ts";

/** The app's own database, read past the app. */
export interface Database {
  /** Every row of every table, as text that two moments can be compared by. */
  dump(): Promise<string>;
  /** The kinds of an organization's events, oldest first. */
  events(organizationId: string): Promise<string[]>;
  /** In order of the key. `where` is a condition of the test's own. */
  rows(table: TableName, where?: string): Promise<readonly Row[]>;
  close(): Promise<void>;
}

export async function openDatabase(database: string): Promise<Database> {
  const { rows, close } = await openTables(database);
  return {
    rows,
    close,
    async dump() {
      const dumped: string[] = [];
      for (const name of tableNames) dumped.push(`${name}\n${JSON.stringify(await rows(name))}`);
      return dumped.join("\n");
    },
    events: async (organizationId) =>
      (await rows("events", `organization_id = '${organizationId}'`)).map(({ kind }) => String(kind)),
  };
}
