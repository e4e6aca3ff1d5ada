import type { FastifyRequest } from "fastify";
import { beforeAll, describe, expect, test } from "vitest";
import { storageUnavailable } from "../../../src/core/kernel/errors.ts";
import { telnyx } from "../../../src/dialects/telnyx/index.ts";
import { type HttpError, internalError, tooManyRequests } from "../../../src/http/errors.ts";
import { toHttpError } from "../../../src/http/mounting/error-mapper.ts";
import { superadminKey, useApp } from "../../helpers/app.ts";
import { created, makeWorld, type Organization, type World } from "../../helpers/world.ts";
import { refusal, vendorViolations } from "./vendor.ts";

const app = useApp();
let world: World;
let acme: Organization;
let groupId: string;
beforeAll(async () => {
  world = await makeWorld(app.ask);
  acme = world.acme;
  const at = `/registry/v1/organizations/${acme.id}`;
  groupId = (await created(app.ask, `${at}/groups`, { name: "Leasing" })).id;
  await app.ask(`PUT ${at}/groups/${groupId}/members/${acme.member.id}`);
});

const users = "/v2/organizations/users";
const ask = (request: string, headers: Record<string, string> = {}) =>
  app.ask(request, { key: acme.admin.key, headers });

/** A user with fields in the order of the vendor's document. */
const shown = (id: string, email: string, type = "organization_sub_user", groups?: object[]) => ({
  id,
  record_type: type,
  email,
  user_status: "enabled",
  organization_user_bypasses_sso: false,
  created_at: "2026-03-03T14:00:00.000Z",
  last_sign_in_at: null,
  ...(groups && { groups }),
});
const everyone = (withGroups = false) => {
  const groupsOf = (id: string) => (id === acme.member.id ? [{ id: groupId, name: "Leasing" }] : []);
  const show = ({ id, email }: { id: string; email: string }, type?: string) =>
    shown(id, email, type, withGroups ? groupsOf(id) : undefined);
  return [
    show(acme.owner, "organization_owner"),
    ...[acme.admin, acme.member, acme.other].map((it) => show(it)),
  ];
};

// https://developers.telnyx.com/api-reference/organization-users/list-organization-users
describe("ListOrganizationUsers", () => {
  const meta = (total_pages: number, total_results: number, page_number: number, page_size: number) => ({
    total_pages,
    total_results,
    page_number,
    page_size,
  });
  test.each([
    ["", () => ({ data: everyone(), meta: meta(1, 4, 1, 250) })],
    ["?include_groups=false", () => ({ data: everyone(), meta: meta(1, 4, 1, 250) })],
    ["?include_groups=true", () => ({ data: everyone(true), meta: meta(1, 4, 1, 250) })],
    ["?page[number]=2&page[size]=3", () => ({ data: everyone().slice(3), meta: meta(2, 4, 2, 3) })],
    ["?page%5Bnumber%5D=2&page%5Bsize%5D=3", () => ({ data: everyone().slice(3), meta: meta(2, 4, 2, 3) })],
    ["?page[number]=9", () => ({ data: [], meta: meta(1, 4, 9, 250) })],
    ["?page[size]=1", () => ({ data: everyone().slice(0, 1), meta: meta(4, 4, 1, 1) })],
    ["?filter[user_status]=enabled", () => ({ data: everyone(), meta: meta(1, 4, 1, 250) })],
    ["?filter[user_status]=blocked", () => ({ data: [], meta: meta(0, 0, 1, 250) })],
    ["?filter[email]=MONA@", () => ({ data: everyone().slice(2, 3), meta: meta(1, 1, 1, 250) })],
    ["?filter[email]=%25", () => ({ data: [], meta: meta(0, 0, 1, 250) })],
    ["?filter[email]=mona_acme", () => ({ data: [], meta: meta(0, 0, 1, 250) })],
  ])("%s returns 200", async (query, body) => {
    const answer = await ask(`GET ${users}${query}`);
    expect([answer.status, answer.text]).toEqual([200, JSON.stringify(body())]);
    expect(vendorViolations("list", answer)).toEqual([]);
  });

  const number = "a whole number from 1 to 1000000000";
  const size = "a whole number from 1 to 250";
  test.each([
    ["page[number]=0", "page[number]", `page[number] must be ${number}, got 0`],
    ["page[number]=-1", "page[number]", `page[number] must be ${number}, got -1`],
    ["page[number]=1.5", "page[number]", `page[number] must be ${number}, got "1.5"`],
    ["page[number]=one", "page[number]", `page[number] must be ${number}, got text of 3 characters`],
    ["page[size]=0", "page[size]", `page[size] must be ${size}, got 0`],
    ["page[size]=251", "page[size]", `page[size] must be ${size}, got 251`],
    ["page[size]=1&page[size]=2", "page[size]", `page[size] must be ${size}, got a list`],
    [
      "filter[user_status]=active",
      "filter[user_status]",
      "filter[user_status] must be one of enabled, disabled, blocked, got text of 6 characters",
    ],
    [
      "include_groups=maybe",
      "include_groups",
      "include_groups must be true or false, got text of 5 characters",
    ],
  ])("?%s returns 400", async (query, name, detail) => {
    const answer = await ask(`GET ${users}?${query}`);
    expect([answer.status, answer.text]).toEqual([400, refusal.badRequest(detail, `/${name}`)]);
    expect(vendorViolations("refusal", answer)).toEqual([]);
  });
});

