import fc, { type Arbitrary } from "fast-check";
import { superadminKey } from "../helpers/app.ts";
import {
  choice,
  email,
  endpoints,
  fields,
  flag,
  mostly,
  number,
  oddText,
  org,
  type Pool,
  page,
  plus,
  pooled,
  provider,
  query,
  role,
  serial,
  text,
  user,
  username,
} from "./arbitraries.ts";

export interface GeneratedRequest {
  /** How far the clock moves before it, in milliseconds. */
  readonly waitMs: number;
  readonly request: string;
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The pool that the id in its response is added to. */
  readonly creates?: Pool;
}

type Target = Pick<GeneratedRequest, "request" | "body" | "creates">;

const native = (path: Arbitrary<string>, verb: string) =>
  fc.tuple(org, path).map(([id, rest]) => `${verb} /registry/v1/organizations/${id}${rest}`);
const path = (...parts: (string | Arbitrary<string>)[]) =>
  fc
    .tuple(...parts.map((part) => (typeof part === "string" ? choice(part) : part)))
    .map((all) => all.join(""));

function target(request: Arbitrary<string>, body?: Arbitrary<unknown>, creates?: Pool): Arbitrary<Target> {
  return fc.record({
    request,
    ...(body && { body: mostly(body, choice("{", '{"a":1,"a":2}', "[]", "", '"x"'), 40) }),
    ...(creates && { creates: choice(creates) }),
  }) as Arbitrary<Target>;
}

const userFields = { email, name: text, username, role, id: choice("«chosenId:0»", "«chosenId:1»", "bad") };
const assignmentFields = { isDefault: flag, isInboundEnabled: flag, isOutboundEnabled: flag, label: text };
const ippanelPair = {
  number_id: serial,
  number: mostly(plus, oddText),
  target_user_id: serial,
  target_user: username,
};
const tetherBody = {
  targetUserId: user,
  provider: mostly(choice("twilio", "sinch"), choice("ippanel", "x")),
  phoneNumber: mostly(plus, oddText),
  isDefault: flag,
  isInboundEnabled: flag,
  label: text,
  transfer: flag,
};
const tether = (rest: Arbitrary<string>, verb: string) =>
  fc.tuple(org, rest).map(([id, tail]) => `${verb} /api/organizations/${id}/phone-numbers${tail}`);
const holder = path("/numbers/", number, "/holders/", user);

