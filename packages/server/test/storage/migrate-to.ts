import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type { Engine } from "../../src/storage/engine.ts";

/** Applies and records only the first migrations. */
export async function migrateTo(engine: Engine, version: number): Promise<void> {
  const folder = new URL(`../../migrations/${engine.name}/`, import.meta.url);
  const names = (await readdir(folder)).sort().slice(0, version);
  await engine.transaction(async (sql) => {
    await sql.script(
      "create table migrations (version integer not null primary key, name text not null, checksum text not null)",
    );
    for (const [index, name] of names.entries()) {
      const text = await readFile(new URL(name, folder), "utf8");
      const checksum = createHash("sha256").update(text).digest("hex");
      await sql.script(text);
      await sql.run("insert into migrations values ($1, $2, $3)", index + 1, name, checksum);
    }
  });
}
