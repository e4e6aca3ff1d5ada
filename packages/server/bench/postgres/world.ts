import { Client } from "pg";
import { migrateDatabase } from "../../src/storage/open.ts";

export const organizations = 50;
const numbersOfFirst = 40_000;
const numbersOfOthers = 1500;
export const connectionsOfBare = 16;

/** Ids of organizations (`a`), users (`b`) and numbers (`c`). */
export const idOf = (kind: "a" | "b" | "c", index: number): string =>
  kind + index.toString(16).padStart(23, "0");

const sqlId = (kind: string, value: string) => `'${kind}' || lpad(to_hex(${value}), 23, '0')`;

/** Fifty organizations with a user each and numbers that nobody holds, and the tables of the bare client. */
export async function makeWorld(url: string): Promise<void> {
  await migrateDatabase(url);
  const client = new Client({ connectionString: url });
  await client.connect();
  const all = `generate_series(0, ${organizations - 1}) as o(i)`;
  const numbers = `${all} cross join lateral generate_series(0,
    case when o.i = 0 then ${numbersOfFirst} else ${numbersOfOthers} end - 1) as n(j)`;
  const index = "o.i * 100000 + n.j";
  await client.query(`
    insert into organizations (id, serial, name, status, created_at, version)
      select ${sqlId("a", "i")}, i + 1000, 'bench', 'active', 0, 1 from ${all};
    insert into organization_heads (organization_id, seq) select ${sqlId("a", "i")}, 0 from ${all};
    insert into users (organization_id, id, serial, name, email, email_key, search_key, role, is_owner, status,
        endpoints, created_at, version, kind)
      select ${sqlId("a", "i")}, ${sqlId("b", "i")}, 1, 'Bench', 'a@b.example', 'a@b.example', 'bench', 'member', false,
        'active', '[]', 0, 1, 'person' from ${all};
    insert into numbers (organization_id, id, serial, provider, line, search_key, added_at, version)
      select ${sqlId("a", "o.i")}, ${sqlId("c", index)}, n.j + 1, 'twilio', '+1' || (1000000000 + ${index}),
        '+1' || (1000000000 + ${index}), 0, 1 from ${numbers};
    create table bare_heads (organization_id text primary key, seq bigint not null);
    insert into bare_heads select ${sqlId("a", "i")}, 0 from ${all};
    create table bare_assignments (organization_id text, id text, number_id text, user_id text, provider text,
      is_default boolean, is_inbound_enabled boolean, is_outbound_enabled boolean, label text, assigned_at bigint,
      unassigned_at bigint, version bigint, primary key (organization_id, id));
    create unique index on bare_assignments (organization_id, number_id, user_id) where unassigned_at is null;
    create table bare_events (organization_id text, seq bigint, at bigint, kind text, after text,
      primary key (organization_id, seq));
    analyze`);
  await client.end();
}
