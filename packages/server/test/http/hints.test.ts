import { beforeAll, describe, expect, test } from "vitest";
import { nearestRoute } from "../../src/http/mounting/near-route.ts";
import { type Answer, useApp } from "../helpers/app.ts";
import { base } from "../helpers/native.ts";
import { makeWorld, type World } from "../helpers/world.ts";

const app = useApp();
let world: World;
beforeAll(async () => {
  world = await makeWorld(app.ask);
});

const detailOf = ({ json }: Answer): string => json.detail;

describe("a request without a credential", () => {
  const hintFor = async (headers: Record<string, string>, path = base) =>
    app.ask(`GET ${path}`, { key: null, headers });
  const key = `wl_${"a".repeat(50)}`;
  const right = "Send the header `Authorization: Bearer <key>`.";
  const token = "eyJhbGciOiJIUzI1NiJ9.e30.c2ln";

  test.each([
    ["Authorization", key, "has a credential without the word Bearer before it."],
    ["authorization", token, "has a credential without the word Bearer before it."],
    ["Authorization", `Basic ${btoa(`${key}:`)}`, "has the scheme Basic, not Bearer."],
    ["Authorization", `ApiKey ${key}`, "does not begin with Bearer."],
    ["Authorization", "Bearer", "has nothing after Bearer."],
    ["X-API-Key", key, "The header x-api-key is not read."],
    ["api-key", key, "The header api-key is not read."],
  ])("gets a hint how to send the one in %s: %s", async (name, value, problem) => {
    const answer = await hintFor({ [name]: value });
    expect([answer.status, answer.json.code]).toEqual([401, "credential_missing"]);
    expect(detailOf(answer)).toContain(`${problem} ${right}`);
    expect(answer.text).not.toContain(key.slice(3));
    expect(answer.text).not.toContain(btoa(`${key}:`));
  });

  test("has no hint when it sends nothing like a credential", async () => {
    expect(detailOf(await hintFor({}))).toBe(
      "The request has no credential. Send an API key or a JWT in the Authorization header.",
    );
  });

  test.each(["/api/organizations/a/phone-numbers", "/v2/organizations/users", "/v1/api/number/numbers"])(
    "gets the vendor's answer at %s",
    async (path) => {
      const withKey = await hintFor({ "x-api-key": key, authorization: key }, path);
      expect([withKey.status, withKey.text]).toEqual([401, (await hintFor({}, path)).text]);
    },
  );
});

describe("an unknown path", () => {
  const inAcme = (rest: string): string => `${base}/${world.acme.id}${rest}`;
  const docs = "See /docs for all paths.";

  test.each([
    ["GET /registry/v1/organization", "GET /registry/v1/organizations"],
    ["GET /registry/v1/Organisations", "GET /registry/v1/organizations"],
    ["GET /registry/organizations", "GET /registry/v1/organizations"],
    ["POST /registry/v2/organizations", "POST /registry/v1/organizations"],
    ["GET /registry/v1/numbers?limit=1", "GET /registry/v1/organizations/{organization}/numbers"],
    ["POST /registry/v1/routerkeys", "POST /registry/v1/router-keys"],
    ["PUT /registry/v1/router_keys", "GET or POST /registry/v1/router-keys"],
  ])("%s points to %s", async (request, meant) => {
    const answer = await app.ask(request, {});
    expect([answer.status, answer.json.code]).toEqual([404, "route_not_found"]);
    expect(detailOf(answer)).toContain(`Did you mean ${meant}? ${docs}`);
  });

  test("shows the parameters by name, not what was sent", async () => {
    const answer = await app.ask(`PATCH ${inAcme("/user/nina@acme.example")}`, { body: {} });
    expect(detailOf(answer)).toContain(
      "Did you mean PATCH /registry/v1/organizations/{organization}/users/{user}?",
    );
    expect(answer.text).not.toContain("nina");
  });

  test.each([
    "/registry/v1/nothing-like-it",
    `/registry/v1/${"numbers/".repeat(40)}`,
    `/${"a".repeat(5000)}`,
  ])("%s points to the documentation only", async (path) => {
    const answer = await app.ask(`GET ${path}`, { key: null });
    expect(detailOf(answer)).toBe(`This server has no route for this method and path. ${docs}`);
  });

  test.each(["/api/organization/a/phone-numbers", "/v2/organizations/user", "/v1/api/number/number"])(
    "gets the vendor's answer at %s",
    async (path) => {
      expect((await app.ask(`GET ${path}`, {})).text).not.toMatch(/Did you mean|See \/docs/);
    },
  );
});

describe("without the documentation", () => {
  const bare = useApp({ settings: { WHOSELINE_DOCS: "off" } });
  test("an unknown path does not point to it", async () => {
    expect(detailOf(await bare.ask("GET /registry/v1/nothing-like-it", {}))).toBe(
      "This server has no route for this method and path.",
    );
  });
});

test("a path that means two routes alike is read as the one with the method", () => {
  const routes = [
    { url: "/a/:id/keys", methods: new Set(["GET"]) },
    { url: "/a/:id/kegs", methods: new Set(["POST"]) },
  ];
  expect(nearestRoute(routes, "POST", "/a/1/kexs")?.url).toBe("/a/:id/kegs");
  expect(nearestRoute(routes, "GET", "/a/1/kexs")?.url).toBe("/a/:id/keys");
});

describe("an unknown field", () => {
  test("of a body is answered with the fields that there are, the nearest first", async () => {
    const { id, twilio, member } = world.acme;
    const answer = await app.ask(`PUT ${base}/${id}/numbers/${twilio.id}/holders/${member.id}`, {
      body: { default: true, labl: "x" },
    });
    expect(answer.status).toBe(422);
    const labl = answer.json.errors.find(({ pointer }: { pointer: string }) => pointer === "#/labl");
    expect(labl.detail).toMatch(
      /^labl is not a field of this request\. Did you mean label\? The fields are label, (\w+, )+\w+\.$/,
    );
    expect(answer.json.detail).toContain("default is not a field of this request. Did you mean isDefault?");
  });

  test("of a nested object is answered with the fields of that object", async () => {
    const answer = await app.ask(`POST ${base}`, {
      body: { name: "third", owner: { name: "Olga", mail: "olga@third.example" } },
    });
    expect(detailOf(answer)).toContain(
      "owner.mail is not a field of this request. Did you mean email? The fields are email, ",
    );
  });

  test("of a query is answered with its fields", async () => {
    const answer = await app.ask(`GET ${base}?limits=1`, {});
    expect(answer.json.errors).toEqual([
      {
        pointer: "limits",
        detail:
          "limits is not a field of this request. Did you mean limit? The fields are limit, cursor, status.",
      },
    ]);
  });

  test("among hundreds keeps the answer short", async () => {
    const body = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field${index}`, 1]));
    const { text } = await app.ask(`POST ${base}`, { body });
    expect(text.match(/The fields are/g)?.length).toBeLessThanOrEqual(10);
  });
});
