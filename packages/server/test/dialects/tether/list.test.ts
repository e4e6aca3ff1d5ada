import { beforeEach, expect, test } from "vitest";
import { useApp } from "../../helpers/app.ts";
import { assignBody, tetherClient } from "../../helpers/tether.ts";
import { created, makeOrganization, type Organization } from "../../helpers/world.ts";

// https://docs.tetherai.ca: get_organizations_phone_numbers, "List phone numbers assigned to users in the organization"

const app = useApp();
let acme: Organization;
let tether: ReturnType<typeof tetherClient>;
let count = 0;
beforeEach(async () => {
  count += 1;
  acme = await makeOrganization(app.ask, `acme${count}`, String(count).padStart(2, "0"));
  tether = tetherClient(app, { acme, rival: acme });
});

/** A line that only this test uses. */
const line = (last: number) => `+1416556${String(count).padStart(2, "0")}${String(last).padStart(2, "0")}`;
const user = (name: string, email: string) =>
  created(app.ask, `/registry/v1/organizations/${acme.id}/users`, { name, email });

test("an organization without assignments has an empty list", async () => {
  const answer = await tether.list();
  expect(answer.status).toBe(200);
  expect(answer.text).toBe('{"assignments":[]}');
});

test("an assignment is shown with exactly the vendor's fields, a label only when there is one", async () => {
  const sam = await user("Sam Patel", "sam.patel@acme.example");
  await tether.assign(assignBody(sam, line(1)));
  const body = `{"userId":"${sam.id}","userName":"Sam Patel","userEmail":"sam.patel@acme.example","provider":"twilio","phoneNumber":"${line(1)}","isDefault":true,"isInboundEnabled":true`;
  expect((await tether.list()).text).toBe(`{"assignments":[${body}}]}`);
  await tether.assign(assignBody(sam, line(1), { label: "Leasing team line" }));
  expect((await tether.list()).text).toBe(`{"assignments":[${body},"label":"Leasing team line"}]}`);
});

test("the list is ordered by user name, then provider, the default first, then phone number", async () => {
  const zoe = await user("Zoe", "zoe@acme.example");
  const ann = await user("Ann", "ann@acme.example");
  const beside = { isDefault: false, isInboundEnabled: false };
  await tether.assign(assignBody(zoe, line(1)));
  await tether.assign(assignBody(ann, line(9), beside));
  await tether.assign(assignBody(ann, line(7), beside));
  await tether.assign(assignBody(ann, line(8)));
  await tether.assign(assignBody(ann, line(6), { provider: "textgrid" }));
  await tether.assign(assignBody(ann, line(5), { provider: "sinch" }));
  const { assignments } = (await tether.list()).json;
  expect(
    assignments.map((it: Record<string, unknown>) => [it.userName, it.provider, it.phoneNumber]),
  ).toEqual([
    ["Ann", "sinch", line(5)],
    ["Ann", "textgrid", line(6)],
    ["Ann", "twilio", line(8)],
    ["Ann", "twilio", line(7)],
    ["Ann", "twilio", line(9)],
    ["Zoe", "twilio", line(1)],
  ]);
});

test("only the vendor's three providers appear", async () => {
  const at = `/registry/v1/organizations/${acme.id}/numbers`;
  const vonage = await created(app.ask, at, { provider: "vonage", line: line(1) });
  for (const number of [vonage, acme.ippanel, acme.sinch])
    expect((await app.ask(`PUT ${at}/${number.id}/holders/${acme.member.id}`)).status).toBe(200);
  const { assignments } = (await tether.list()).json;
  expect(assignments.map((it: { provider: string }) => it.provider)).toEqual(["sinch"]);
});

test("a removed user does not appear", async () => {
  await tether.assign(assignBody(acme.member, line(1)));
  await app.ask(`DELETE /registry/v1/organizations/${acme.id}/users/${acme.member.id}`);
  expect((await tether.list()).json).toEqual({ assignments: [] });
});

test("without a limit the list is complete; with one, nextCursor pages through it once", async () => {
  const lines = Array.from({ length: 7 }, (_, index) => line(index));
  for (const [index, it] of lines.entries())
    await tether.assign(assignBody(index % 2 ? acme.member : acme.other, it, { isDefault: index < 2 }));
  const whole = (await tether.list()).json;
  expect(whole.assignments).toHaveLength(7);
  expect(whole).not.toHaveProperty("nextCursor");
  const seen: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = (await tether.list(`?limit=3${cursor ? `&cursor=${cursor}` : ""}`)).json;
    seen.push(...page.assignments);
    cursor = page.nextCursor;
  } while (cursor);
  expect(seen).toEqual(whole.assignments);
});

test("provider and userId filter the list", async () => {
  await tether.assign(assignBody(acme.member, line(1)));
  await tether.assign(assignBody(acme.member, line(2), { provider: "sinch" }));
  await tether.assign(assignBody(acme.other, line(3)));
  const linesOf = async (query: string) =>
    (await tether.list(query)).json.assignments.map((it: { phoneNumber: string }) => it.phoneNumber);
  expect(await linesOf("?provider=twilio")).toEqual([line(1), line(3)]);
  expect(await linesOf(`?userId=${acme.member.id.toUpperCase()}`)).toEqual([line(2), line(1)]);
  expect(await linesOf(`?userId=${acme.other.id}&provider=sinch`)).toEqual([]);
  expect(await linesOf(`?userId=${"f".repeat(24)}`)).toEqual([]);
});

test("a cursor of another organization is rejected", async () => {
  await tether.assign(assignBody(acme.member, line(1)));
  await tether.assign(assignBody(acme.other, line(2)));
  const { nextCursor } = (await tether.list("?limit=1")).json;
  const other = await makeOrganization(app.ask, "other", "99");
  const answer = await tether.list(`?cursor=${nextCursor}`, { organization: other.id });
  expect(answer.status).toBe(400);
  expect(answer.json.error).toBe("Invalid cursor");
  expect((await tether.list(`?cursor=${nextCursor}`)).status).toBe(200);
});

test("a malformed or unknown organizationId returns 400, never 404", async () => {
  for (const organization of [acme.id.slice(1), `${acme.id}0`, "f".repeat(24), "nonsense"])
    expect((await tether.list("", { organization })).status).toBe(400);
  expect((await tether.list("", { organization: "f".repeat(24) })).json).toEqual({
    error: "Organization not found",
    details: "No organization has this id.",
  });
});

test("no user is missing from the pages when users are renamed meanwhile", async () => {
  const users = [await user("Ann", "ann@acme.example"), await user("Bob", "bob@acme.example")];
  users.push(await user("Zoe", "zoe@acme.example"));
  for (const [index, it] of users.entries()) await tether.assign(assignBody(it, line(index)));
  const seen: string[] = [];
  for (let query = "?limit=1"; query !== ""; ) {
    const { assignments, nextCursor } = (await tether.list(query)).json;
    seen.push(...assignments.map(({ userId }: { userId: string }) => userId));
    for (const [index, name] of ["Zoe", "Aaron", "Aaliyah"].entries())
      await app.ask(`PATCH /registry/v1/organizations/${acme.id}/users/${users[index]?.id}`, {
        body: { name },
      });
    query = nextCursor ? `?limit=1&cursor=${encodeURIComponent(nextCursor)}` : "";
  }
  expect(seen).toEqual(users.map(({ id }) => id));
});
