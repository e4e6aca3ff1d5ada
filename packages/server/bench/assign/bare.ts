import { DatabaseSync, type StatementSync } from "node:sqlite";

/**
 * Writes assignments to a SQLite file for a second, one durable commit each, and sends their number per second. `ours`: a copy of
 * Whoseline's database, with its tables, indexes, keys and triggers. `rows`: the same three rows (assignment, event, head) in tables of
 * their own, with two indexes.
 */
const [kind = "", path = ""] = process.argv.slice(2);
const seconds = 1;

interface Target {
  readonly db: DatabaseSync;
  readonly write: () => void;
}

const { db, write } = kind === "ours" ? ours(path) : rows(path);
const [begin, commit] = [db.prepare("begin immediate"), db.prepare("commit")];
const start = performance.now();
let count = 0;
for (; performance.now() - start < seconds * 1000; count++) {
  begin.run();
  write();
  commit.run();
}
process.send?.((count * 1000) / (performance.now() - start));
db.close();
process.disconnect();

function open(file: string): DatabaseSync {
  const opened = new DatabaseSync(file);
  opened.exec("pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on");
  return opened;
}

/** Assigns the numbers of the world's second organization in order, from the first that nobody holds. */
function ours(file: string): Target {
  const opened = open(file);
  const { organization } = first(
    opened,
    "select organization_id as organization from numbers where id like 'd%' limit 1",
  );
  const insert = opened.prepare(`insert into assignments (organization_id, id, number_id, user_id, provider,
      is_default, is_inbound_enabled, is_outbound_enabled, label, assigned_at, version)
    values (?, ?, ?, ?, 'twilio', 1, 1, 1, null, ?, 1)`);
  const head = opened.prepare("select seq, hash from organization_heads where organization_id = ?");
  const advance = opened.prepare(
    "update organization_heads set seq = ?, last_at = ?, hash = ? where organization_id = ?",
  );
  const append =
    opened.prepare(`insert into events (organization_id, seq, at, kind, subject_id, user_id, number_id,
      actor_id, credential_id, dialect, request_id, after, previous_hash, hash, hash_version)
    values (?, ?, ?, 'number.assigned', ?, ?, ?, ?, 'bench', 'tether', ?, ?, ?, ?, 1)`);
  let next = Number(first(opened, "select count(*) as held from assignments where number_id like 'd%'").held);
  const writeOne = () => {
    const [id, numberId, userId] = ["f", "d", "b"].map((kindOf) => kindOf + String(next).padStart(23, "0"));
    next += 1;
    const at = Date.now();
    const { seq, hash } = head.get(String(organization)) as { seq: number; hash: string };
    const link = String(seq + 1).padStart(64, "0");
    insert.run(...texts(organization, id, numberId, userId), at);
    advance.run(seq + 1, at, link, String(organization));
    append.run(
      String(organization),
      seq + 1,
      at,
      ...texts(
        id,
        userId,
        numberId,
        organization,
        `bench-${seq}`,
        afterOf(id, numberId, userId, at),
        hash,
        link,
      ),
    );
  };
  return { db: opened, write: writeOne };
}

function rows(file: string): Target {
  const opened = open(file);
  opened.exec(`create table if not exists assignments (organization_id text, id text, number_id text, user_id text,
      provider text, is_default integer, is_inbound_enabled integer, is_outbound_enabled integer, label text,
      assigned_at integer, unassigned_at integer, version integer, primary key (organization_id, id)) strict;
    create unique index if not exists holders on assignments (organization_id, number_id, user_id)
      where unassigned_at is null;
    create table if not exists events (organization_id text, seq integer, at integer, kind text, after text,
      primary key (organization_id, seq)) strict;
    create table if not exists heads (organization_id text primary key, seq integer) strict;
    insert into heads values ('acme', 0) on conflict do nothing`);
  const insert = opened.prepare(
    "insert into assignments values ('acme', ?, ?, ?, 'twilio', 1, 1, 1, null, ?, null, 1)",
  );
  const bump = opened.prepare("update heads set seq = seq + 1 where organization_id = 'acme' returning seq");
  const append = opened.prepare("insert into events values ('acme', ?, ?, 'number.assigned', ?)");
  let next = Number(first(opened, "select seq from heads").seq);
  const writeOne = () => {
    const id = String(next++).padStart(24, "0");
    const at = Date.now();
    insert.run(id, id, id, at);
    append.run((bump.get() as { seq: number }).seq, at, afterOf(id, id, id, at));
  };
  return { db: opened, write: writeOne };
}

function afterOf(id = "", numberId = "", userId = "", assignedAt: number): string {
  const flags = { isDefault: true, isInboundEnabled: true, isOutboundEnabled: true, label: null };
  return JSON.stringify({
    id,
    numberId,
    userId,
    provider: "twilio",
    ...flags,
    assignedAt,
    unassignedAt: null,
  });
}

function first(opened: DatabaseSync, text: string): Record<string, unknown> {
  const statement: StatementSync = opened.prepare(text);
  return statement.get() ?? {};
}

function texts(...values: readonly unknown[]): string[] {
  return values.map(String);
}
