import { beforeEach, describe, expect, test } from "vitest";
import { engineNames } from "../helpers/engines.ts";
import { openTableReader } from "../helpers/table-reader.ts";
import { holderPath, useTestContext } from "../helpers/test-context.ts";
import { makeOrganization } from "../helpers/world.ts";

describe.each(engineNames)("an outbound lookup by a name, on %s", (engine) => {
  const context = useTestContext(engine);
  let slug: string;
  let router: string;
  beforeEach(async () => {
    const { admin, acme, app } = context;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    slug = (await admin.get("")).json.slug;
    router = (await app.ask("POST /registry/v1/router-keys", { body: { name: "edge" } })).json.key;
    await app.installation.routeIndexSync.built;
  });

  const lookUp = (query: string, key?: string) =>
    context.app.ask(
      `GET /registry/v1/routes/outbound?provider=twilio&${query}`,
      key === undefined ? {} : { key },
    );
  /** The user by id, username and e-mail address. */
  const spellings = () => {
    const { id, username, email } = context.acme.member;
    return [id, `@${username}`, email].map(encodeURIComponent);
  };

  test("an admin names a user of their organization, and needs no organization", async () => {
    const { acme } = context;
    const answers = [];
    for (const user of spellings()) answers.push(await lookUp(`user=${user}`, acme.admin.key));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    for (const { json } of answers)
      expect(json).toMatchObject({ number: { line: acme.twilio.line }, source: "memory" });
  });

  test("a router and a superadmin name the organization too, by id or slug", async () => {
    const { acme } = context;
    for (const key of [router, undefined])
      for (const user of spellings())
        for (const organization of [acme.id, slug]) {
          const { json } = await lookUp(`user=${user}&organization=${organization}`, key);
          expect(json).toMatchObject({ organizationId: acme.id, number: { numberId: acme.twilio.id } });
        }
    const fresh = await lookUp(`user=@${acme.member.username}&organization=${slug}&fresh=true`, router);
    expect(fresh.json).toMatchObject({ number: { line: acme.twilio.line }, source: "database" });
  });

  test("without an organization, a caller of the platform names users only by id", async () => {
    for (const user of spellings().slice(1)) {
      const { status, json } = await lookUp(`user=${user}`, router);
      expect([status, json.errors[0].pointer]).toEqual([422, "organization"]);
    }
  });

  test("a name of nobody, and of a user of another organization, is an unknown user", async () => {
    const { acme, count } = context;
    const rival = await makeOrganization(context.app.ask, `rival${count}`, `7${count}`);
    const unknown = { organizationId: null, number: null, why: { rule: "unknownUser" } };
    for (const query of [
      "user=@nobody",
      "user=nobody@acme.example",
      `user=@${rival.member.username}&organization=${acme.id}`,
      `user=${rival.member.id}&organization=${acme.id}`,
    ])
      expect(
        (await lookUp(`${query}${query.includes("&") ? "" : `&organization=${slug}`}`, router)).json,
      ).toMatchObject(unknown);
  });

  test("an organization that does not exist, or is another one to an admin, is a 404", async () => {
    const { acme, count, app } = context;
    const rival = await makeOrganization(app.ask, `other${count}`, `6${count}`);
    const answers = [
      await lookUp(`user=${acme.member.id}&organization=no-such`, router),
      await lookUp(`user=${acme.member.id}&organization=${"f".repeat(24)}`, router),
      await lookUp(`user=${acme.member.id}&organization=${"0".repeat(24)}`, router),
      await lookUp(`user=${rival.member.id}&organization=${rival.id}`, acme.admin.key),
    ];
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 404, json: { code: "organization_not_found" } });
  });

  test("a name of two users is rejected with a sentence that asks for the id", async () => {
    const { acme, app } = context;
    const tables = openTableReader(app.database);
    await tables.query(
      `update users set username_key = 'ambiguous', username_variant = id
       where id in ('${acme.member.id}', '${acme.other.id}')`,
    );
    await tables.close();
    const { status, json } = await lookUp("user=@ambiguous", acme.admin.key);
    const detail = "user is the name of more than one user; name the user by their id.";
    expect([status, json.errors]).toEqual([422, [{ pointer: "user", detail }]]);
  });

  test("a number to be called needs no provider, and the answer names one", async () => {
    const { acme, admin } = context;
    const line = "+14165550191";
    const path = `POST /registry/v1/organizations/${acme.id}/numbers`;
    const { json: number } = await context.app.ask(path, { body: { provider: "twilio", line } });
    await admin.put(holderPath(number, acme.member), {});
    const ask = (query: string) => context.app.ask(`GET /registry/v1/routes/outbound?${query}`);
    for (const user of spellings()) {
      const query = `user=${user}&organization=${slug}&to=%2B16045550100`;
      const { json } = await ask(query);
      const { ageMs: _, ...memory } = json;
      expect(memory).toMatchObject({
        number: { line, provider: "twilio" },
        why: { rule: "sameCountry", overridden: [{ rule: "oldest" }] },
        source: "memory",
      });
      const { json: database } = await ask(`${query}&fresh=true`);
      expect(database).toEqual({ ...memory, source: "database", ageMs: 0 });
      expect((await ask(`${query}&provider=sinch`)).json.number).toBeNull();
    }
    const { json } = await lookUp(`user=${acme.member.id}`);
    expect(json.number).not.toHaveProperty("provider");
  });

  test.each([
    ["", "provider", "provider is required without to, the number to be called."],
    ["&policy=default&provider=twilio", "policy", "policy must not be sent without to"],
    ["&policy=cheapest&to=%2B16045550100", "policy", "policy must be one of sameCountry, default"],
    ["&to=6045550100", "to", "to must be in E.164 format"],
    ["&to=%2B98BANK&provider=ippanel", "to", "to must be in E.164 format"],
    ["&to=911&provider=twilio", "to", "to must be in E.164 format"],
  ])("rejects user=…%s: %s", async (query, pointer, sentence) => {
    const path = `GET /registry/v1/routes/outbound?user=${context.acme.member.id}${query}`;
    const { status, json } = await context.app.ask(path);
    expect([status, json.errors.map((error: { pointer: string }) => error.pointer)]).toEqual([
      422,
      [pointer],
    ]);
    expect(json.errors[0].detail).toContain(sentence);
  });

  test("the former name of the parameter is accepted", async () => {
    const { acme } = context;
    const { status, json } = await lookUp(`userId=${acme.member.id}`, router);
    const { ageMs: _, ...answer } = (await lookUp(`user=${acme.member.id}`, router)).json;
    expect([status, json]).toEqual([200, { ...answer, ageMs: expect.any(Number) }]);
    const both = await lookUp(`userId=${acme.member.id}&user=${acme.member.id}`, router);
    expect([both.status, both.json.errors[0].pointer]).toEqual([422, "userId"]);
  });
});
