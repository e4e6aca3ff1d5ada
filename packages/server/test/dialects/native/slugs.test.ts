import { expect, test } from "vitest";
import { type Answer, superadminKey, useApp } from "../../helpers/app.ts";
import { openTableReader } from "../../helpers/table-reader.ts";
import { created, makeOrganization, type Organization } from "../../helpers/world.ts";

const app = useApp();
const at = "/registry/v1/organizations";
let count = 0;
/** An organization with a slug that no other test uses, and its answer. */
async function makeAcme(): Promise<Organization & { slug: string }> {
  count += 1;
  const acme = await makeOrganization(app.ask, `acme${count}`, String(count).padStart(2, "0"));
  return { ...acme, slug: (await app.ask(`GET ${at}/${acme.id}`)).json.slug };
}
const newOrganization = (fields: object) => {
  count += 1;
  const owner = { name: "Olga", email: `olga${count}@third.example` };
  return app.ask(`POST ${at}`, { body: { name: "Third Party", owner, ...fields } });
};
const bytes = ({ status, headers, text }: Answer) => [
  status,
  [...headers].filter(([name]) => !["date", "x-request-id"].includes(name)),
  text,
];

test("a new organization has a slug like its name, with a number when that is taken", async () => {
  const slugs = [];
  for (let index = 0; index < 11; index += 1)
    slugs.push((await newOrganization({ name: "Ünique Näme" })).json.organization);
  expect(slugs.slice(0, 3).map(({ slug }) => slug)).toEqual([
    "unique-name",
    "unique-name-2",
    "unique-name-3",
  ]);
  expect(slugs.slice(8).map(({ slug }) => slug)).toEqual([
    "unique-name-9",
    ...slugs.slice(9).map(({ id }) => `unique-name-${id.slice(-12)}`),
  ]);
});

test("a slug can be chosen and is unique over all organizations", async () => {
  const made = await newOrganization({ slug: "chosen" });
  expect(made.json.organization).toMatchObject({ slug: "chosen" });
  const again = await newOrganization({ slug: "chosen" });
  expect(again.json).toMatchObject({ status: 409, code: "slug_taken" });
  const acme = await makeAcme();
  const key = acme.admin.key;
  const taken = await app.ask(`PATCH ${at}/${acme.id}`, { key, body: { slug: "chosen" } });
  expect(taken.json).toMatchObject({ status: 409, code: "slug_taken" });
  expect((await app.ask(`GET ${at}/${acme.id}`)).json.slug).toBe(acme.slug);
});

test.each(["", "Upper", "-a", "a-", "two words", "f".repeat(24), "a".repeat(64)])(
  "%j cannot be a slug",
  async (slug) => {
    expect((await newOrganization({ slug })).json).toMatchObject({
      status: 422,
      errors: [{ pointer: "#/slug" }],
    });
  },
);

test("every path takes the slug in place of the id, for users and superadmins", async () => {
  const acme = await makeAcme();
  for (const key of [acme.admin.key, superadminKey]) {
    const ask = (request: string, body?: object) =>
      app.ask(request, body === undefined ? { key } : { key, body });
    const [named, byId] = [await ask(`GET ${at}/${acme.slug}`), await ask(`GET ${at}/${acme.id}`)];
    expect(bytes(named)).toEqual(bytes(byId));
    expect(named.json).toMatchObject({ id: acme.id, slug: acme.slug });
    const holder = `${at}/${acme.slug}/numbers/${acme.twilio.line}/holders/@${acme.member.username}`;
    expect((await ask(`PUT ${holder}`, {})).json).toMatchObject({ userId: acme.member.id });
    expect((await ask(`GET ${at}/${acme.slug}/assignments`)).json.items).toHaveLength(1);
    expect((await ask(`DELETE ${holder}`)).status).toBe(200);
  }
  const self = `${at}/${acme.slug}/users/@${acme.member.username}`;
  expect((await app.ask(`GET ${self}`, { key: acme.member.key })).json.id).toBe(acme.member.id);
});

test("a changed slug takes effect with the next request, and is in the event", async () => {
  const acme = await makeAcme();
  const [from, to] = [acme.slug, `${acme.slug}-renamed`];
  const { key } = acme.admin;
  expect((await app.ask(`GET ${at}/${from}`)).status).toBe(200);
  const renamed = await app.ask(`PATCH ${at}/${from}`, { key, body: { slug: to } });
  expect(renamed.json).toMatchObject({ id: acme.id, slug: to });
  for (const caller of [key, superadminKey]) {
    expect((await app.ask(`GET ${at}/${from}`, { key: caller })).status).toBe(404);
    expect((await app.ask(`GET ${at}/${to}`, { key: caller })).json.id).toBe(acme.id);
  }
  const { items } = (await app.ask(`GET ${at}/${to}/events?kind=organization.updated`)).json;
  expect(items).toMatchObject([{ before: { slug: from }, after: { slug: to } }]);
  const other = await newOrganization({ slug: from });
  expect((await app.ask(`GET ${at}/${from}`)).json.id).toBe(other.json.organization.id);
  expect((await app.ask(`GET ${at}/${from}`, { key })).status).toBe(404);
});

test("the slug of another organization is answered byte for byte like an unknown one and a missing id", async () => {
  const [acme, rival] = [await makeAcme(), await makeAcme()];
  const { key } = acme.admin;
  for (const path of ["", "/users", `/users/${rival.other.id}`, "/events", "/numbers"])
    for (const method of ["GET", "DELETE"]) {
      const [foreign, unknown, missing] = await Promise.all(
        [rival.slug, "no-such-organization", "f".repeat(24)].map((organization) =>
          app.ask(`${method} ${at}/${organization}${path}`, { key }),
        ),
      );
      expect(bytes(foreign as Answer)).toEqual(bytes(unknown as Answer));
      expect(bytes(foreign as Answer)).toEqual(bytes(missing as Answer));
    }
  const change = { key, body: { name: "Taken over" } };
  expect((await app.ask(`PATCH ${at}/${rival.slug}`, change)).status).toBe(404);
  expect((await app.ask(`GET ${at}/no-such-organization`)).status).toBe(404);
  expect((await app.ask(`GET ${at}/NoSlug`)).status).toBe(422);
});

test("a superadmin's change by a slug that passed to another organization is rejected by the transaction", async () => {
  const acme = await makeAcme();
  const body = { provider: "vonage", line: `+14165550${String(900 + count)}` };
  // The slug of this process's cache: another process has renamed the organization.
  expect((await app.ask(`GET ${at}/${acme.slug}`)).status).toBe(200);
  const other = openTableReader(app.database);
  await other.query(
    `update organization_slugs set slug = '${acme.slug}-elsewhere' where organization_id = '${acme.id}'`,
  );
  await other.close();
  const late = await app.ask(`POST ${at}/${acme.slug}/numbers`, { body });
  expect(late.json).toMatchObject({ status: 404, code: "organization_not_found" });
  await created(app.ask, `${at}/${acme.slug}-elsewhere/numbers`, body);
});