// https://developers.telnyx.com/api-reference/organization-users/get-organization-user
describe("GetOrganizationUser", () => {
  test.each([
    ["", () => ({ data: everyone()[2] })],
    ["?include_groups=false", () => ({ data: everyone()[2] })],
    ["?include_groups=true", () => ({ data: everyone(true)[2] })],
  ])("%s returns 200", async (query, body) => {
    const answer = await ask(`GET ${users}/${acme.member.id}${query}`);
    expect([answer.status, answer.text]).toEqual([200, JSON.stringify(body())]);
    expect(vendorViolations("one", answer)).toEqual([]);
  });

  test("accepts an ID in upper case", async () => {
    const answer = await ask(`GET ${users}/${acme.member.id.toUpperCase()}`);
    expect(answer.json).toEqual({ data: everyone()[2] });
  });

  test("returns 400 when include_groups is neither true nor false", async () => {
    const answer = await ask(`GET ${users}/${acme.member.id}?include_groups=2`);
    const detail = 'include_groups must be true or false, got "2"';
    expect([answer.status, answer.text]).toEqual([400, refusal.badRequest(detail, "/include_groups")]);
  });
});

// https://developers.telnyx.com/api-reference/organization-users/get-organization-users-groups-report
describe("GetOrganizationUsersGroupsReport", () => {
  const report = `GET ${users}/users_groups_report`;

  test.each(["*/*", "application/json", "application/json, text/csv"])(
    "is JSON for Accept: %s",
    async (accept) => {
      const answer = await ask(report, { accept });
      expect([answer.status, answer.text]).toEqual([200, JSON.stringify({ data: everyone(true) })]);
      expect(vendorViolations("report", answer)).toEqual([]);
    },
  );

  test.each(["text/csv", "text/csv, application/json", "text/csv;q=0.9, */*;q=0.1"])(
    "is CSV for Accept: %s",
    async (accept) => {
      const answer = await ask(report, { accept });
      const rows = everyone(true).map(({ id, email, groups }) => {
        const names = groups?.map((group) => (group as { name: string }).name).join(", ");
        return `${id},${email},enabled,2026-03-03T14:00:00.000Z,,${names}\n`;
      });
      const header = "id,email,user_status,created_at,last_sign_in_at,groups\n";
      expect([answer.status, answer.text]).toEqual([200, header + rows.join("")]);
      expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    },
  );
});

// https://developers.telnyx.com/docs/overview/errors
describe.each([
  ["GET", ""],
  ["GET", "/users_groups_report"],
  ["GET", "/e1e1e1e1e1e1e1e1e1e1e1e1"],
  ["POST", "/e1e1e1e1e1e1e1e1e1e1e1e1/actions/remove"],
])("%s /organizations/users%s", (method, rest) => {
  const request = `${method} ${users}${rest}`;

  test.each([
    ["no credential", null],
    ["a credential nobody gave", "wl_nobody"],
  ])("returns 401 to %s", async (_name, key) => {
    const answer = await app.ask(request, { key });
    expect([answer.status, answer.text]).toEqual([401, refusal.unauthenticated]);
    expect(vendorViolations("refusal", answer)).toEqual([]);
  });

  test("returns 403 to a member", async () => {
    const answer = await app.ask(request, { key: acme.member.key });
    expect([answer.status, answer.text]).toEqual([403, refusal.notAuthorized()]);
    expect(vendorViolations("refusal", answer)).toEqual([]);
  });

  test("returns 403 with the reason to a superadmin, who belongs to no organization", async () => {
    const answer = await app.ask(request, { key: superadminKey });
    const detail =
      "This credential belongs to the platform and to no organization. Use a key of an organization's admin here.";
    expect([answer.status, answer.text]).toEqual([403, refusal.notAuthorized(detail)]);
  });
});

describe("responses that no rule produces", () => {
  const render = (error: HttpError) => telnyx.render(error, { method: "GET" } as FastifyRequest);

  test("too many requests return 429, without meta", () => {
    expect([render(tooManyRequests(1)).status, JSON.stringify(render(tooManyRequests(1)).body)]).toEqual([
      429,
      refusal.tooManyRequests,
    ]);
  });

  test.each([
    [500, internalError(new Error("private"))],
    [503, toHttpError(storageUnavailable(new Error("private")))],
  ])("an internal error returns %i with one sentence", (status, error) => {
    const rendered = render(error);
    expect([rendered.status, JSON.stringify(rendered.body)]).toEqual([status, refusal.broken(error.message)]);
  });
});

describe.each(["GET", "POST"])("%s of a user", (method) => {
  const requestFor = (id: string) => `${method} ${users}/${id}${method === "POST" ? "/actions/remove" : ""}`;

  test.each([
    ["nobody", () => "e".repeat(24)],
    ["an id of another form", () => "id"],
    ["an id with a slash in it", () => "a%2Fb"],
    ["a user of another organization", () => world.rival.member.id],
    ["the organization", () => acme.id],
  ])("returns 404 to %s", async (_name, id) => {
    const answer = await ask(requestFor(id()));
    expect([answer.status, answer.text]).toEqual([404, refusal.notFound]);
    expect(vendorViolations("refusal", answer)).toEqual([]);
  });
});