const changes: Arbitrary<Target>[] = [
  target(native(path("/users"), "POST"), fields(userFields, ["email", "name"]), "user"),
  target(
    native(path("/users/", user), "PATCH"),
    fields(
      { ...userFields, id: choice("x"), status: choice("active", "disabled", "blocked", "removed") },
      [],
    ),
  ),
  target(native(path("/users/", user), "DELETE")),
  target(native(path("/users/", user, "/endpoints"), "PUT"), fields({ endpoints }, ["endpoints"])),
  target(native(path("/groups"), "POST"), fields({ name: text }, ["name"]), "group"),
  target(native(path("/groups/", pooled("group", 3)), "DELETE")),
  target(native(path("/groups/", pooled("group", 3), "/members/", user), "PUT")),
  target(native(path("/groups/", pooled("group", 3), "/members/", user), "DELETE")),
  target(
    native(path("/api-keys"), "POST"),
    fields(
      {
        userId: user,
        name: text,
        expiresAt: choice("2026-03-04T00:00:00Z", "2020-01-01T00:00:00+01:00", "soon"),
      },
      ["userId", "name"],
    ),
    "apiKey",
  ),
  target(
    native(path("/api-keys/", pooled("apiKey", 5), "/rotate"), "POST"),
    fields({ overlapSeconds: choice(0, 60) }, []),
  ),
  target(native(path("/api-keys/", pooled("apiKey", 5)), "DELETE")),
  target(
    native(path("/numbers"), "POST"),
    fields({ provider, line: mostly(plus, oddText), alias: text }, ["provider", "line"]),
    "number",
  ),
  target(native(path("/numbers/", number), "PATCH"), fields({ alias: text }, ["alias"])),
  target(
    native(path(""), "PATCH"),
    fields({ name: text, status: choice("active", "active", "active", "active", "active", "suspended") }, []),
  ),
];
const assigns: Arbitrary<Target>[] = [
  target(native(holder, "PUT"), fields(assignmentFields, [])),
  target(native(holder, "PUT")),
  target(native(holder, "DELETE")),
  target(tether(choice(""), "POST"), fields(tetherBody, ["targetUserId", "provider", "phoneNumber"])),
  target(tether(path("/", user, "/", choice("twilio", "sinch", "ippanel")), "DELETE")),
  target(path("POST /v2/organizations/users/", user, "/actions/remove")),
  target(
    choice("POST /v1/api/numbers/assign"),
    fields({ ...ippanelPair, send: flag, gets: flag }, ["send", "gets"]),
  ),
  target(choice("POST /v1/api/numbers/unassign"), fields(ippanelPair, [])),
];
const reads: Arbitrary<Target>[] = [
  target(
    native(path("/users", query({ ...page, q: text, status: choice("active", "removed", "x") })), "GET"),
  ),
  target(native(path("/users/", user), "GET")),
  target(native(path("/users/", user, "/endpoints"), "GET")),
  target(native(path("/groups", query(page)), "GET")),
  target(native(path("/groups/", pooled("group", 3)), "GET")),
  target(native(path("/api-keys", query(page)), "GET")),
  target(
    native(
      path(
        "/numbers",
        query({ ...page, q: text, provider, state: choice("assigned", "available"), userId: user }),
      ),
      "GET",
    ),
  ),
  target(native(path("/numbers/", number), "GET")),
  target(
    native(
      path("/assignments", query({ ...page, userId: user, provider, number: mostly(plus, oddText) })),
      "GET",
    ),
  ),
  target(native(path(""), "GET")),
  target(tether(query({ ...page, userId: user, provider: choice("twilio", "sinch") }), "GET")),
  target(
    path(
      "GET /v2/organizations/users",
      query({
        "page[number]": choice(1, 2, 0, 1e9, 1e10),
        "page[size]": choice(1, 2, 250, 251),
        "filter[email]": text,
        "filter[user_status]": choice("enabled", "disabled", "blocked"),
        include_groups: choice("true", "false", "x"),
      }),
    ),
  ),
  target(path("GET /v2/organizations/users/", user, choice("", "?include_groups=true"))),
  target(choice("GET /v2/organizations/users/users_groups_report")),
  target(
    path(
      "GET /v1/api/number/numbers",
      query({ page: choice(1, 2, 0, 1e9), per_page: choice(1, 2, 1000, 1001) }),
    ),
  ),
];

const idempotencyKey = choice("«run:0»-a", "«run:0»-a", "«run:0»-b", "bad\ttab");
const anyTarget = fc.oneof(
  { weight: 3, arbitrary: fc.oneof(...changes) },
  { weight: 4, arbitrary: fc.oneof(...assigns) },
  { weight: 3, arbitrary: fc.oneof(...reads) },
);
const anyRequest: Arbitrary<GeneratedRequest> = fc
  .tuple(
    anyTarget,
    choice(0, 1, 1000, 1000, 60_000, -5000, 25 * 60 * 60_000),
    mostly(choice(0, 0, 0, 0, 0, 1, 2), choice(null, "wl_x"), 30),
    fields(
      {
        "idempotency-key": idempotencyKey,
        "if-match": choice('"1"', '"2"', '"3"', "*", "1"),
        "x-stainless-retry-count": choice("0", "1", "2"),
        "accept-language": choice("fa", "en"),
      },
      [],
    ).map((all) => all as Record<string, string>),
  )
  .map(([it, waitMs, key, all]) => ({ ...it, waitMs, key: keyFor(it, key), headers: fewHeaders(all) }));

/** 0 is a caller with permission: a superadmin, or the owner where the credential determines the organization. */
function keyFor({ request }: Target, key: number | string | null): string | null {
  if (typeof key !== "number") return key;
  const isOwners = key > 0 || / \/v[12]\//.test(request);
  return isOwners ? `«key:${key}»` : superadminKey;
}

/** Most requests have no optional header. */
const fewHeaders = (all: Record<string, string>): Record<string, string> =>
  Object.keys(all).length > 1 ? {} : all;

/** Some requests are repeated unchanged. */
export const requestsArbitrary: Arbitrary<GeneratedRequest[]> = fc
  .array(fc.tuple(anyRequest, mostly(choice(1), choice(2), 6)), { minLength: 8, maxLength: 30, size: "max" })
  .map((list) => list.flatMap(([it, count]) => new Array<GeneratedRequest>(count).fill(it)));
