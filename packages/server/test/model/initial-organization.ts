import type { Ask } from "../helpers/ask.ts";
import { lineAt } from "./log/lines.ts";
import type { Names } from "./names.ts";
import { initialOrganizations } from "./world.ts";

/** Creates one of the model's initial organizations in the app. */
export async function createInitialOrganization(
  ask: Ask,
  names: Names,
  org: 0 | 1,
): Promise<{ readonly id: string; readonly ownerKey: string }> {
  const wanted = initialOrganizations[org];
  const person = (user: number) => ({ name: `User ${user}`, email: names.email(org, user) });
  const { organization, owner } = await create(ask, "", { name: `Org ${org}`, owner: person(1) });
  const path = `/${organization.id}`;
  const users: string[] = [owner.id];
  for (let user = 2; user <= wanted.users; user++)
    users.push((await create(ask, `${path}/users`, person(user))).id);
  let ownerKey = "";
  for (const user of wanted.apiKeys) {
    const { key } = await create(ask, `${path}/api-keys`, { user: users[user - 1], name: "key" });
    if (user === 1) ownerKey = key;
  }
  for (const [index, members] of wanted.groups.entries()) {
    const { id } = await create(ask, `${path}/groups`, { name: `Group ${index}` });
    for (const member of members)
      await ask(`PUT /registry/v1/organizations${path}/groups/${id}/members/${users[member - 1]}`);
  }
  for (const index of wanted.lines) {
    const { provider, digit } = lineAt(index);
    await create(ask, `${path}/numbers`, { provider, line: names.line(digit) });
  }
  return { id: organization.id, ownerKey };
}

async function create(ask: Ask, path: string, body: unknown) {
  const answer = await ask(`POST /registry/v1/organizations${path}`, { body });
  if (answer.status !== 201) throw new Error(`the set-up failed: ${answer.text}`);
  return answer.json;
}
