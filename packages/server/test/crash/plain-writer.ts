import { fsyncSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** `node plain-writer.ts <database>`: what many do. A commit under `synchronous = normal` counts as done. */
const [path = ""] = process.argv.slice(2);
mkdirSync(dirname(path), { recursive: true });
// The folder stays, so that what is lost is lost from the WAL.
fsyncSync(openSync(dirname(dirname(path)), "r"));
const db = new DatabaseSync(path);
db.exec("pragma journal_mode = wal; pragma synchronous = normal; create table numbers (line text) strict");
const insert = db.prepare("insert into numbers (line) values (?)");
for (let lines = 1; ; lines++) {
  insert.run(`+1${lines}`);
  writeSync(1, `+1${lines}\n`);
}
