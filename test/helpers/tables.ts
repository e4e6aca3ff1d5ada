import { DatabaseSync } from "node:sqlite";

type Row = Record<string, unknown>;

/** The app's own SQLite file, read past the app. */
export interface Database {
  /** Every row of every table, as text that two moments can be compared by. */
  dump(): string;
  /** The kinds of an organization's events, oldest first. */
  events(organizationId: string): string[];
  rows(sql: string, ...values: string[]): Row[];
  close(): void;
}

export function openDatabase(file: string): Database {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = (sql: string, ...values: string[]): Row[] => database.prepare(sql).all(...values) as Row[];
  return {
    rows,
    dump: () =>
      rows("select name from sqlite_schema where type = 'table' order by name")
        .map(({ name }) => `${name}\n${JSON.stringify(rows(`select * from "${name}"`))}`)
        .join("\n"),
    events: (organizationId) =>
      rows("select kind from events where organization_id = ? order by seq", organizationId).map(({ kind }) =>
        String(kind),
      ),
    close: () => database.close(),
  };
}
