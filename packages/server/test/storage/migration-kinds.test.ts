import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { lastMigrations, migrationFolder } from "../../src/storage/migration-files.ts";
import { engineNames } from "../helpers/engines.ts";

/** What servers of the previous release may not survive, by the words of a statement. */
const contracting = [
  /^drop (table|trigger|view)/,
  /^alter table .* (drop|rename)\b/,
  /^alter table .* alter (column )?\w+ (type|set not null|drop default)/,
  /^alter table .* add (constraint|check|unique|foreign|primary)/,
  /^alter table .* add (column )?\w+ (?=.*not null)(?!.*default)/,
  /^(update|delete)\b/,
];

/** An index of a table that can have a row for each number, user or event blocks its writers while it is built. */
const largeTables =
  /^(events|numbers|number_claims|assignments|users|api_keys|idempotency|plan_items|import_portions)$/;

const files = engineNames.flatMap((engine) =>
  readdirSync(migrationFolder(engine))
    .filter((name) => Number(name.slice(0, 4)) > (lastMigrations[0] ?? 0))
    .map((name) => ({ engine, name, statements: statementsOf(new URL(name, migrationFolder(engine))) })),
);

function statementsOf(file: URL): string[] {
  const text = readFileSync(file, "utf8").replaceAll(/--.*$/gm, "");
  return text
    .split(";")
    .map((statement) => statement.replaceAll(/\s+/g, " ").trim())
    .filter((statement) => statement !== "");
}

const isContracting = (statement: string, created: readonly string[]): boolean => {
  const [, table] = /^create unique index (?:concurrently )?\w+ on (\w+)/.exec(statement) ?? [];
  if (table !== undefined) return !created.includes(table);
  return contracting.some((pattern) => pattern.test(statement));
};

const createdIn = (statements: readonly string[]): string[] =>
  statements.flatMap((statement) => /^create (?:virtual )?table (\w+)/.exec(statement)?.[1] ?? []);

test.each(files.filter(({ name }) => !name.endsWith(".contract.sql")))(
  "$engine/$name only expands the schema, or is named .contract.sql",
  ({ statements }) => {
    const created = createdIn(statements);
    expect(statements.filter((statement) => isContracting(statement, created))).toEqual([]);
  },
);

test.each(files.filter(({ engine }) => engine === "postgres"))(
  "$name builds the indexes of large tables concurrently",
  ({ statements }) => {
    const blocking = statements.filter((statement) => {
      const [, table = ""] = /^create (?:unique )?index \w+ on (\w+)/.exec(statement) ?? [];
      return largeTables.test(table);
    });
    expect(blocking).toEqual([]);
  },
);

test.each(files)(
  "$engine/$name does not alter the table of migrations, which is locked",
  ({ statements }) => {
    expect(statements.filter((statement) => /^alter table migrations /.test(statement))).toEqual([]);
  },
);

test.each([
  "drop table users",
  "alter table users drop column name",
  "alter table users rename column name to title",
  "alter table users alter column name set not null",
  "alter table users add column note text not null",
  "alter table users add constraint name_is_short check (length(name) < 9)",
  "create unique index user_name_is_unique on users (name)",
  "update users set name = upper(name)",
])("control: %s is no expansion", (statement) => {
  expect(isContracting(statement, ["other"])).toBe(true);
});

test.each([
  "create table notes (id text)",
  "alter table users add column note text",
  "alter table users add column note text not null default 'none'",
  "create index users_by_note on users (note)",
  "create unique index note_is_unique on notes (id)",
  "drop index users_by_note",
])("control: %s is an expansion", (statement) => {
  expect(isContracting(statement, ["notes"])).toBe(false);
});
