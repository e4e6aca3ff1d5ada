import type { DialectName } from "../../src/model.ts";

interface Refused {
  /** Completes the sentence "returns …". */
  readonly name: string;
  readonly request: string;
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: the caller's key. */
  readonly key?: string | null;
}

interface Samples {
  readonly caller: "superadmin" | "admin";
  /** A request that reads the database. */
  readonly sound: string;
  /** Every status of the dialect's error responses. */
  readonly statuses: readonly number[];
  readonly refused: readonly Refused[];
}

const someId = "5f7b1c2e8a1d4e0012c3b4a6";
const large = { name: "x".repeat(70_000) };

/** Errors before any rule is checked, with requests that every dialect accepts. */
const common = (prefix: string, sound: string, malformed: number): Refused[] => [
  { name: "an unknown path", request: `GET ${prefix}/nowhere`, status: 404 },
  { name: "an unknown path without a credential", request: `GET ${prefix}/nowhere`, status: 404, key: null },
  { name: "an unknown path with a broken body", request: `POST ${prefix}/nowhere`, body: "{", status: 404 },
  {
    name: "another method",
    request: sound.replace("GET", "DELETE"),
    status: prefix === "/registry/v1" ? 405 : 404,
  },
  { name: "a malformed URL", request: `GET ${prefix}/%zz`, status: malformed },
  {
    name: "a malformed URL without a credential",
    request: `GET ${prefix}/%zz`,
    status: malformed,
    key: null,
  },
  { name: "no credential", request: sound, status: 401, key: null },
  { name: "a credential nobody gave", request: sound, status: 401, key: "wl_nobody" },
  {
    name: "a credential of another scheme",
    request: sound,
    status: 401,
    key: null,
    headers: { authorization: "Basic c2FtOnBhdGVs" },
  },
];

/** Body errors, at a route that accepts a body. */
const bodies = (request: string, malformed: number, tooLarge: number): Refused[] => [
  { name: "malformed JSON", request, body: "{", status: malformed },
  { name: "a key that stands twice", request, body: '{"name":"a","name":"b"}', status: malformed },
  { name: "a body of another type", request, body: "a=b", status: malformed, headers: form },
  { name: "a body too large", request, body: large, status: tooLarge },
];
const form = { "content-type": "application/x-www-form-urlencoded" };

const tetherList = `/api/organizations/${someId}/phone-numbers`;

export const samplesOf: Readonly<Record<DialectName, Samples>> = {
  native: {
    caller: "superadmin",
    sound: "GET /registry/v1/organizations",
    statuses: [400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 429, 500, 501, 503],
    refused: [
      ...common("/registry/v1", "GET /registry/v1/organizations", 400),
      ...bodies("POST /registry/v1/organizations", 400, 413),
      { name: "a wrong field", request: "POST /registry/v1/organizations", body: { name: 5 }, status: 422 },
      { name: "a body that is no object", request: "POST /registry/v1/organizations", body: [], status: 422 },
      { name: "a wrong query", request: "GET /registry/v1/organizations?limit=0", status: 422 },
      { name: "a query nobody reads", request: "GET /registry/v1/organizations?nothing=1", status: 422 },
      { name: "a cursor nobody gave", request: "GET /registry/v1/organizations?cursor=a.b", status: 422 },
      {
        name: "a wrong Idempotency-Key",
        request: "POST /registry/v1/organizations",
        body: { name: "a", owner: { name: "b", email: "b@c.example" } },
        headers: { "idempotency-key": "k".repeat(256) },
        status: 422,
      },
      {
        name: "a body nobody reads",
        request: `DELETE /registry/v1/organizations/${someId}/users/${someId}`,
        body: {},
        status: 400,
      },
    ],
  },
  tether: {
    caller: "superadmin",
    sound: `GET ${tetherList}`,
    statuses: [400, 401, 403, 404, 429, 500, 503],
    refused: [
      ...common("/api", `GET ${tetherList}`, 400),
      ...bodies(`POST ${tetherList}`, 400, 400),
      { name: "a wrong field", request: `POST ${tetherList}`, body: { targetUserId: 5 }, status: 400 },
      { name: "a body that is no object", request: `POST ${tetherList}`, body: [], status: 400 },
      { name: "no body", request: `POST ${tetherList}`, status: 400 },
      { name: "a wrong query", request: `GET ${tetherList}?provider=telnyx`, status: 400 },
      { name: "a malformed id", request: "GET /api/organizations/acme/phone-numbers", status: 400 },
      { name: "an organization nobody has", request: `GET ${tetherList}`, status: 400 },
    ],
  },
  telnyx: {
    caller: "admin",
    sound: "GET /v2/organizations/users",
    statuses: [400, 401, 403, 404, 429, 500, 503],
    refused: [
      ...common("/v2", "GET /v2/organizations/users", 400),
      { name: "a wrong query", request: "GET /v2/organizations/users?page[size]=251", status: 400 },
      { name: "an id nobody has", request: `GET /v2/organizations/users/${someId}`, status: 404 },
      {
        name: "an id of another form",
        request: "POST /v2/organizations/users/id/actions/remove",
        status: 404,
      },
      {
        name: "a body that is not read but too large",
        request: "POST /v2/organizations/users/id/actions/remove",
        body: large,
        status: 400,
      },
    ],
  },
  ippanel: {
    caller: "admin",
    sound: "GET /v1/api/number/numbers",
    statuses: [400, 401, 403, 404, 422, 429, 500, 503],
    refused: [
      ...common("/v1", "GET /v1/api/number/numbers", 422),
      ...bodies("POST /v1/api/numbers/unassign", 422, 422),
      {
        name: "a wrong field",
        request: "POST /v1/api/numbers/assign",
        body: { number_id: "a" },
        status: 422,
      },
      { name: "a body that is no object", request: "POST /v1/api/numbers/assign", body: [], status: 422 },
      { name: "no body", request: "POST /v1/api/numbers/assign", status: 422 },
      { name: "a wrong query", request: "GET /v1/api/number/numbers?page=0", status: 422 },
    ],
  },
};
