import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { useApp } from "../../helpers/app.ts";
import { engineNames } from "../../helpers/engines.ts";
import { ifMatch, nativeClient } from "../../helpers/native.ts";
import { openTableReader, type TableReader } from "../../helpers/table-reader.ts";
import { makeOrganization, type Organization } from "../../helpers/world.ts";

describe.each(engineNames)("on %s", (engine) => {
  const app = useApp({ engine });
  let database: TableReader;
  let acme: Organization;
  let owner: ReturnType<typeof nativeClient>;
  let admin: ReturnType<typeof nativeClient>;
  let platform: ReturnType<typeof nativeClient>;
  let count = 0;
  beforeAll(() => {
    database = openTableReader(app.database);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    count += 1;
    acme = await makeOrganization(app.ask, `acme${count}`, `9${count}`);
    owner = nativeClient(app, acme.id, acme.owner.key);
    admin = nativeClient(app, acme.id, acme.admin.key);
    platform = nativeClient(app, acme.id);
  });

  const userOf = async ({ id }: { id: string }) => (await platform.get(`/users/${id}`)).json;

  test("accepts the former names `to` and `userId` of the field, but not both names and not none", async () => {
    expect((await platform.post("/ownership", { to: acme.member.id })).json.owner.id).toBe(acme.member.id);
    expect((await platform.post("/ownership", { userId: acme.other.id })).json.owner.id).toBe(acme.other.id);
    for (const [body, pointer] of [
      [{}, "#/user"],
      [{ to: acme.member.id, user: acme.member.id }, "#/to"],
    ] as const) {
      const answer = await platform.post("/ownership", body);
      expect([answer.status, answer.json.errors[0].pointer]).toEqual([422, pointer]);
    }
    expect((await userOf(acme.other)).isOwner).toBe(true);
  });

  test("the owner transfers the ownership, and stays an admin", async () => {
    const before = (await owner.get("")).headers.get("etag") ?? "";
    const answer = await owner.post("/ownership", { user: acme.member.id }, ifMatch(before));
    expect(answer.status).toBe(200);
    expect(answer.headers.get("etag")).not.toBe(before);
    expect(answer.json).toMatchObject({
      organization: { id: acme.id },
      owner: { id: acme.member.id, isOwner: true, role: "admin", status: "active" },
      formerOwner: { id: acme.owner.id, isOwner: false, role: "admin", status: "active" },
    });
    expect([await userOf(acme.member), await userOf(acme.owner)]).toEqual([
      answer.json.owner,
      answer.json.formerOwner,
    ]);
    expect((await database.eventKinds(acme.id)).slice(-3)).toEqual([
      "organization.updated",
      "user.updated",
      "user.updated",
    ]);
    expect((await owner.post("/ownership", { user: acme.other.id })).json.code).toBe("insufficient_role");
    expect((await admin.delete(`/users/${acme.owner.id}`)).status).toBe(200);
  });

  test("a superadmin transfers the ownership from a disabled owner, whose status stays", async () => {
    expect((await platform.patch(`/users/${acme.owner.id}`, { status: "disabled" })).status).toBe(200);
    const answer = await platform.post("/ownership", { user: acme.admin.id });
    expect(answer.json).toMatchObject({
      owner: { id: acme.admin.id, isOwner: true },
      formerOwner: { id: acme.owner.id, isOwner: false, status: "disabled" },
    });
  });

  test("a transfer to the owner changes nothing", async () => {
    const before = await database.dump();
    expect((await owner.post("/ownership", { user: acme.owner.id })).status).toBe(200);
    expect(await database.dump()).toBe(before);
  });

  test("rejects another admin, a stale version, an inactive user and a user of another organization", async () => {
    await admin.patch(`/users/${acme.other.id}`, { status: "disabled" });
    const rival = await makeOrganization(app.ask, `rival${count}`, `8${count}`);
    const before = await database.dump();
    const to = acme.member.id;
    const refused = [
      await admin.post("/ownership", { user: to }),
      await owner.post("/ownership", { user: to }, ifMatch('"7"')),
      await owner.post("/ownership", { user: acme.other.id }),
      await platform.post("/ownership", { user: rival.member.id }),
    ];
    expect(refused.map(({ status, json }) => [status, json.code])).toEqual([
      [403, "insufficient_role"],
      [412, "version_stale"],
      [409, "user_inactive"],
      [404, "user_not_found"],
    ]);
    expect(await database.dump()).toBe(before);
  });

  test("undoing an offboarding does not restore the ownership", async () => {
    await owner.post("/ownership", { user: acme.admin.id });
    const left = await admin.post(`/users/${acme.owner.id}/offboarding`, {});
    expect(left.status).toBe(200);
    expect((await admin.post(`/offboardings/${left.json.id}/undo`, {})).status).toBe(200);
    expect([(await userOf(acme.owner)).isOwner, (await userOf(acme.admin)).isOwner]).toEqual([false, true]);
  });

  test.each(["disabled", "blocked"])(
    "only a superadmin makes the owner %s, and active again",
    async (status) => {
      const user = `/users/${acme.owner.id}`;
      expect((await admin.patch(user, { status })).status).toBe(403);
      expect((await platform.patch(user, { status })).json).toMatchObject({ status, isOwner: true });
      expect((await owner.get("")).status).toBe(401);
      expect((await admin.patch(user, { status: "active" })).status).toBe(403);
      expect((await platform.patch(user, { status: "active" })).status).toBe(200);
      expect((await owner.get("")).status).toBe(200);
    },
  );

  test("the refusal of the owner's offboarding names the transfer", async () => {
    for (const by of [admin, platform]) {
      const { status, json } = await by.post(`/users/${acme.owner.id}/offboarding`, {});
      expect([status, json.code]).toEqual([403, "owner_protected"]);
      expect(json.detail).toContain("transfer the ownership");
    }
    expect((await platform.patch(`/users/${acme.owner.id}`, { role: "member" })).status).toBe(403);
  });
});
