import fc from "fast-check";
import { expect, inject, test } from "vitest";
import type { Answer } from "../../helpers/ask.ts";
import { times } from "../../helpers/depth.ts";
import { openTableReader } from "../../helpers/table-reader.ts";
import { useTestContext } from "../../helpers/test-context.ts";
import { created, makeOrganization, type Organization } from "../../helpers/world.ts";

// No action is recorded as somebody else's: the caller with a secret acts as themselves or as a service user. The test knows
// who got each secret: the caller of the request, or the invited person.

const context = useTestContext(inject("engine"));
let count = 500;

interface Secret {
  readonly text: string;
  /** The id of the person who has it. */
  readonly holder: string;
}

interface Step {
  readonly kind: "create" | "rotate" | "invite" | "redeem" | "change";
  readonly secret: number;
  readonly target: number;
}
const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom("create", "create", "rotate", "invite", "redeem", "change", "change"),
    secret: fc.nat(1000),
    target: fc.nat(1000),
  }),
  { minLength: 30, maxLength: 30 },
);

class Scene {
  readonly secrets: Secret[];
  readonly invitations: Secret[] = [];
  readonly keyIds: string[] = [];
  readonly users: readonly string[];
  readonly services: ReadonlySet<string>;
  readonly at: string;

  constructor(acme: Organization, more: { guest: string; services: readonly string[] }) {
    const people = [acme.owner, acme.admin, acme.member];
    this.at = `/registry/v1/organizations/${acme.id}`;
    this.secrets = people.map(({ id, key }) => ({ text: key, holder: id }));
    this.users = [...people.map(({ id }) => id), more.guest, ...more.services];
    this.services = new Set(more.services);
  }

  async take({ kind, secret, target }: Step): Promise<void> {
    const from = kind === "redeem" ? this.invitations : this.secrets;
    const used = from[secret % from.length];
    if (used === undefined) return;
    const user = this.users[target % this.users.length] ?? "";
    const { json }: Answer = await this.#send(kind, used, user, target);
    if (json?.key !== undefined) {
      this.secrets.push({ text: json.key, holder: used.holder });
      this.keyIds.push(json.id);
    }
    if (json?.invitation !== undefined) this.invitations.push({ text: json.invitation, holder: user });
  }

  #send(kind: Step["kind"], { text: key }: Secret, user: string, target: number): Promise<Answer> {
    const ask = (request: string, body: object) => context.app.ask(request, { key, body });
    const keyId = this.keyIds[target % this.keyIds.length] ?? user;
    switch (kind) {
      case "create":
        return ask(`POST ${this.at}/api-keys`, { user: user, name: "key" });
      case "rotate":
        return ask(`POST ${this.at}/api-keys/${keyId}/rotate`, {});
      case "invite":
        return ask(`POST ${this.at}/users/${user}/invitations`, {});
      case "redeem":
        return ask("POST /registry/v1/invitations/redeem", { name: "first" });
      case "change":
        return ask(`POST ${this.at}/groups`, { name: `Group ${++count}` });
    }
  }
}

async function makeScene(): Promise<{ acme: Organization; scene: Scene }> {
  count += 1;
  const { ask } = context.app;
  const acme = await makeOrganization(ask, `acting${count}`, String(count));
  const at = `/registry/v1/organizations/${acme.id}/users`;
  const guest = await created(ask, at, { name: "Guest", email: "guest@acme.example" });
  const services = [];
  for (const role of ["admin", "member"])
    services.push((await created(ask, at, { kind: "service", name: role, role })).id);
  return { acme, scene: new Scene(acme, { guest: guest.id, services }) };
}

test("a person with a secret acts as themselves or as a service user", { timeout: 120_000 }, async () => {
  const actors = new Set<string>();
  const property = fc.asyncProperty(steps, async (all) => {
    const { acme, scene } = await makeScene();
    for (const step of all) await scene.take(step);
    const database = openTableReader(context.app.database);
    for (const { holder, text } of [...scene.secrets, ...scene.invitations]) {
      const table = text.startsWith("wi_") ? "invitations" : "api_keys";
      const [row] = await database.query(
        `select user_id, id from ${table} where organization_id = '${acme.id}' and public_id = '${text.slice(3, 15)}'`,
      );
      const isService = scene.services.has(String(row?.user_id));
      expect([holder, "a service user"]).toContain(isService ? "a service user" : row?.user_id);
      const events = await database.rows("events", `credential_id = '${row?.id}'`);
      for (const { actor_id } of events) {
        expect(actor_id).toBe(row?.user_id);
        actors.add(isService ? "service" : "person");
      }
    }
    await database.close();
  });
  await fc.assert(property, { numRuns: times(6, 200), endOnFailure: true });
  expect([...actors].sort()).toEqual(["person", "service"]);
});
