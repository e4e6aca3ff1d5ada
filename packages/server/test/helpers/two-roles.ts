import { readFile } from "node:fs/promises";
import { Client } from "pg";

const document = new URL("../../../../docs/scaling.md", import.meta.url);

/**
 * Runs the SQL of the section "Two roles" of docs/scaling.md on a server without these roles. Returns the URLs of the
 * server's role and of the owner.
 */
export async function createTwoRoles(superuserUrl: string): Promise<{ url: string; ownerUrl: string }> {
  const [inAnyDatabase = "", inDatabase = ""] = await documentedSql();
  await run(superuserUrl, inAnyDatabase);
  await run(urlOf(superuserUrl), inDatabase);
  return {
    url: urlOf(superuserUrl, "whoseline_app", "app-password"),
    ownerUrl: urlOf(superuserUrl, "whoseline_owner", "owner-password"),
  };
}

async function documentedSql(): Promise<string[]> {
  const text = await readFile(document, "utf8");
  const section = text.slice(text.indexOf("## Two roles"), text.indexOf("## How writes behave"));
  return [...section.matchAll(/```sql\n(.*?)```/gs)].map(([, sql = ""]) => sql);
}

/** One by one, because a database cannot be created in a transaction. */
async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  for (const statement of sql.split(";\n").filter((text) => text.trim() !== ""))
    await client.query(statement);
  await client.end();
}

function urlOf(superuserUrl: string, user?: string, password?: string): string {
  const url = new URL(superuserUrl);
  url.pathname = "/whoseline";
  if (user !== undefined && password !== undefined) Object.assign(url, { username: user, password });
  return url.href;
}
