import { describe, expect, test } from "vitest";
import { engineNames } from "../../helpers/engines.ts";
import { ifMatch } from "../../helpers/native.ts";
import { carrierSecret } from "../../helpers/secrets.ts";
import { openTableReader } from "../../helpers/table-reader.ts";
import { asUser, useTestContext } from "../../helpers/test-context.ts";

const account = {
  provider: "twilio",
  name: "Main",
  publicUrl: "https://edge.acme.example",
  identifiers: { accountSid: "AC1" },
  secrets: { authToken: carrierSecret },
};
const at = "/carrier-accounts";

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);
  const create = async (fields: object = {}) =>
    (await context.admin.post(at, { ...account, ...fields })).json;

  test("creates an account with defaults, and never shows its secrets", async () => {
    const made = await context.admin.post(at, account);
    expect([made.status, made.headers.get("etag")]).toEqual([201, '"1"']);
    expect(made.json).toMatchObject({
      ...{ organizationId: context.acme.id, provider: "twilio", name: "Main", status: "enabled" },
      ...{ identifiers: { accountSid: "AC1" }, secretNames: ["authToken"], previousSecretsExpireAt: null },
      ...{ ringSeconds: 20, ringMode: "sequential", callerId: "caller", recordsCalls: false },
      unanswered: { action: "announce", forwardTo: null, texts: {} },
      unansweredByReason: { notOurs: { action: "reject", forwardTo: null, texts: {} } },
      ...{ keepsCalls: true, callRetentionDays: 30, forwardsMessages: false, syncHours: null },
    });
    const reader = openTableReader(context.app.database);
    expect(await reader.dump()).not.toContain(carrierSecret);
    await reader.close();
    const answers = [
      made,
      await context.admin.get(`${at}/${made.json.id}`),
      await context.admin.get(at),
      await context.admin.get(`${at}/${made.json.id}/setup`),
      await context.admin.get("/events?limit=200"),
      await context.admin.delete(`${at}/${made.json.id}`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200, 200, 200]);
    expect(answers.map(({ text }) => text).join()).not.toContain(carrierSecret);
  });

  test("an auditor reads the accounts, and a member and another organization do not", async () => {
    const { id } = await create();
    const auditor = await context.admin.post("/users", {
      ...{ name: "Ada", email: "ada@acme.example", role: "auditor" },
    });
    const { json: key } = await context.platform.post("/api-keys", { user: auditor.json.id, name: "audit" });
    const byAuditor = asUser(context, { ...context.acme.member, key: key.key });
    expect((await byAuditor.get(`${at}/${id}`)).status).toBe(200);
    expect((await byAuditor.delete(`${at}/${id}`)).status).toBe(403);
    expect((await byAuditor.post(`${at}/${id}/test`)).status).toBe(403);
    expect((await asUser(context, context.acme.member).get(at)).status).toBe(403);
  });

  test("changes the policy with If-Match, and removes an identifier with null", async () => {
    const { id } = await create({ identifiers: { accountSid: "AC1", sharedKeyId: "k" } });
    const path = `${at}/${id}`;
    const changes = {
      ringSeconds: 45,
      unanswered: { action: "forward", forwardTo: "+16475550199" },
      languageByCountry: { FR: "fr-FR" },
      identifiers: { sharedKeyId: null },
    };
    const changed = await context.admin.patch(path, changes, ifMatch('"1"'));
    expect([changed.status, changed.headers.get("etag")]).toEqual([200, '"2"']);
    expect(changed.json).toMatchObject({
      ...changes,
      unanswered: { ...changes.unanswered, texts: {} },
      identifiers: { accountSid: "AC1" },
      name: "Main",
    });
    expect((await context.admin.patch(path, { ringSeconds: 45 })).headers.get("etag")).toBe('"2"');
    expect((await context.admin.patch(path, { ringSeconds: 5 }, ifMatch('"1"'))).status).toBe(412);
    expect((await context.admin.delete(path, ifMatch('"2"'))).json.id).toBe(id);
    const { status, json } = await context.admin.get(path);
    expect([status, json.code]).toEqual([404, "carrier_account_not_found"]);
  });

  test("two accounts of an organization cannot have one name", async () => {
    await create();
    const again = await context.admin.post(at, account);
    expect([again.status, again.json.code]).toEqual([409, "carrier_account_name_taken"]);
    const { id } = await create({ name: "Second" });
    expect((await context.admin.patch(`${at}/${id}`, { name: "Main" })).status).toBe(409);
  });

  test("replaces a secret with an overlap, and removes one with null", async () => {
    const { id } = await create({ secrets: { authToken: "a", sharedKey: "b" } });
    const rotated = await context.admin.post(`${at}/${id}/secrets`, {
      secrets: { authToken: "c", sharedKey: null },
      overlapSeconds: 60,
    });
    expect(rotated.status).toBe(200);
    expect(rotated.json).toMatchObject({
      secretNames: ["authToken"],
      previousSecretsExpireAt: new Date(context.app.clock.now + 60_000).toISOString(),
    });
    const known = context.app.installation.carrierAccounts.find(id);
    expect(known?.credentials).toEqual([
      { accountSid: "AC1", authToken: "c" },
      { accountSid: "AC1", authToken: "a", sharedKey: "b" },
    ]);
  });

  test.each<[string, object, string, string]>([
    ["an http URL", { publicUrl: "http://edge.acme.example" }, "#/publicUrl", "must be an https URL"],
    ["a query", { publicUrl: "https://e.example?a=1" }, "#/publicUrl", "must not have a query"],
    ["a slash at the end", { publicUrl: "https://e.example/x/" }, "#/publicUrl", "must not end with a slash"],
    ["a capital host", { publicUrl: "https://E.example" }, "#/publicUrl", "host in lower case"],
    ["a default port", { publicUrl: "https://e.example:443" }, "#/publicUrl", "no default port"],
    ["a user", { publicUrl: "https://u@e.example" }, "#/publicUrl", "a user or a password"],
    ["a quote in the path", { publicUrl: "https://e.example/a'b" }, "#/publicUrl", "must have a path of"],
    ["a private API", { apiUrl: "https://10.0.0.1" }, "#/apiUrl", ""],
    ["a short ring", { ringSeconds: 4 }, "#/ringSeconds", "5"],
    ["a long ring", { ringSeconds: 61 }, "#/ringSeconds", "from 5 to 60 for twilio"],
    ["no account", { identifiers: {} }, "#/identifiers/accountSid", "is required for twilio"],
    [
      "an unknown identifier",
      { identifiers: { accountSid: "A", sid: "B" } },
      "#/identifiers/sid",
      "accountSid",
    ],
    ["a secret among identifiers", { identifiers: { authToken: "x" } }, "#/identifiers/authToken", "secrets"],
    ["an identifier as secret", { secrets: { accountSid: "x" } }, "#/secrets/accountSid", "identifiers"],
    ["an empty secret", { secrets: { authToken: "" } }, "#/secrets/authToken", "printable ASCII"],
    ["a prototype's name", { secrets: { constructor: "x" } }, "#/secrets/constructor", "is not known"],
    ["no target", { unanswered: { action: "forward" } }, "#/unanswered/forwardTo", "is required"],
    [
      "a target without forward",
      { unanswered: { action: "reject", forwardTo: "+16475550199" } },
      "#/unanswered/forwardTo",
      "must be omitted",
    ],
    [
      "a long text",
      { unanswered: { action: "announce", texts: { "en-US": "x".repeat(601) } } },
      "#/unanswered/texts/en-US",
      "1 to 600 characters",
    ],
    [
      "an unknown reason",
      { unansweredByReason: { busy: { action: "reject" } } },
      "#/unansweredByReason/busy",
      "noAnswer",
    ],
    ["a language without a region", { language: "en" }, "#/language", "en-US"],
    ["a country that is none", { dialOutCountries: ["QQ"] }, "#/dialOutCountries", "ISO 3166-1"],
    ["a country by its name", { dialOutCountries: ["Canada"] }, "#/dialOutCountries/0", "ISO 3166-1"],
    [
      "a name that may be an address, without repeating it,",
      { unansweredByReason: { "zaphira@marked.example": 1 } },
      "#/unansweredByReason/unnamed",
      "unansweredByReason.unnamed must be a JSON object",
    ],
  ])("rejects %s", async (_, fields, pointer, problem) => {
    const { status, json } = await context.admin.post(at, { ...account, ...fields });
    expect([status, json.code]).toEqual([422, "validation_failed"]);
    expect(json.errors.map((it: { pointer: string }) => it.pointer)).toContain(pointer);
    expect(json.detail).toContain(problem);
    expect((await context.admin.get(at)).json.items).toEqual([]);
  });

  test.each([
    ["sinch", {}],
    ["textgrid", { accountSid: "A" }],
    ["ippanel", {}],
  ])("refuses voicemail with %s, which cannot record the caller", async (provider, identifiers) => {
    const fields = {
      provider,
      identifiers,
      secrets: {},
      unansweredByReason: { noAnswer: { action: "voicemail" } },
    };
    const { status, json } = await context.admin.post(at, { ...account, ...fields });
    expect([status, json.errors[0].pointer]).toEqual([422, "#/unansweredByReason/noAnswer/action"]);
  });

  test("accepts http for a loopback address, a long ring with Telnyx, and voicemail where it is possible", async () => {
    const telnyx = { provider: "telnyx", identifiers: {}, secrets: { apiKey: "KEY" }, ringSeconds: 120 };
    const fields = { ...telnyx, publicUrl: "http://127.0.0.1:2212", unanswered: { action: "voicemail" } };
    expect(await create(fields)).toMatchObject({ ringSeconds: 120, callerId: "calledNumber" });
  });

  test("calls are not forwarded to a number of the inventory", async () => {
    const fields = { unanswered: { action: "forward", forwardTo: context.acme.twilio.line } };
    const { status, json } = await context.admin.post(at, { ...account, ...fields });
    expect([status, json.errors[0].pointer]).toEqual([422, "#/unanswered/forwardTo"]);
    const { id } = await create();
    expect((await context.admin.patch(`${at}/${id}`, fields)).status).toBe(422);
  });

  test("the address of the carrier's API cannot be changed, which would send the secrets to another host", async () => {
    const { id } = await create();
    const changes = { apiUrl: "https://collector.rival.example" };
    expect((await context.admin.patch(`${at}/${id}`, changes)).status).toBe(422);
  });

  test("the setup lists what to enter where, and what is missing", async () => {
    const { id } = await create({ secrets: {} });
    const { json } = await context.admin.get(`${at}/${id}/setup`);
    expect(json.webhooks).toContainEqual({
      purpose: "voice",
      url: `https://edge.acme.example/telephony/twilio/${id}/voice`,
      method: "POST",
      where: expect.stringContaining("A call comes in"),
    });
    expect(json.missing).toEqual([
      "Webhooks of calls are refused until authToken, or sharedKeyId with sharedKey is set.",
      "Webhooks of messages are refused until authToken, or sharedKeyId with sharedKey is set.",
      "The inventory cannot be read until authToken is set.",
    ]);
    await context.admin.post(`${at}/${id}/secrets`, { secrets: { authToken: "a" } });
    expect((await context.admin.get(`${at}/${id}/setup`)).json.missing).toEqual([]);
  });

  test("the setup of IPPanel does not show the secret of its URL", async () => {
    const secrets = { pathSecret: "0123456789abcdef0123", token: "t" };
    const { id } = await create({ provider: "ippanel", identifiers: {}, secrets });
    const { json, text } = await context.admin.get(`${at}/${id}/setup`);
    expect(json.webhooks[0].url).toBe(`https://edge.acme.example/telephony/ippanel/${id}/{pathSecret}/sms`);
    expect([json.missing, text.includes(secrets.pathSecret)]).toEqual([[], false]);
  });

  test("an account of IPPanel needs a token for the inbox, or the secret of a URL", async () => {
    const missingWith = async (secrets: Record<string, string>) => {
      const { id } = await create({ provider: "ippanel", identifiers: {}, secrets });
      const { missing } = (await context.admin.get(`${at}/${id}/setup`)).json;
      await context.admin.delete(`${at}/${id}`);
      return missing;
    };
    expect(await missingWith({ token: "t" })).toEqual([]);
    const noInventory = "The inventory cannot be read until token is set.";
    expect(await missingWith({ pathSecret: "0123456789abcdef0123" })).toEqual([noInventory]);
    const nothing = "No message is received until token, or pathSecret is set.";
    expect(await missingWith({})).toEqual([nothing, noInventory]);
  });

  test("only superadmins have accounts of the platform, and no organization sees them", async () => {
    const { app, admin, platform } = context;
    const ask = (request: string, more: object = {}) => app.ask(request, more);
    const made = await ask("POST /registry/v1/carrier-accounts", { body: { ...account, name: "Shared" } });
    expect([made.status, made.json.organizationId]).toEqual([201, null]);
    const path = `/registry/v1/carrier-accounts/${made.json.id}`;
    const { key } = context.acme.admin;
    expect((await ask("GET /registry/v1/carrier-accounts", { key })).status).toBe(403);
    expect((await ask(`GET ${path}`, { key })).status).toBe(403);
    for (const by of [admin, platform]) {
      expect((await by.get(at)).json.items).toEqual([]);
      expect((await by.get(`${at}/${made.json.id}`)).status).toBe(404);
    }
    const own = await create();
    expect((await ask(`GET /registry/v1/carrier-accounts/${own.id}`)).status).toBe(404);
    const listed = (await ask("GET /registry/v1/carrier-accounts")).json.items;
    expect(listed.map((it: { id: string }) => it.id)).toContain(made.json.id);
    expect((await ask(`PATCH ${path}`, { body: { status: "disabled" } })).json.status).toBe("disabled");
    expect((await ask(`GET ${path}/setup`)).json.missing).toEqual([
      "The account is disabled: its webhooks are refused.",
    ]);
    expect((await ask(`POST ${path}/secrets`, { body: { secrets: { authToken: "b" } } })).status).toBe(200);
    expect((await ask(`DELETE ${path}`)).status).toBe(200);
  });
});

describe("the test of credentials", () => {
  const context = useTestContext("sqlite");
  test("reports that the carrier cannot be reached, and that jambonz has no API", async () => {
    const jambonz = { provider: "jambonz", identifiers: { numbersProvider: "twilio" }, secrets: {} };
    const { json } = await context.admin.post(at, { ...account, ...jambonz });
    const tested = await context.admin.post(`${at}/${json.id}/test`);
    expect([tested.status, tested.json.outcome]).toEqual([200, "unsupported"]);
  });

  test("reports a credential that is not set without a request", async () => {
    const { json } = await context.admin.post(at, { ...account, secrets: {} });
    const tested = await context.admin.post(`${at}/${json.id}/test`);
    expect(tested.json).toEqual({ outcome: "unauthorized", detail: "The account has no authToken." });
  });
});

describe("with a quota", () => {
  const context = useTestContext("sqlite", { settings: { WHOSELINE_QUOTAS: "carrierAccounts=1" } });
  test("a further account is rejected", async () => {
    await context.admin.post(at, account);
    const { status, json } = await context.admin.post(at, { ...account, name: "Second" });
    expect([status, json.code, json.quota]).toEqual([409, "quota_exceeded", "carrierAccounts"]);
  });
});
