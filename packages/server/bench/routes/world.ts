import { setImmediate } from "node:timers/promises";
import { SignJWT } from "jose";
import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { createApiKey } from "../../src/core/api-keys/api-keys.ts";
import { createRouterKey } from "../../src/core/api-keys/router-keys.ts";
import { createOrganization } from "../../src/core/organizations/organizations.ts";
import { openBare, type Words, wordsOf } from "../truth-world.ts";
import { requestOf } from "./connection.ts";

export const superadminKey = "superadmin-key-of-the-benchmark";
const jwtSecret = "a-secret-of-the-benchmark-that-is-long-enough";
const organizations = 20;
const linesOfUser = 10;

/** Equal organizations with `lines` assigned lines, and requests for them. */
export interface RoutesWorld {
  readonly engine: string;
  readonly database: string;
  readonly lines: number;
  readonly organizationIds: readonly string[];
  readonly routerKey: string;
  /** Of one user, an admin of the first organization. */
  readonly admin: { readonly key: string; readonly token: string };
  /** Looks up the line with this index, below `lines`. */
  lookup(index: number, credential: string): Buffer;
  /** The line with this index, below `lines`; of twilio. */
  line(index: number): string;
  /** Of the first organization. */
  ownLookup(index: number, credential: string): Buffer;
  /** Changes the name of a user, of each organization in turn. */
  nextUserChange(): Buffer;
  /** Assigns an unassigned number to a user, a different number each time, and looks it up. */
  nextAssign(): { readonly request: Buffer; readonly userId: string; readonly lookup: Buffer };
}

export const settingsOf = (database: string) => ({
  WHOSELINE_DATABASE: database,
  WHOSELINE_PEPPER: "5a".repeat(32),
  WHOSELINE_ENCRYPTION_KEY: "c3".repeat(32),
  WHOSELINE_SUPERADMIN_KEY: superadminKey,
  WHOSELINE_JWT_SECRET: jwtSecret,
  LOG_LEVEL: "warn",
});

/** Lines that are spread evenly, or those from +1000000000000 on, one after the other. */
export type LineForm = "spread" | "dense";

export interface RoutesWorldOptions {
  /** The number of available numbers for the assigns; a multiple of the number of organizations. */
  readonly spare?: number;
  readonly form?: LineForm;
}

export async function makeRoutesWorld(
  engine: string,
  database: string,
  lines: number,
  { spare = 60_000, form = "spread" }: RoutesWorldOptions = {},
): Promise<RoutesWorld> {
  const start = performance.now();
  const { ids, ...credentials } = await makeOrganizations(database);
  await fill(database, ids, { lines, form });
  if (spare > 0) await addSpare(database, ids, { lines, spare, form });
  const digitsOf = form === "dense" ? denseDigitsOf : spreadDigitsOf;
  console.log(`${engine}: ${lines} lines in ${Math.round((performance.now() - start) / 1000)} s`);
  const lookup = (index: number, credential: string) =>
    requestOf("GET", `/registry/v1/routes/inbound?provider=twilio&to=%2B1${digitsOf(index)}`, credential);
  let [assigned, changed] = [0, 0];
  return {
    ...{ engine, database, lines, organizationIds: ids, lookup, ...credentials },
    line: (index) => `+1${digitsOf(index)}`,
    ownLookup: (index, credential) => lookup(index % (lines / organizations), credential),
    nextUserChange() {
      const index = changed++;
      const [of, turn] = [index % organizations, Math.floor(index / organizations)];
      const userId = idOf("a", of * usersIn(lines) + (turn % usersIn(lines)));
      const path = `/registry/v1/organizations/${ids[of]}/users/${userId}`;
      return requestOf("PATCH", path, superadminKey, JSON.stringify({ name: `User number ${index}` }));
    },
    nextAssign() {
      const index = assigned++;
      if (index >= spare) throw new Error("the benchmark's world has no more numbers to assign");
      // Alternates between organizations, since the writes of one are serialized.
      const [of, turn] = [index % organizations, Math.floor(index / organizations)];
      const number = lines + of * (spare / organizations) + turn;
      const userId = idOf("a", of * usersIn(lines) + (turn % usersIn(lines)));
      const path = `/registry/v1/organizations/${ids[of]}/numbers/${idOf("c", number)}/holders/${userId}`;
      return {
        userId,
        request: requestOf("PUT", path, superadminKey),
        lookup: lookup(number, credentials.routerKey),
      };
    },
  };
}

