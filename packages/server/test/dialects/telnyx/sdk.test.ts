import Telnyx from "telnyx";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { superadminKey, useApp } from "../../helpers/app.ts";
import { created, makeOrganization, makeWorld, type Organization } from "../../helpers/world.ts";
import { startProxy } from "./proxy.ts";

// The vendor's client, with only the base URL changed:
// https://github.com/team-telnyx/telnyx-node

const app = useApp();
let acme: Organization;
let rival: Organization;
let client: Telnyx;
let count = 0;
beforeAll(async () => {
  rival = (await makeWorld(app.ask)).rival;
});
beforeEach(async () => {
  count += 1;
  acme = await makeOrganization(app.ask, `acme${count}`, `7${count}`);
  client = clientWith(acme.admin.key);
});

const clientWith = (apiKey: string | null, url = app.url): Telnyx =>
  new Telnyx({ apiKey: apiKey as string, baseURL: `${url}/v2`, logLevel: "off" });
const path = () => `/registry/v1/organizations/${acme.id}`;

async function addUsers(wanted: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < wanted; n++) {
    app.clock.now += 1000;
    const email = `extra${n}@acme${count}.example`;
    ids.push((await created(app.ask, `${path()}/users`, { name: `Extra ${n}`, email })).id);
  }
  return ids;
}

async function addGroup(name: string, ...userIds: string[]): Promise<{ id: string; name: string }> {
  const { id } = await created(app.ask, `${path()}/groups`, { name });
  for (const userId of userIds) await app.ask(`PUT ${path()}/groups/${id}/members/${userId}`);
  return { id, name };
}

test("the list pages through every user once, in order of creation", async () => {
  const extra = await addUsers(3);
  const seen: string[] = [];
  for await (const user of client.organizations.users.list({ "page[size]": 2 })) seen.push(user.id ?? "");
  const first = [acme.owner, acme.admin, acme.member, acme.other].map(({ id }) => id);
  expect(seen).toEqual([...first, ...extra]);
});

test("a page contains its position, and the last has no next page", async () => {
  await addUsers(3);
  let page = await client.organizations.users.list({ "page[size]": 3 });
  const metas = [page.meta];
  while (page.hasNextPage()) {
    page = await page.getNextPage();
    metas.push(page.meta);
  }
  expect(metas).toEqual(
    [1, 2, 3].map((page_number) => ({ total_pages: 3, total_results: 7, page_number, page_size: 3 })),
  );
  expect(page.data).toHaveLength(1);
});

test("the list is filtered by status and part of an e-mail address, and includes groups on request", async () => {
  const group = await addGroup("Leasing", acme.other.id);
  await app.ask(`PATCH ${path()}/users/${acme.member.id}`, { body: { status: "disabled" } });
  const { users } = client.organizations;
  const disabled = await users.list({ "filter[user_status]": "disabled" });
  expect(disabled.data.map(({ id }) => id)).toEqual([acme.member.id]);
  const otto = await users.list({ "filter[email]": "OTTO@", include_groups: true });
  expect(otto.data.map(({ id, groups }) => [id, groups])).toEqual([[acme.other.id, [group]]]);
  expect((await users.list({ include_groups: false })).data.some((user) => "groups" in user)).toBe(false);
  expect((await users.list({ "filter[email]": "nobody" })).data).toEqual([]);
});

test("a user is retrieved with groups on request, and without the key otherwise", async () => {
  const group = await addGroup("Leasing", acme.other.id);
  const { users } = client.organizations;
  const plain = {
    id: acme.other.id,
    record_type: "organization_sub_user",
    email: acme.other.email,
    user_status: "enabled",
    organization_user_bypasses_sso: false,
    created_at: new Date(app.clock.now).toISOString(),
    last_sign_in_at: null,
  };
  expect(await users.retrieve(acme.other.id)).toEqual({ data: plain });
  expect(await users.retrieve(acme.other.id, { include_groups: false })).toEqual({ data: plain });
  const withGroups = await users.retrieve(acme.other.id, { include_groups: true });
  expect(withGroups).toEqual({ data: { ...plain, groups: [group] } });
});

