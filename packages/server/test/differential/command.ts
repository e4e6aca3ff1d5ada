import fc, { type Arbitrary } from "fast-check";
import { superadminKey } from "../helpers/app.ts";
import {
  email,
  endpoints,
  fields,
  flag,
  number,
  oddText,
  often,
  oneOf,
  org,
  type Pool,
  page,
  plus,
  provider,
  query,
  role,
  serial,
  some,
  text,
  user,
  username,
} from "./values.ts";

export interface Command {
  /** Milliseconds that pass before it. */
  readonly wait: number;
  readonly request: string;
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** What its answer's id is an id of. */
  readonly makes?: Pool;
}

type What = Pick<Command, "request" | "body" | "makes">;

const native = (path: Arbitrary<string>, verb: string) =>
  fc.tuple(org, path).map(([id, rest]) => `${verb} /registry/v1/organizations/${id}${rest}`);
const path = (...parts: (string | Arbitrary<string>)[]) =>
  fc.tuple(...parts.map((part) => (typeof part === "string" ? some(part) : part))).map((all) => all.join(""));

function command(request: Arbitrary<string>, body?: Arbitrary<unknown>, makes?: Pool): Arbitrary<What> {
  return fc.record({
    request,
    ...(body && { body: often(body, some("{", '{"a":1,"a":2}', "[]", "", '"x"'), 40) }),
    ...(makes && { makes: some(makes) }),
  }) as Arbitrary<What>;
}

const userFields = { email, name: text, username, role, id: some("«given:0»", "«given:1»", "bad") };
const holding = { isDefault: flag, isInboundEnabled: flag, isOutboundEnabled: flag, label: text };
const ippanelPair = {
  number_id: serial,
  number: often(plus, oddText),
  target_user_id: serial,
  target_user: username,
};
const tetherBody = {
  targetUserId: user,
  provider: often(some("twilio", "sinch"), some("ippanel", "x")),
  phoneNumber: often(plus, oddText),
  isDefault: flag,
  isInboundEnabled: flag,
  label: text,
  transfer: flag,
};
const tether = (rest: Arbitrary<string>, verb: string) =>
  fc.tuple(org, rest).map(([id, tail]) => `${verb} /api/organizations/${id}/phone-numbers${tail}`);
const holder = path("/numbers/", number, "/holders/", user);