/** The number of users of each organization. */
export const usersIn = (lines: number): number => lines / organizations / linesOfUser;
export const idOf = (kind: "a" | "c", index: number): string => kind + index.toString(16).padStart(23, "0");
/** The same as `line` of the statements that fill the tables. */
const spreadDigitsOf = (index: number): string => String((index * 7919) % 1e10).padStart(10, "0");
const denseDigitsOf = (index: number): string => String(index).padStart(12, "0");

async function makeOrganizations(database: string) {
  const app = await createApp(readConfig(settingsOf(database)));
  const principal = await app.installation.principalOfUser(app.superadmin.userId);
  const call = { dialect: "native", requestId: "bench" } as const;
  const platform = app.installation.as(principal, null, call);
  const owner = { name: "Olga Owner", email: "olga@acme.example" };
  const made = [];
  for (let index = 0; index < organizations; index++)
    made.push(await createOrganization(platform, { name: `organization ${index}`, owner }));
  const [first] = made;
  if (first === undefined) throw new Error("there is no organization");
  const own = app.installation.as(principal, first.organization.id, call);
  const { key = "" } = await createApiKey(own, { userId: first.owner.id, name: "bench" });
  const { key: routerKey = "" } = await createRouterKey(platform, { name: "bench" });
  await app.close();
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(first.owner.id)
    .setExpirationTime("4h")
    .sign(new TextEncoder().encode(jwtSecret));
  return { ids: made.map(({ organization }) => organization.id), routerKey, admin: { key, token } };
}

interface Fill {
  readonly lines: number;
  readonly form: LineForm;
}

/** Adds available numbers after the lines. */
export const addSpare = (
  database: string,
  ids: readonly string[],
  { spare, ...fill }: Fill & { readonly spare: number },
): Promise<void> =>
  insert(database, ids, fill.form, (words, id, index) =>
    numbersOf(words, id, range(index, spare / organizations, fill.lines)),
  );

const fill = (database: string, ids: readonly string[], { lines, form }: Fill): Promise<void> =>
  insert(database, ids, form, (words, id, index) => {
    const [users, held] = [range(index, usersIn(lines)), range(index, lines / organizations)];
    return [usersOf(words, id, users), ...numbersOf(words, id, held), assignmentsOf(words, id, held, users)];
  });

/** Inserts into the tables directly, one organization at a time, so that signals are handled between them. */
async function insert(
  database: string,
  ids: readonly string[],
  form: LineForm,
  textsOf: (words: Words, id: string, index: number) => readonly string[],
): Promise<void> {
  const [bare, defaults] = [await openBare(database), wordsOf(database)];
  const words = form === "dense" ? { ...defaults, line: defaults.denseLine } : defaults;
  for (const statement of words.before) await bare.all(statement);
  for (const [index, id] of ids.entries()) {
    await bare.all("begin");
    for (const text of textsOf(words, id, index)) await bare.all(text);
    await bare.all("commit");
    await setImmediate();
  }
  for (const statement of words.after) await bare.all(statement);
  await bare.close();
}

interface Range {
  readonly from: number;
  readonly until: number;
}
const range = (index: number, count: number, offset = 0): Range => ({
  from: offset + index * count,
  until: offset + (index + 1) * count,
});

const usersOf = ({ id, no, rows }: Words, organization: string, { from, until }: Range): string =>
  `insert into users (organization_id, id, serial, name, email, email_key, search_key, role, is_owner, status, created_at, version, endpoints)
   select '${organization}', ${id("a")}, i + 2, 'User ' || i, 'u' || i || '@a.example', 'u' || i || '@a.example', 'user ' || i, 'member', ${no}, 'active', 0, 1, '["client:u' || i || '"]'
   from ${rows(from, until)}`;

const numbersOf = ({ id, line, rows }: Words, organization: string, { from, until }: Range): string[] => [
  `insert into numbers (organization_id, id, serial, provider, line, search_key, added_at, version)
   select '${organization}', ${id("c")}, i + 1, 'twilio', ${line}, ${line}, 0, 1 from ${rows(from, until)}`,
  `insert into number_claims (provider, line, organization_id, number_id)
   select 'twilio', ${line}, '${organization}', ${id("c")} from ${rows(from, until)}`,
];

function assignmentsOf(
  { id, no, yes, rows }: Words,
  organization: string,
  { from, until }: Range,
  users: Range,
): string {
  const holder = id("a", `(${users.from} + i % ${users.until - users.from})`);
  return `insert into assignments (organization_id, id, number_id, user_id, provider, is_default, is_inbound_enabled, is_outbound_enabled, assigned_at, version)
   select '${organization}', ${id("e")}, ${id("c")}, ${holder}, 'twilio', ${no}, ${yes}, ${yes}, 1700000000000 + i, 1 from ${rows(from, until)}`;
}
