import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";

const rounds = 150;
const clients = 16;

const db = new DatabaseSync(":memory:");
afterAll(() => db.close());

test("control: a check before an insert allows more than one inbound holder", async () => {
  db.exec("create table assignments (line text not null, user_id integer not null) strict");
  const holdersOf = db.prepare("select count(*) as count from assignments where line = ?");
  const insert = db.prepare("insert into assignments (line, user_id) values (?, ?)");
  const assign = async (line: string, user: number) => {
    if (Number(holdersOf.get(line)?.count) > 0) return;
    await setImmediate();
    insert.run(line, user);
  };
  let broken = 0;
  for (let round = 0; round < rounds; round++) {
    const line = `+1416555${String(round).padStart(4, "0")}`;
    await Promise.all(Array.from({ length: clients }, (_, user) => assign(line, user)));
    if (Number(holdersOf.get(line)?.count) > 1) broken += 1;
  }
  process.stdout.write(`check-then-insert: two or more holders in ${broken} of ${rounds} rounds\n`);
  expect(broken).toBe(rounds);
});