test("the report contains every user with their groups, as JSON and as CSV", async () => {
  const groups = [await addGroup("Leasing", acme.other.id), await addGroup("Night shift", acme.other.id)];
  const { users } = client.organizations;
  const json = await users.getGroupsReport();
  expect(json.data?.map(({ id, groups }) => [id, groups])).toEqual([
    [acme.owner.id, []],
    [acme.admin.id, []],
    [acme.member.id, []],
    [acme.other.id, groups],
  ]);
  expect(json.data?.[0]?.record_type).toBe("organization_owner");
  const csv = (await users.getGroupsReport({ Accept: "text/csv" })) as unknown as string;
  const made = new Date(app.clock.now).toISOString();
  expect(csv.split("\n")).toEqual([
    "id,email,user_status,created_at,last_sign_in_at,groups",
    ...[acme.owner, acme.admin, acme.member].map(({ id, email }) => `${id},${email},enabled,${made},,`),
    `${acme.other.id},${acme.other.email},enabled,${made},,"Leasing, Night shift"`,
    "",
  ]);
});

test("a removal returns the user, who is gone afterwards", async () => {
  const { users } = client.organizations;
  const { data: before } = await users.retrieve(acme.other.id);
  const { data } = await users.actions.remove(acme.other.id);
  expect(data).toEqual({ ...before, user_status: "disabled" });
  await expect(users.retrieve(acme.other.id)).rejects.toThrow(Telnyx.NotFoundError);
  await expect(users.actions.remove(acme.other.id)).rejects.toThrow(Telnyx.NotFoundError);
  expect((await users.list()).data.map(({ id }) => id)).not.toContain(acme.other.id);
});

test.each([
  ["after the server had answered", "after", 1],
  ["twice after the server had answered", "after", 2],
  ["before the server had the request", "before", 1],
] as const)("a removal whose connection was cut %s succeeds when the client retries", async (...row) => {
  const [, when, cuts] = row;
  const { data: before } = await client.organizations.users.retrieve(acme.other.id);
  const proxy = await startProxy(app.url, cuts, when);
  const retrying = clientWith(acme.admin.key, proxy.url);
  const { data } = await retrying.organizations.users.actions.remove(acme.other.id);
  await proxy.close();
  expect(data).toEqual({ ...before, user_status: "disabled" });
  expect(proxy.tries).toEqual(["0", "1", "2"].slice(0, cuts + 1));
  await expect(client.organizations.users.actions.remove(acme.other.id)).rejects.toThrow(
    Telnyx.NotFoundError,
  );
});

test("a retry is replayed only to the caller of the original request", async () => {
  await client.organizations.users.actions.remove(acme.other.id);
  const options = { headers: { "x-stainless-retry-count": "1" } };
  const again = (key: string) => clientWith(key).organizations.users.actions.remove(acme.other.id, options);
  expect((await again(acme.admin.key)).data?.id).toBe(acme.other.id);
  await expect(again(acme.owner.key)).rejects.toThrow(Telnyx.NotFoundError);
  await expect(again(rival.admin.key)).rejects.toThrow(Telnyx.NotFoundError);
});

test.each([
  ["BadRequestError", 400, () => client.organizations.users.list({ "page[size]": 251 })],
  ["AuthenticationError", 401, () => clientWith("wl_nobody").organizations.users.list()],
  ["AuthenticationError", 401, () => clientWith(null).organizations.users.list()],
  ["PermissionDeniedError", 403, () => clientWith(acme.member.key).organizations.users.list()],
  ["PermissionDeniedError", 403, () => clientWith(superadminKey).organizations.users.list()],
  ["PermissionDeniedError", 403, () => client.organizations.users.actions.remove(acme.owner.id)],
  ["PermissionDeniedError", 403, () => client.organizations.users.actions.remove(acme.admin.id)],
  ["NotFoundError", 404, () => client.organizations.users.retrieve("id")],
  ["NotFoundError", 404, () => client.organizations.users.retrieve(rival.other.id)],
  ["NotFoundError", 404, () => client.organizations.users.actions.remove(rival.other.id)],
  ["NotFoundError", 404, () => client.get("/organizations/nowhere")],
] as const)("the client throws %s for %s", async (name, status, call) => {
  const error = await Promise.resolve(call()).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Telnyx[name]);
  expect((error as InstanceType<typeof Telnyx.APIError>).status).toBe(status);
  expect(error).toHaveProperty(
    "error.errors.0.code",
    { 400: "10015", 401: "10009", 403: "10010", 404: "10005" }[status],
  );
});
