import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SignJWT } from "jose";
import { createApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { createApiKey } from "../src/core/api-keys/api-keys.ts";
import { createOrganization } from "../src/core/organizations/organizations.ts";

const superadminKey = "superadmin-key-of-the-benchmark";
const jwtSecret = "a-secret-of-the-benchmark-that-is-long-enough";

/** 10,000 numbers of 1,000 users, already assigned, for the list. */
const listed = { users: 1_000, assignments: 10_000 };
/** Available numbers, each assigned once by the write benchmark. */
const assignable = 200_000;

export interface World {
  readonly folder: string;
  readonly superadminKey: string;
  /** The organization whose list is read. */
  readonly listedOrganizationId: string;
  /** A number of the listed organization, held by one user. */
  readonly listedNumberId: string;
  /** The organization whose numbers are assigned, each to the user of the same index. */
  readonly organizationId: string;
  pair(index: number): { readonly userId: string; readonly line: string };
  /** A user of the listed organization, with both kinds of credential. */
  readonly admin: { readonly id: string; readonly key: string; readonly token: string };
}

export const databaseOf = (folder: string): string => join(folder, "whoseline.db");

export const settingsOf = (folder: string) => ({
  WHOSELINE_DATABASE: databaseOf(folder),
  WHOSELINE_SUPERADMIN_KEY: superadminKey,
  WHOSELINE_JWT_SECRET: jwtSecret,
  // The streams of one credential, which are measured, are a hundred times as many as the default allows.
  WHOSELINE_STREAM_LIMITS: "1000/1000/1000",
  LOG_LEVEL: "warn",
});

/** Two organizations, created through the core and filled by SQL statements, which is faster. */
export async function makeWorld(folder: string): Promise<World> {
  const app = await createApp(readConfig(settingsOf(folder)));
  const principal = await app.installation.principalOfUser(app.superadmin.userId);
  const make = async (name: string) => {
    const context = app.installation.as(principal, null, { dialect: "native", requestId: "bench" });
    const owner = { name: "Olga Owner", email: "olga@acme.example", username: "olga" };
    return createOrganization(context, { name, owner });
  };
  const acme = await make("acme");
  const writes = await make("writes");
  const context = app.installation.as(principal, acme.organization.id, {
    dialect: "native",
    requestId: "bench",
  });
  const { key = "" } = await createApiKey(context, { userId: acme.owner.id, name: "bench" });
  await app.close();
  fill(databaseOf(folder), acme.organization.id, writes.organization.id);
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(acme.owner.id)
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(jwtSecret));
  return {
    folder,
    superadminKey,
    listedOrganizationId: acme.organization.id,
    listedNumberId: idOf("c", 7),
    organizationId: writes.organization.id,
    pair: (index) => {
      if (index >= assignable) throw new Error("the benchmark's world is too small");
      return { userId: idOf("b", index), line: lineOf(5, index) };
    },
    admin: { id: acme.owner.id, key, token },
  };
}

const idOf = (kind: string, index: number): string => kind + String(index).padStart(23, "0");
const lineOf = (first: number, index: number): string => `+1${first}${String(index).padStart(9, "0")}`;

function fill(path: string, listedId: string, writesId: string): void {
  const db = new DatabaseSync(path);
  db.exec("pragma synchronous = off; begin immediate");
  for (let index = 0; index < listed.users; index++) addUser(db, listedId, "a", index);
  for (let index = 0; index < listed.assignments; index++) {
    addNumber(db, listedId, "c", 4, index);
    addAssignment(db, listedId, index);
  }
  for (let index = 0; index < assignable; index++) {
    addUser(db, writesId, "b", index);
    addNumber(db, writesId, "d", 5, index);
  }
  db.exec("commit; pragma wal_checkpoint(truncate)");
  statements.clear();
  db.close();
}

const statements = new Map<string, ReturnType<DatabaseSync["prepare"]>>();
function run(db: DatabaseSync, text: string, ...values: (string | number)[]): void {
  const statement = statements.get(text) ?? db.prepare(text);
  statements.set(text, statement);
  statement.run(...values);
}

function addUser(db: DatabaseSync, organizationId: string, kind: string, index: number): void {
  const name = `User ${String((index * 7919) % 100_003).padStart(6, "0")}`;
  const email = `user.${kind}.${index}@acme.example`;
  run(
    db,
    `insert into users (organization_id, id, serial, name, email, email_key, username, username_key, search_key,
       role, is_owner, status, created_at, version) values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'member', 0, 'active', 0, 1)`,
    ...[organizationId, idOf(kind, index), index + 2, name, email, email, `user.${index}`, `user.${index}`],
    `${name}\n${email}`.toLowerCase(),
  );
}

function addNumber(
  db: DatabaseSync,
  organizationId: string,
  kind: string,
  first: number,
  index: number,
): void {
  const line = lineOf(first, index);
  run(
    db,
    `insert into numbers (organization_id, id, serial, provider, line, search_key, added_at, version)
     values (?, ?, ?, 'twilio', ?, ?, 0, 1)`,
    ...[organizationId, idOf(kind, index), index + 1, line, line],
  );
  run(
    db,
    "insert into number_claims (provider, line, organization_id, number_id) values ('twilio', ?, ?, ?)",
    ...[line, organizationId, idOf(kind, index)],
  );
}

/** Every user has ten numbers, one of them the default; every fourth has a label. */
function addAssignment(db: DatabaseSync, organizationId: string, index: number): void {
  run(
    db,
    `insert into assignments (organization_id, id, number_id, user_id, provider, is_default,
       is_inbound_enabled, is_outbound_enabled, label, assigned_at, version)
     values (?, ?, ?, ?, 'twilio', ?, 1, 1, nullif(?, ''), 0, 1)`,
    ...[organizationId, idOf("e", index), idOf("c", index), idOf("a", index % listed.users)],
    index < listed.users ? 1 : 0,
    index % 4 === 0 ? `Line ${index}` : "",
  );
}
