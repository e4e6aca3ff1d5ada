import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { type RunningApp, startApp } from "./app.ts";

/** Starts an app on a copy of a SQLite database; `close` deletes the copy. */
export async function startAppCopy(database: string): Promise<RunningApp> {
  const folder = await mkdtemp(join(tmpdir(), "whoseline-copy-"));
  const file = join(folder, "whoseline.db");
  const original = new DatabaseSync(database, { readOnly: true });
  await backup(original, file);
  original.close();
  const app = await startApp({ database: file });
  return {
    ...app,
    async close() {
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Closes an app whose store a test has closed already, and deletes its SQLite database. */
export async function closeBrokenApp(app: RunningApp): Promise<void> {
  await app.server.close();
  await rm(dirname(app.database), { recursive: true, force: true });
}
