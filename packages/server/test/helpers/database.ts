import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { type RunningApp, startApp } from "./app.ts";

type Row = Readonly<Record<string, unknown>>;

/** All rows of all tables of an app's database, read beside the app. */
export class Dump {
  readonly #db: DatabaseSync;
  #last: { version: unknown; text: string } = { version: undefined, text: "" };

  constructor(file: string) {
    this.#db = new DatabaseSync(file, { readOnly: true });
  }

  read(): ReadonlyMap<string, readonly Row[]> {
    const tables = this.#db.prepare("select name from sqlite_schema where type = 'table'").all();
    return new Map(
      tables.map(({ name }) => [String(name), this.#db.prepare(`select * from "${name}"`).all() as Row[]]),
    );
  }

  /** As text that is equal exactly where every row is. */
  text(): string {
    // SQLite gives another number once another connection has committed: https://sqlite.org/pragma.html
    const version = this.#db.prepare("pragma data_version").get()?.data_version;
    if (version !== this.#last.version) this.#last = { version, text: this.#textWhere(() => true) };
    return this.#last.text;
  }

  /** What belongs to one organization. */
  textOf(organizationId: string): string {
    return this.#textWhere((row) => [row.organization_id, row.id].includes(organizationId));
  }

  #textWhere(isWanted: (row: Row) => boolean): string {
    return [...this.read()]
      .map(([table, rows]) => `${table}\n${rows.filter(isWanted).map(showRow).sort().join("\n")}`)
      .join("\n\n");
  }

  saveAs(path: string): Promise<number> {
    return backup(this.#db, path);
  }

  close(): void {
    this.#db.close();
  }
}

const showRow = (row: Row): string => JSON.stringify(row);

/** An app on a copy of this app's database, so that what it changes is gone with it. */
export async function startCopy(original: Dump): Promise<RunningApp> {
  const folder = await mkdtemp(join(tmpdir(), "whoseline-copy-"));
  const file = join(folder, "whoseline.db");
  await original.saveAs(file);
  const app = await startApp({ WHOSELINE_DATABASE: file });
  return {
    ...app,
    async close() {
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** For an app whose database a test has closed under it. */
export async function closeBroken(app: RunningApp): Promise<void> {
  await app.server.close();
  await rm(dirname(app.database), { recursive: true, force: true });
}
