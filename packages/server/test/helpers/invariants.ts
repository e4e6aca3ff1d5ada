import type { TableReader } from "./table-reader.ts";

/** Queries that return a row for each violation of the rule they are named after. */
const rules: Readonly<Record<string, string>> = {
  "events are numbered 1, 2, 3 … up to the head": `
    select h.organization_id from organization_heads h
    left join events e on e.organization_id = h.organization_id
    group by h.organization_id, h.seq
    having count(e.seq) <> h.seq or coalesce(max(e.seq), 0) <> h.seq or coalesce(min(e.seq), 1) <> 1`,
  "every organization has a head": `
    select o.id from organizations o left join organization_heads h on h.organization_id = o.id
    where h.organization_id is null`,
  "every organization has one owner": `
    select o.id from organizations o where o.serial > 0 and
      (select count(*) from users u where u.organization_id = o.id and u.is_owner) <> 1`,
  "a number has one inbound holder at most": `
    select number_id from assignments where unassigned_at is null and is_inbound_enabled
    group by organization_id, number_id having count(*) > 1`,
  "a user has one default on a provider at most": `
    select user_id from assignments where unassigned_at is null and is_default
    group by organization_id, user_id, provider having count(*) > 1`,
  "a user holds a number once at most": `
    select user_id from assignments where unassigned_at is null
    group by organization_id, user_id, number_id having count(*) > 1`,
  "a holder is an active user of the number's organization": `
    select a.id from assignments a
    left join users u on u.organization_id = a.organization_id and u.id = a.user_id and u.status = 'active'
    left join numbers n on n.organization_id = a.organization_id and n.id = a.number_id
    where a.unassigned_at is null and (u.id is null or n.id is null)`,
  "a removed user has no group and no key": `
    select u.id from users u
    left join group_members m on m.organization_id = u.organization_id and m.user_id = u.id
    left join api_keys k on k.organization_id = u.organization_id and k.user_id = u.id and k.revoked_at is null
    where u.status = 'removed' and (m.user_id is not null or k.id is not null)`,
  "a key acts for the person who created it, for a service user, or was created by a superadmin": `
    select k.id from api_keys k
    join users u on u.organization_id = k.organization_id and u.id = k.user_id
    left join users c on c.id = k.created_by
    where k.created_by is not null and u.kind = 'person' and k.created_by <> k.user_id
      and c.role <> 'superadmin'`,
  "the actor of an event is the user of its key, invitation or session": `
    select e.seq from events e
    left join api_keys k on k.id = e.credential_id
    left join invitations i on i.id = e.credential_id
    left join sessions s on s.id = e.credential_id
    where e.actor_id <> coalesce(k.user_id, i.user_id, s.user_id, e.actor_id)`,
  "the user of a session is the user of its key": `
    select s.id from sessions s
    join api_keys k on k.organization_id = s.organization_id and k.id = s.key_id
    where k.user_id <> s.user_id`,
  "no session outlasts its user or its key": `
    select s.id from sessions s
    join users u on u.organization_id = s.organization_id and u.id = s.user_id
    left join api_keys k on k.organization_id = s.organization_id and k.id = s.key_id
    where s.ended_at is null and (u.status <> 'active' or k.revoked_at is not null)`,
  "a removed user has no open invitation": `
    select i.id from invitations i
    join users u on u.organization_id = i.organization_id and u.id = i.user_id
    where u.status = 'removed' and i.redeemed_at is null and i.revoked_at is null`,
  "every number with a + that is not released has the claim of its line": `
    select n.id from numbers n
    left join number_claims c on c.provider = n.provider and c.line = n.line
      and c.organization_id = n.organization_id and c.number_id = n.id
    where n.released_at is null and substr(n.line, 1, 1) = '+' and c.number_id is null`,
  "nobody holds a released number": `
    select a.id from assignments a
    join numbers n on n.organization_id = a.organization_id and n.id = a.number_id
    where a.unassigned_at is null and n.released_at is not null`,
  "every claim has its number": `
    select c.line from number_claims c
    left join numbers n on n.organization_id = c.organization_id and n.id = c.number_id
      and n.released_at is null
    where n.id is null`,
  "a repeated request finds a whole answer": "select key from idempotency where outcome = ''",
};

/** Violated rules, with the first rows that violate them. */
export async function brokenRules(reader: TableReader): Promise<string[]> {
  const broken: string[] = [];
  for (const [rule, query] of Object.entries(rules)) {
    const rows = await reader.query(query);
    if (rows.length > 0) broken.push(`${rule}: ${JSON.stringify(rows.slice(0, 3))}`);
  }
  return broken;
}
