import { beforeAll, expect, test } from "vitest";
import type { OrganizationId } from "../../src/model.ts";
import { type Answer, useApp } from "../helpers/app.ts";
import { created } from "../helpers/world.ts";

const rounds = 150;
const clients = 16;

const app = useApp();
let id: OrganizationId;
let users: readonly string[];
beforeAll(async () => {
  const owner = { name: "Olga", email: "olga@acme.example" };
  id = (await created(app.ask, "/registry/v1/organizations", { name: "acme", owner })).organization.id;
  const people = Array.from({ length: clients }, (_, index) =>
    created(app.ask, `/registry/v1/organizations/${id}/users`, {
      name: `Mona ${index}`,
      email: `${index}@acme.example`,
    }),
  );
  users = (await Promise.all(people)).map((user) => user.id);
});

test("one of 16 concurrent assigns through the native dialect succeeds, in 150 rounds", {
  timeout: 300_000,
}, async () => {
  await race("+1416555", 409, (line, user) =>
    app.ask(`PUT /registry/v1/organizations/${id}/numbers/${line}/holders/${user}`, { body: {} }),
  );
});

test("one of 16 concurrent assigns through Tether's dialect succeeds, in 150 rounds", {
  timeout: 300_000,
}, async () => {
  await race("+1416777", 400, (line, user) =>
    app.ask(`POST /api/organizations/${id}/phone-numbers`, {
      body: { targetUserId: user, provider: "twilio", phoneNumber: line, isDefault: false },
    }),
  );
});

async function race(
  prefix: string,
  refusal: number,
  assign: (line: string, user: string) => Promise<Answer>,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const line = prefix + String(round).padStart(4, "0");
    await created(app.ask, `/registry/v1/organizations/${id}/numbers`, { provider: "twilio", line });
    const answers = await Promise.all(users.map((user) => assign(line, user)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, ...Array(clients - 1).fill(refusal)]);
    const open = await app.store.read(id).assignments.list({ number: { line } }, "byAge", { size: 100 });
    const winner = users[statuses.indexOf(200)];
    expect(open.items).toMatchObject([{ userId: winner, isInboundEnabled: true }]);
  }
}
