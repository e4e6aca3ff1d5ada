import { afterAll, beforeAll, expect, test } from "vitest";
import { useApp } from "../../helpers/app.ts";
import { openTableReader, type TableReader } from "../../helpers/table-reader.ts";
import { created, makeWorld, type Organization } from "../../helpers/world.ts";

// https://owasp.org/www-community/attacks/CSV_Injection

const app = useApp();
let acme: Organization;
let count = 0;
let database: TableReader;
beforeAll(async () => {
  acme = (await makeWorld(app.ask)).acme;
  database = openTableReader(app.database);
});
afterAll(() => database.close());

/** The row, without the ID, of a new user with this e-mail address and these groups: the last of the report. */
async function rowOf(email: string, ...groups: string[]): Promise<string> {
  const at = `/registry/v1/organizations/${acme.id}`;
  const { id } = await created(app.ask, `${at}/users`, { name: "Cell", email });
  for (const name of groups) {
    const group = await groupWithName(name);
    await app.ask(`PUT ${at}/groups/${group.id}/members/${id}`);
  }
  const { text } = await app.ask("GET /v2/organizations/users/users_groups_report", {
    key: acme.admin.key,
    headers: { accept: "text/csv" },
  });
  return text.slice(text.indexOf(id) + id.length + 1).trimEnd();
}

/** Names with control characters were accepted by earlier releases and stay readable. */
async function groupWithName(name: string): Promise<{ id: string }> {
  const path = `/registry/v1/organizations/${acme.id}/groups`;
  if (!/[\t\r\n]/.test(name)) return created(app.ask, path, { name });
  const group = await created(app.ask, path, { name: `Group ${count}` });
  await database.query(
    `update user_groups set name = '${name.replaceAll("'", "''")}' where id = '${group.id}'`,
  );
  return group;
}

const rest = "enabled,2026-03-03T14:00:00.000Z,,";
const address = () => `cell${count++}@acme.example`;

test.each(["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])(
  "a group name that begins with %j does not become a formula",
  async (sign) => {
    const email = address();
    const row = await rowOf(email, `${sign}cmd|' /C calc'!A0 ${count}`);
    expect(row).toMatch(new RegExp(`^${email},${rest}"?'`));
    expect(row).toContain(`'${sign}cmd|' /C calc'!A0 ${count}`);
  },
);

test.each(["=", "+", "-"])(
  "an e-mail address that begins with %j does not become a formula",
  async (sign) => {
    const email = `${sign}1+1${count++}@acme.example`;
    expect(await rowOf(email)).toBe(`'${email},${rest}`);
  },
);

test("a quoted cell does not become a formula, and its quotes are doubled", async () => {
  const email = address();
  expect(await rowOf(email, '=HYPERLINK("https://evil.example","a")')).toBe(
    `${email},${rest}"'=HYPERLINK(""https://evil.example"",""a"")"`,
  );
});

test("groups are in one cell, sorted, joined by a comma and a space", async () => {
  const email = address();
  expect(await rowOf(email, "Alpha", "Beta, Gamma")).toBe(`${email},${rest}"Alpha, Beta, Gamma"`);
});

test("a name with a line break stays in one cell", async () => {
  const email = address();
  expect(await rowOf(email, "Two\nlines")).toBe(`${email},${rest}"Two\nlines"`);
});

test.each(["\r", "\n", "\r\n", '"', ","])("a cell with %j is quoted", async (character) => {
  const email = address();
  const name = `A${character}B${count}`;
  expect(await rowOf(email, name)).toBe(`${email},${rest}"${name.replace('"', '""')}"`);
});

test.each(["\r", "\n", "\r\n"])("no line of a cell becomes a formula: %j", async (lineBreak) => {
  const email = address();
  const name = ["Sales", "=1+1", "-2", "", "@x", "\t=3", "＝4"].join(lineBreak) + count;
  const harmless = ["Sales", "'=1+1", "'-2", "", "'@x", "'\t=3", "'＝4"].join(lineBreak) + count;
  expect(await rowOf(email, name)).toBe(`${email},${rest}"${harmless}"`);
});

test.each([
  ["text/csv", "text/csv"],
  ["TEXT/CSV", "text/csv"],
  ["text/csv;charset=UTF-8", "text/csv"],
  ["text/*", "text/csv"],
  ["text/csv, application/json", "text/csv"],
  ["application/json;q=0.5, text/csv", "text/csv"],
  ["text/csv;q=0.1, application/json;q=0", "text/csv"],
  ["*/*;q=0.1, text/csv;q=0.2", "text/csv"],
  ["application/json", "application/json"],
  ["application/json, text/csv", "application/json"],
  ["text/csv;q=0.5, application/json", "application/json"],
  ["text/csv;q=0", "application/json"],
  ["text/csv;q=0, */*", "application/json"],
  ["text/csvx", "application/json"],
  ["application/xml;x=text/csv", "application/json"],
  ["*/*", "application/json"],
  ["image/png", "application/json"],
  ["", "application/json"],
])("with Accept: %s the report is %s", async (accept, type) => {
  const { status, headers } = await app.ask("GET /v2/organizations/users/users_groups_report", {
    key: acme.admin.key,
    headers: { accept },
  });
  expect([status, headers.get("content-type")]).toEqual([200, `${type}; charset=utf-8`]);
});
