import { afterAll, describe, expect, test } from "vitest";
import { startApp, superadminKey } from "../../helpers/app.ts";
import { fill, type Operation, withQuery } from "../../helpers/operations.ts";
import { startRequestVariants } from "../../helpers/request-variants.ts";

const app = await startApp();
const variants = await startRequestVariants(app);
afterAll(async () => {
  await variants.database.close();
  await app.close();
});

const { acme } = variants.world;
const at = `/registry/v1/organizations/${acme.id}`;
const get = (path: string) => app.ask(`GET ${path}`, { key: superadminKey });

/** Parameters that are any text; every other parameter has a form. */
const freeText = new Set(["q", "label", "reason"]);
const native = variants.operations.filter(({ dialect }) => dialect === "native");
const named = (operations: readonly Operation[]) => operations.map((it) => [it.name, it] as const);

/** Without the parameter that is under test, which must not be sent twice. */
const withValue = ({ path }: Operation, name: string, value: string) => {
  const [before = "", query = ""] = path.split("?");
  const others = query.split("&").filter((it) => it !== "" && !it.startsWith(`${name}=`));
  return withQuery([before, others.join("&")].filter(Boolean).join("?"), `${name}=${value}`);
};

const filtered = native.filter(({ query }) => query.some((name) => !freeText.has(name)));
test.each(named(filtered))("%s returns 422 for a filter of an impossible form", async (_, operation) => {
  for (const name of operation.query.filter((it) => !freeText.has(it)))
    for (const value of ["x_yz", "%20xyz", ""]) {
      const path = withValue(operation, name, value);
      const { status, json } = await variants.send(operation, { what: path, path });
      // An empty cursor or Last-Event-ID is rejected like a modified one, without a field.
      const [error] = json.errors ?? [{ pointer: name }];
      expect([status, error.pointer], path).toEqual([422, name]);
    }
});

const noIds = ["xyz", "14165550102", "%2014165550102", "f".repeat(25)];
const noSlugs = ["x_yz", "-xyz", "%2014165550102", "f".repeat(64)];
const withParams = native.filter(({ params }) => Object.keys(params).length > 0);
test.each(named(withParams))(
  "%s returns 422 for a path value of an impossible form",
  async (_, operation) => {
    for (const name of Object.keys(operation.params))
      for (const value of name === "organization" ? noSlugs : noIds) {
        if (name === "seq" && value === "14165550102") continue;
        const path = fill(operation.template, { ...operation.params, [name]: value });
        const { status, json } = await variants.send(operation, { what: path, path });
        expect([status, json.errors?.[0].pointer], `${path} ${json.detail}`).toEqual([422, name]);
      }
  },
);

describe("the response", () => {
  const number = "number must be a number's id or its line, like +14165550102, got text of";
  const e164 = "must be in E.164 format: + and then 7 to 15 digits, the first not 0, like +14165550102";
  const space = "12 characters that begins with a space; in a query, + must be written %2B.";

  test.each([
    ["assignments?number=+14165550102", `${number} ${space}`],
    ["assignments?number=14165550102", `${number} 11 digits.`],
    ["assignments?number=xyz", `${number} 3 characters.`],
    ["numbers/14165550102", `${number} 11 digits.`],
    ["assignments?provider=twilio&number=%2B98BANK", `number ${e164}, got text of 7 characters.`],
    [
      "assignments?asOf=2026-03-03T14:00:00+00:00",
      "asOf must be an RFC 3339 time with its zone, like 2026-03-03T14:00:00Z or 2026-03-03T15:00:00+01:00, got text of 25 characters that contains a space; in a query, + must be written %2B.",
    ],
  ])("to %s describes the value", async (path, detail) => {
    expect((await get(`${at}/${path}`)).json.detail).toBe(detail);
  });

  test("to a route lookup describes the line", async () => {
    const { status, json } = await get("/registry/v1/routes/inbound?provider=twilio&to=+14165550102");
    expect([status, json.detail]).toEqual([422, `to ${e164}, got text of ${space}`]);
  });
});

test("an empty label matches no assignment and is rejected", async () => {
  expect((await get(`${at}/numbers?label=`)).status).toBe(422);
});

describe("in Telnyx's dialect", () => {
  const ask = (path: string) => app.ask(`GET /v2/organizations/users${path}`, { key: acme.admin.key });

  test("an e-mail filter that is no part of an address returns 400", async () => {
    for (const part of ["ana+x@acme.example", "%20ana", "a@b@c"])
      expect((await ask(`?filter[email]=${part}`)).status, part).toBe(400);
    const { json } = await ask("?filter[email]=ana+x@acme.example");
    expect(json.errors[0].detail).toBe(
      "filter[email] must be a part of an e-mail address, of at most 254 characters, got text of 18 characters that contains a space; in a query, + must be written %2B",
    );
    for (const part of ["", "@", "@acme", "ana%2Bx@acme.example"])
      expect((await ask(`?filter[email]=${part}`)).status, part).toBe(200);
  });

  test("an id of any form returns 404", async () => {
    for (const id of ["xyz", "14165550102", "%2014165550102"])
      expect((await ask(`/${id}`)).status, id).toBe(404);
  });
});
