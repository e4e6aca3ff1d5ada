import { Client } from "pg";
import type { PeersWorld } from "../world.ts";
import { organizations } from "../world.ts";

/**
 * Makes the tables of tables.ts with the same users, lines and holders as Whoseline's. Returns the bytes of the tables
 * and indexes without the available numbers.
 */
export async function fillService(url: string, world: PeersWorld): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  for (const statement of statementsFor(world)) await client.query(statement);
  const { rows } = await client.query(
    "select sum(pg_total_relation_size(oid)) as bytes from pg_class where relname in ('users', 'numbers', 'assignments')",
  );
  await client.query(numbersOf(world, world.lines, world.lines + world.spare));
  await client.query("vacuum analyze");
  await client.query("checkpoint");
  await client.end();
  return Number(rows[0].bytes);
}

export const organizationId = (index: number): string => `o${String(index).padStart(23, "0")}`;

function numbersOf({ lines, spare }: PeersWorld, from: number, until: number): string {
  const ofLine = from < lines ? `i / ${lines / organizations}` : `(i - ${lines}) / ${spare / organizations}`;
  return `insert into numbers select i, 'o' || lpad((${ofLine})::text, 23, '0'), 'twilio', '+1' || lpad(i::text, 12, '0')
     from generate_series(${from}, ${until - 1}) as t(i)`;
}

function statementsFor(world: PeersWorld): readonly string[] {
  const { lines, users } = world;
  const [linesIn, usersIn] = [lines / organizations, users / organizations];
  const [organization, user] = ["'o' || lpad", "'a' || lpad(to_hex"];
  return [
    `create table users (id text primary key, organization_id text not null, name text not null,
       email text not null unique, status text not null, endpoints jsonb not null)`,
    `create table numbers (id bigint primary key, organization_id text not null, provider text not null, line text not null)`,
    `create table assignments (id bigserial primary key, number_id bigint not null, user_id text not null,
       is_inbound_enabled boolean not null, assigned_at timestamp not null, unassigned_at timestamp)`,
    `create table audit (id bigserial primary key, organization_id text not null, at timestamp not null,
       kind text not null, body jsonb not null)`,
    `insert into users select ${user}(i), 23, '0'), ${organization}((i / ${usersIn})::text, 23, '0'),
       'User ' || i, 'u' || i || '@a.example', 'active', jsonb_build_array('client:u' || i)
     from generate_series(0, ${users - 1}) as t(i)`,
    numbersOf(world, 0, lines),
    `insert into assignments (number_id, user_id, is_inbound_enabled, assigned_at)
     select i, ${user}((i / ${linesIn}) * ${usersIn} + i % ${usersIn}), 23, '0'), true, now()
     from generate_series(0, ${lines - 1}) as t(i)`,
    "create unique index on numbers (provider, line)",
    "create unique index on assignments (number_id, user_id) where unassigned_at is null",
    "create index on assignments (user_id)",
    "alter table assignments add foreign key (number_id) references numbers (id)",
    "alter table assignments add foreign key (user_id) references users (id)",
  ];
}
