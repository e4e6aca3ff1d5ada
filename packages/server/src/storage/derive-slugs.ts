import { slugCandidates } from "../text/slug.ts";
import { platformId } from "./contract/platform.ts";
import type { Sql } from "./sql.ts";

const batchSize = 500;

interface OrganizationRow {
  readonly id: string;
  readonly serial: number;
  readonly name: string;
}

/** Adds a slug like its name for every organization, in the order of creation. */
export async function deriveSlugs(sql: Sql): Promise<void> {
  const taken = new Set<string>();
  for (let last = -1; ; ) {
    const rows = await sql.all<OrganizationRow>(
      "select id, serial, name from organizations where serial > $1 and id <> $2 order by serial limit $3",
      last,
      platformId,
      batchSize,
    );
    for (const row of rows) await storeSlug(sql, row, taken);
    if (rows.length < batchSize) return;
    last = rows.at(-1)?.serial ?? last;
  }
}

async function storeSlug(sql: Sql, { id, name }: OrganizationRow, taken: Set<string>): Promise<void> {
  const slug =
    [...slugCandidates(name, id)].find((candidate) => !taken.has(candidate)) ?? `organization-${id}`;
  taken.add(slug);
  await sql.run("insert into organization_slugs (slug, organization_id) values ($1, $2)", slug, id);
}
