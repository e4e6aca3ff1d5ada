import { fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { acknowledge } from "./acknowledge.ts";

/** `node plain-writer.ts <database>`: the control. Acknowledges commits under `synchronous = normal` without a sync. */
const [path = ""] = process.argv.slice(2);
mkdirSync(dirname(path), { recursive: true });
// Syncs the folder, so that only the WAL can lose data.
fsyncSync(openSync(dirname(dirname(path)), "r"));
const db = new DatabaseSync(path);
db.exec("pragma journal_mode = wal; pragma synchronous = normal; create table numbers (line text) strict");
const insert = db.prepare("insert into numbers (line) values (?)");
for (let lines = 1; ; lines++) {
  insert.run(`+1${lines}`);
  acknowledge(`+1${lines}`);
}
