import { beforeAll, expect, test } from "vitest";
import { type Answer, useApp } from "../helpers/app.ts";
import { typedId } from "../helpers/typed-id.ts";
import { created, makeOrganization, type Organization } from "../helpers/world.ts";

const rounds = 150;

const app = useApp();
let acme: Organization;
beforeAll(async () => {
  acme = await makeOrganization(app.ask, "acme", "1");
});

test("a user removed by DELETE during an assign holds no number, in 150 rounds", {
  timeout: 300_000,
}, async () => {
  await race((user) => app.ask(`DELETE /registry/v1/organizations/${acme.id}/users/${user}`));
});

test("a user removed through Telnyx during an assign holds no number, in 150 rounds", {
  timeout: 300_000,
}, async () => {
  await race((user) =>
    app.ask(`POST /v2/organizations/users/${user}/actions/remove`, { key: acme.admin.key }),
  );
});

/** Neither request has a body, which would make it slower. Both orders must occur. */
async function race(remove: (user: string) => Promise<Answer>): Promise<void> {
  const seen = { assignedFirst: 0, removedFirst: 0 };
  for (let round = 0; round < rounds; round++) {
    const user = await addUser();
    const holder = `/registry/v1/organizations/${acme.id}/numbers/${acme.twilio.line}/holders/${user}`;
    const assign = () => app.ask(`PUT ${holder}`);
    const removeNow = () => remove(user);
    const answers = await Promise.all(round % 2 ? [assign(), removeNow()] : [removeNow(), assign()]);
    const [assigned, removed] = round % 2 ? answers : answers.toReversed();
    expect(removed?.status).toBe(200);
    expect([200, 404]).toContain(assigned?.status);
    seen[assigned?.status === 200 ? "assignedFirst" : "removedFirst"] += 1;
    const reads = app.store.read(acme.id);
    expect(await reads.users.find({ id: typedId(user) })).toBeUndefined();
    expect(await reads.assignments.open({ userId: typedId(user) })).toEqual([]);
    expect(await reads.assignments.open({ numberId: acme.twilio.id })).toEqual([]);
    expect((await assign()).status).toBe(404);
  }
  process.stdout.write(`${rounds} rounds: ${JSON.stringify(seen)}\n`);
  expect(Math.min(seen.assignedFirst, seen.removedFirst)).toBeGreaterThan(0);
}

let users = 0;
async function addUser(): Promise<string> {
  const person = { name: "Leaver", email: `leaver${++users}@acme.example` };
  return (await created(app.ask, `/registry/v1/organizations/${acme.id}/users`, person)).id;
}
