import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, expect, test } from "vitest";
import { type ServerProcess, startProcess } from "../helpers/process.ts";
import { created, type Person } from "../helpers/world.ts";

const kills = 200;
const lanes = 2;
const writers = 12;

const folder = await mkdtemp(join(tmpdir(), "whoseline-kill-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** How far each line was asked to go (added, assigned, unassigned), and how far a 2xx said it went. */
type Book = Map<string, { asked: number; acknowledged: number }>;

test("nothing that was acknowledged is lost by 200 kills under load", { timeout: 600_000 }, async () => {
  const books = await Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      killAgainAndAgain(join(folder, `${lane}.db`), lane, kills / lanes),
    ),
  );
  const entries = books.flatMap((book) => [...book.values()]);
  const acknowledged = entries.reduce((sum, it) => sum + it.acknowledged, 0);
  const unknown = entries.reduce((sum, it) => sum + it.asked - it.acknowledged, 0);
  process.stdout.write(`${kills} kills, ${acknowledged} acknowledged, ${unknown} unanswered, 0 lost\n`);
  expect(acknowledged).toBeGreaterThan(kills * writers);
});

async function killAgainAndAgain(database: string, lane: number, times: number): Promise<Book> {
  const book: Book = new Map();
  let scene: Scene | undefined;
  for (let round = 0; round < times; round++) {
    const server = await startProcess({ WHOSELINE_DATABASE: database });
    scene ??= await makeScene(server);
    expect(faults(database, book)).toEqual([]);
    await writeUntilKilled(server, scene, book, `+1${lane}${String(round).padStart(4, "0")}`);
  }
  const server = await startProcess({ WHOSELINE_DATABASE: database });
  expect(faults(database, book)).toEqual([]);
  expect(await server.stop("SIGTERM")).toBe(0);
  expect(soundness(database)).toEqual({ integrity: "ok", strays: [] });
  return book;
}

interface Scene {
  readonly path: string;
  readonly users: readonly Person[];
}

async function makeScene({ ask }: ServerProcess): Promise<Scene> {
  const owner = { name: "Olga", email: "olga@acme.example" };
  const { organization } = await created(ask, "/registry/v1/organizations", { name: "acme", owner });
  const path = `/registry/v1/organizations/${organization.id}`;
  const users = Array.from({ length: writers }, (_, index) =>
    created(ask, `${path}/users`, { name: `Mona ${index}`, email: `${index}@acme.example` }),
  );
  return { path, users: await Promise.all(users) };
}

/** Each writer takes one line after another through its steps; the kill falls among their requests. */
async function writeUntilKilled(
  { ask, stop }: ServerProcess,
  { path, users }: Scene,
  book: Book,
  prefix: string,
): Promise<void> {
  let left = 1 + Math.floor(Math.random() * 120);
  let lines = 0;
  let killed: Promise<unknown> | undefined;
  const attempt = async (line: string, request: string, body?: object) => {
    const entry = book.get(line) ?? { asked: 0, acknowledged: 0 };
    book.set(line, entry);
    entry.asked += 1;
    const { status } = await ask(request, body ? { body } : {});
    if (status >= 300) throw new Error(`${request} answered ${status}`);
    entry.acknowledged += 1;
    if (--left <= 0) killed ??= stop("SIGKILL");
  };
  const write = async (user: Person) => {
    for (;;) {
      const line = `${prefix}${String(++lines).padStart(5, "0")}`;
      const holder = `${path}/numbers/${line}/holders/${user.id}`;
      await attempt(line, `POST ${path}/numbers`, { provider: "twilio", line });
      await attempt(line, `PUT ${holder}`, {});
      if (lines % 3 === 0) await attempt(line, `DELETE ${holder}`);
    }
  };
  const ends = await Promise.allSettled(users.map(write));
  for (const end of ends)
    if (end.status === "rejected" && end.reason.message !== "fetch failed" && end.reason.name !== "TypeError")
      throw end.reason;
  expect(await killed).toBe("SIGKILL");
}

/** Lines that went less far than was acknowledged, or further than was asked; events that tell another story. */
function faults(database: string, book: Book): string[] {
  const db = new DatabaseSync(database, { readOnly: true });
  const rows = db
    .prepare(
      `select n.line, 1 + (a.id is not null) + (a.unassigned_at is not null) as reached
       from numbers n left join assignments a on a.organization_id = n.organization_id and a.number_id = n.id`,
    )
    .all();
  const told = db
    .prepare("select count(*) as count, max(seq) as last, count(number_id) as changes from events")
    .get();
  db.close();
  const stored = new Map(rows.map(({ line, reached }) => [String(line), Number(reached)]));
  const wrong = [...book].filter(([line, { asked, acknowledged }]) => {
    const reached = stored.get(line) ?? 0;
    return reached < acknowledged || reached > asked;
  });
  const happened = [...stored.values()].reduce((sum, reached) => sum + reached, 0);
  return [
    ...wrong.map(
      ([line, { asked, acknowledged }]) => `${line}: ${acknowledged}..${asked}, is ${stored.get(line)}`,
    ),
    ...[...stored.keys()].filter((line) => !book.has(line)).map((line) => `${line} was never asked for`),
    ...(told?.count === (told?.last ?? 0) ? [] : ["the events have a gap"]),
    ...(told?.changes === happened ? [] : [`${told?.changes} events tell of ${happened} changes`]),
  ];
}

function soundness(database: string) {
  const db = new DatabaseSync(database);
  const integrity = db.prepare("pragma integrity_check").get()?.integrity_check;
  const strays = db.prepare("pragma foreign_key_check").all();
  db.close();
  return { integrity, strays };
}
