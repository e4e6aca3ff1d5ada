import type { Engine } from "./engine.ts";
import type { SqlValue } from "./sql.ts";

interface EncryptedColumn {
  readonly table: string;
  readonly column: string;
  /** One column, which identifies the row in the table. */
  readonly key: string;
  readonly condition: string;
}

/** Every column with encrypted values. The place of a value is its table, its column and the row's key. */
const encryptedColumns: readonly EncryptedColumn[] = [
  { table: "signing_keys", column: "private_key", key: "serial", condition: "true" },
  { table: "webhooks", column: "secret", key: "id", condition: "true" },
  { table: "webhooks", column: "previous_secret", key: "id", condition: "previous_secret is not null" },
  { table: "carrier_accounts", column: "secrets", key: "id", condition: "true" },
  {
    table: "carrier_accounts",
    column: "previous_secrets",
    key: "id",
    condition: "previous_secrets is not null",
  },
  { table: "imports", column: "preview", key: "id", condition: "preview is not null" },
  { table: "import_portions", column: "content", key: "id", condition: "content is not null" },
  { table: "import_portions", column: "fates", key: "id", condition: "fates is not null" },
  { table: "notifications", column: "details", key: "id", condition: "true" },
  { table: "notifications", column: "text", key: "id", condition: "text is not null" },
  { table: "message_forwards", column: "content", key: "id", condition: "content is not null" },
  { table: "settings", column: "value", key: "name", condition: "name = 'encryption-check'" },
];

/** Returns the new value; undefined to keep the stored one. */
export type Reencrypt = (place: readonly string[], stored: string) => string | undefined;

/** Replaces encrypted values, one in a transaction, and returns how many. A value that changed meanwhile is kept. */
export async function replaceEncryptedValues(engine: Engine, reencrypt: Reencrypt): Promise<number> {
  let count = 0;
  for (const encrypted of encryptedColumns)
    for (const { key } of await storedKeys(engine, encrypted)) {
      const stored = await storedValue(engine, encrypted, key);
      if (stored === undefined) continue;
      const { table, column } = encrypted;
      const replacement = reencrypt([table, column, String(key)], stored);
      if (replacement === undefined) continue;
      count += await engine.transaction((sql) =>
        sql.run(
          `update ${table} set ${column} = $3 where ${encrypted.key} = $1 and ${column} = $2`,
          key,
          stored,
          replacement,
        ),
      );
    }
  return count;
}

const storedKeys = (engine: Engine, { table, key, condition }: EncryptedColumn) =>
  engine.reader.all<{ key: SqlValue }>(
    `select ${key} as key from ${table} where ${condition} order by ${key}`,
  );

/** One at a time: the file of an import does not fit into memory with all others. */
async function storedValue(
  engine: Engine,
  { table, column, key }: EncryptedColumn,
  value: SqlValue,
): Promise<string | undefined> {
  const text = `select ${column} as stored from ${table} where ${key} = $1 and ${column} is not null`;
  return (await engine.reader.first<{ stored: string }>(text, value))?.stored;
}

/** The pepper as the database has it: the value, or a check value when it is elsewhere. Undefined before the first start. */
export async function storedPepper(engine: Engine): Promise<string | undefined> {
  const text = "select value from settings where name = 'pepper'";
  return (await engine.reader.first<{ value: string }>(text))?.value;
}