const changes: Arbitrary<What>[] = [
  command(native(path("/users"), "POST"), fields(userFields, ["email", "name"]), "user"),
  command(
    native(path("/users/", user), "PATCH"),
    fields({ ...userFields, id: some("x"), status: some("active", "disabled", "blocked", "removed") }, []),
  ),
  command(native(path("/users/", user), "DELETE")),
  command(native(path("/users/", user, "/endpoints"), "PUT"), fields({ endpoints }, ["endpoints"])),
  command(native(path("/groups"), "POST"), fields({ name: text }, ["name"]), "group"),
  command(native(path("/groups/", oneOf("group", 3)), "DELETE")),
  command(native(path("/groups/", oneOf("group", 3), "/members/", user), "PUT")),
  command(native(path("/groups/", oneOf("group", 3), "/members/", user), "DELETE")),
  command(
    native(path("/api-keys"), "POST"),
    fields(
      {
        userId: user,
        name: text,
        expiresAt: some("2026-03-04T00:00:00Z", "2020-01-01T00:00:00+01:00", "soon"),
      },
      ["userId", "name"],
    ),
    "apiKey",
  ),
  command(native(path("/api-keys/", oneOf("apiKey", 5)), "DELETE")),
  command(
    native(path("/numbers"), "POST"),
    fields({ provider, line: often(plus, oddText), alias: text }, ["provider", "line"]),
    "number",
  ),
  command(native(path("/numbers/", number), "PATCH"), fields({ alias: text }, ["alias"])),
  command(
    native(path(""), "PATCH"),
    fields({ name: text, status: some("active", "active", "active", "active", "active", "suspended") }, []),
  ),
];
const assigns: Arbitrary<What>[] = [
  command(native(holder, "PUT"), fields(holding, [])),
  command(native(holder, "PUT")),
  command(native(holder, "DELETE")),
  command(tether(some(""), "POST"), fields(tetherBody, ["targetUserId", "provider", "phoneNumber"])),
  command(tether(path("/", user, "/", some("twilio", "sinch", "ippanel")), "DELETE")),
  command(path("POST /v2/organizations/users/", user, "/actions/remove")),
  command(
    some("POST /v1/api/numbers/assign"),
    fields({ ...ippanelPair, send: flag, gets: flag }, ["send", "gets"]),
  ),
  command(some("POST /v1/api/numbers/unassign"), fields(ippanelPair, [])),
];
const reads: Arbitrary<What>[] = [
  command(native(path("/users", query({ ...page, q: text, status: some("active", "removed", "x") })), "GET")),
  command(native(path("/users/", user), "GET")),
  command(native(path("/users/", user, "/endpoints"), "GET")),
  command(native(path("/groups", query(page)), "GET")),
  command(native(path("/groups/", oneOf("group", 3)), "GET")),
  command(native(path("/api-keys", query(page)), "GET")),
  command(
    native(
      path(
        "/numbers",
        query({ ...page, q: text, provider, state: some("assigned", "available"), userId: user }),
      ),
      "GET",
    ),
  ),
  command(native(path("/numbers/", number), "GET")),
  command(
    native(
      path("/assignments", query({ ...page, userId: user, provider, number: often(plus, oddText) })),
      "GET",
    ),
  ),
  command(native(path(""), "GET")),
  command(tether(query({ ...page, userId: user, provider: some("twilio", "sinch") }), "GET")),
  command(
    path(
      "GET /v2/organizations/users",
      query({
        "page[number]": some(1, 2, 0, 1e9, 1e10),
        "page[size]": some(1, 2, 250, 251),
        "filter[email]": text,
        "filter[user_status]": some("enabled", "disabled", "blocked"),
        include_groups: some("true", "false", "x"),
      }),
    ),
  ),
  command(path("GET /v2/organizations/users/", user, some("", "?include_groups=true"))),
  command(some("GET /v2/organizations/users/users_groups_report")),
  command(
    path("GET /v1/api/number/numbers", query({ page: some(1, 2, 0, 1e9), per_page: some(1, 2, 1000, 1001) })),
  ),
];

const idempotencyKey = some("«run:0»-a", "«run:0»-a", "«run:0»-b", "bad\ttab");
const what = fc.oneof(
  { weight: 3, arbitrary: fc.oneof(...changes) },
  { weight: 4, arbitrary: fc.oneof(...assigns) },
  { weight: 3, arbitrary: fc.oneof(...reads) },
);
const one: Arbitrary<Command> = fc
  .tuple(
    what,
    some(0, 1, 1000, 1000, 60_000, -5000, 25 * 60 * 60_000),
    often(some(0, 0, 0, 0, 0, 1, 2), some(null, "wl_x"), 30),
    fields(
      {
        "idempotency-key": idempotencyKey,
        "if-match": some('"1"', '"2"', '"3"', "*", "1"),
        "x-stainless-retry-count": some("0", "1", "2"),
        "accept-language": some("fa", "en"),
      },
      [],
    ).map((all) => all as Record<string, string>),
  )
  .map(([it, wait, key, all]) => ({ ...it, wait, key: keyFor(it, key), headers: thinned(all) }));

/** 0 is who may do it: a superadmin, or the owner where the credential says the organization. */
function keyFor({ request }: What, key: number | string | null): string | null {
  if (typeof key !== "number") return key;
  const isOwners = key > 0 || / \/v[12]\//.test(request);
  return isOwners ? `«key:${key}»` : superadminKey;
}

/** Of the headers, only those that came alone or in a pair: most requests carry none. */
const thinned = (all: Record<string, string>): Record<string, string> =>
  Object.keys(all).length > 1 ? {} : all;

/** Some commands are sent again, as they were. */
export const commands: Arbitrary<Command[]> = fc
  .array(fc.tuple(one, often(some(1), some(2), 6)), { minLength: 8, maxLength: 30, size: "max" })
  .map((list) => list.flatMap(([it, count]) => new Array<Command>(count).fill(it)));
