import { describe, expect, test } from "vitest";
import { verifyChain } from "../../../src/audit/verify-chain.ts";
import { engineNames } from "../../helpers/engines.ts";
import { base, ifMatch, nativeClient } from "../../helpers/native.ts";
import { openTableReader } from "../../helpers/table-reader.ts";
import { asUser, useTestContext } from "../../helpers/test-context.ts";
import { iso } from "../../helpers/time.ts";
import { signToken } from "../../helpers/tokens.ts";
import { created, type Organization } from "../../helpers/world.ts";
import { readEvents, readTables, replay } from "../../replay/projection.ts";

const missing = "f".repeat(24);

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);

  const listOf = async (query = ""): Promise<string[]> =>
    (await context.app.ask(`GET ${base}?limit=200${query}`)).json.items.map(({ id }: { id: string }) => id);

  async function releaseNumbers({ twilio, sinch, ippanel }: Organization): Promise<void> {
    for (const { id } of [twilio, sinch, ippanel])
      expect((await context.platform.delete(`/numbers/${id}`)).status).toBe(200);
  }

  async function revokeKeys(): Promise<void> {
    for (const { id } of (await context.platform.get("/api-keys?limit=200")).json.items)
      expect((await context.platform.delete(`/api-keys/${id}`)).status).toBe(200);
  }

  async function empty(): Promise<void> {
    await releaseNumbers(context.acme);
    await revokeKeys();
  }

  async function endOfFeed(): Promise<string> {
    for (let cursor = ""; ; ) {
      const { json } = await context.app.ask(
        `GET /registry/v1/events?limit=200${cursor && `&cursor=${cursor}`}`,
      );
      if (json.items.length === 0) return json.cursor;
      cursor = json.cursor;
    }
  }

  async function deleteAcme(): Promise<string> {
    await empty();
    const answer = await context.platform.delete("");
    expect([answer.status, answer.json.code]).toEqual([200, undefined]);
    return answer.json.slug;
  }

  test("returns the deleted organization, which is Gone, not listed, and its slug free", async () => {
    const { app, acme, platform } = context;
    await empty();
    const before = (await platform.get("")).json;
    app.clock.now += 1000;
    const { status, json } = await platform.delete("");
    const deletedAt = iso(app.clock.now);
    expect([status, json]).toEqual([200, { ...before, status: "deleted", deletedAt }]);
    expect((await platform.get("")).json).toMatchObject({
      status: 410,
      code: "organization_deleted",
      title: "Gone",
      deletedAt,
    });
    expect((await app.ask(`GET ${base}/${before.slug}`)).status).toBe(404);
    expect(await listOf()).not.toContain(acme.id);
    expect(await listOf("&status=active")).not.toContain(acme.id);
    expect(await listOf("&status=deleted")).toContain(acme.id);
    const owner = { email: "new@acme.example", name: "New" };
    const again = await created(app.ask, base, { name: "Again", slug: before.slug, owner });
    expect((await app.ask(`GET ${base}/${before.slug}`)).json.id).toBe(again.organization.id);
    const taken = await app.ask(`POST ${base}`, { body: { name: "Same id", id: acme.id, owner } });
    expect([taken.status, taken.json.code]).toEqual([409, "id_taken"]);
  });

  test("is rejected while there are numbers, then while there are API keys, with their count", async () => {
    const { platform, acme, app } = context;
    const service = (await platform.post("/users", { kind: "service", name: "CRM" })).json;
    await platform.post("/api-keys", { userId: service.id, name: "CRM" });
    const reader = openTableReader(app.database);
    const before = await reader.dumpOrganization(acme.id);
    const numbers = await platform.delete("");
    expect(numbers.json).toMatchObject({ status: 409, code: "organization_has_numbers", count: 3 });
    expect(numbers.json.detail).toContain("has 3 numbers. Release every number");
    expect(await reader.dumpOrganization(acme.id)).toBe(before);
    await reader.close();
    await releaseNumbers(acme);
    expect((await platform.delete("")).json).toMatchObject({ code: "organization_has_api_keys", count: 5 });
    for (const { id, userId } of (await platform.get("/api-keys?limit=200")).json.items)
      if (userId !== service.id) await platform.delete(`/api-keys/${id}`);
    const one = await platform.delete("");
    expect(one.json).toMatchObject({ status: 409, code: "organization_has_api_keys", count: 1 });
    expect(one.json.detail).toContain("1 API key that is not revoked");
    await revokeKeys();
    expect((await platform.delete("")).status).toBe(200);
  });

  test("only a superadmin deletes, with a condition on the version if they like", async () => {
    const { acme, platform } = context;
    for (const user of [acme.owner, acme.admin, acme.member])
      expect((await asUser(context, user).delete("")).json.code).toBe("insufficient_role");
    await empty();
    expect((await platform.delete("", ifMatch('"9"'))).json.code).toBe("version_stale");
    expect((await platform.delete("", ifMatch('"1"'))).status).toBe(200);
  });

  test("a repeated deletion returns 410, or the same outcome with the same idempotency key", async () => {
    await empty();
    const more = { headers: { "idempotency-key": `delete ${context.count}` } };
    const first = await context.platform.delete("", more);
    expect(first.status).toBe(200);
    expect((await context.platform.delete("", more)).json).toEqual(first.json);
    expect((await context.platform.delete("")).json.code).toBe("organization_deleted");
  });

  test("is final: every change is rejected, and nothing is recorded", async () => {
    const { platform, acme, app } = context;
    const { json: offboarding } = await platform.post(`/users/${acme.other.id}/offboarding`, {});
    await deleteAcme();
    const reader = openTableReader(app.database);
    const before = await reader.dumpOrganization(acme.id);
    const changes = [
      platform.patch("", { status: "active" }),
      platform.post("/users", { email: "x@acme.example", name: "X" }),
      platform.patch(`/users/${acme.member.id}`, { name: "X" }),
      platform.post("/numbers", { provider: "twilio", line: "+14165550999" }),
      platform.post("/api-keys", { userId: acme.admin.id, name: "x" }),
      platform.post("/groups", { name: "x" }),
      platform.post("/ownership", { userId: acme.admin.id }),
      platform.post(`/offboardings/${offboarding.id}/undo`, {}),
      platform.get("/numbers"),
      platform.get("/api-keys"),
    ];
    for (const { status, json } of await Promise.all(changes))
      expect([status, json.code]).toEqual([410, "organization_deleted"]);
    expect((await platform.patch("", { status: "deleted" })).status).toBe(422);
    expect(await reader.dumpOrganization(acme.id)).toBe(before);
    await reader.close();
  });

  test("the credentials of its users are rejected at once", async () => {
    const { app, acme, admin, platform } = context;
    const { id } = (await admin.post("/users", { email: "nina@acme.example", name: "Nina" })).json;
    const { invitation } = (await admin.post(`/users/${id}/invitations`, {})).json;
    const token = await signToken(acme.owner.id);
    const asOwner = nativeClient(app, acme.id, token);
    expect((await asOwner.get("")).status).toBe(200);
    await deleteAcme();
    const get = await asOwner.get("");
    expect([get.status, get.json.code]).toEqual([401, "credential_user_inactive"]);
    const telnyx = await app.ask("GET /v2/organizations/users", { key: token });
    expect(telnyx.status).toBe(401);
    const redeemed = await app.ask("POST /registry/v1/invitations/redeem", {
      key: invitation,
      body: { name: "x" },
    });
    expect([redeemed.status, redeemed.json.code]).toEqual([401, "credential_user_inactive"]);
    const scope = { name: "scoped", scopes: [`organization:${acme.id}`] };
    const refused = await app.ask("POST /registry/v1/superadmin-keys", { body: scope });
    expect(refused.status).toBe(422);
    expect((await platform.get("")).status).toBe(410);
  });

  test("Tether and lookups answer as for an unknown organization or user", async () => {
    const { app, acme } = context;
    await deleteAcme();
    const list = (id: string) => app.ask(`GET /api/organizations/${id}/phone-numbers`);
    const [deleted, unknown] = [await list(acme.id), await list(missing)];
    expect([deleted.status, deleted.text]).toEqual([unknown.status, unknown.text]);
    const routes = (query: string) => app.ask(`GET /registry/v1/routes/${query}`);
    for (const fresh of ["", "&fresh=true"]) {
      const outbound = await routes(`outbound?provider=twilio&userId=${acme.member.id}${fresh}`);
      expect(outbound.json).toMatchObject({ organizationId: null, why: { rule: "unknownUser" } });
      const to = encodeURIComponent(acme.twilio.line);
      const inbound = await routes(`inbound?provider=twilio&to=${to}${fresh}`);
      expect(inbound.json).toMatchObject({ organizationId: null, why: { rule: "unknownLine" } });
    }
  });

  test("its events stay in both feeds, gap-free and verifiable", async () => {
    const { app, acme, platform } = context;
    const cursor = await endOfFeed();
    await deleteAcme();
    const { items } = (await platform.get("/events?limit=200")).json;
    const last = items.at(-1);
    expect(last).toMatchObject({
      kind: "organization.deleted",
      subjectId: acme.id,
      before: { status: "active", slug: `acme${context.count}` },
      after: { status: "deleted", slug: `acme${context.count}`, deletedAt: last.at },
    });
    expect(await verifyChain(items)).toEqual({ head: { seq: last.seq, hash: last.hash } });
    const feed = (await app.ask(`GET /registry/v1/events?limit=200&cursor=${cursor}`)).json.items;
    expect(feed.at(-1)).toMatchObject({ organizationId: acme.id, seq: last.seq, kind: last.kind });
    expect(replay(await readEvents(app.database, acme.id))).toEqual(await readTables(app.database, acme.id));
    const named = (await platform.get("/events?limit=200&expand=names")).json.items;
    expect(named).toHaveLength(items.length);
  });

  test("the personal values of its users can still be erased, also of the owner", async () => {
    const { app, acme, admin, platform } = context;
    const group = (await admin.post("/groups", { name: "Support" })).json;
    await admin.put(`/groups/${group.id}/members/${acme.member.id}`);
    await deleteAcme();
    const users = (await platform.get("/users?limit=200")).json.items;
    expect(users).toHaveLength(4);
    for (const { id } of users) {
      const erased = await platform.post(`/users/${id}/erasure`, {});
      expect([erased.status, erased.json.userId]).toEqual([200, id]);
    }
    const reader = openTableReader(app.database);
    expect(await reader.dumpOrganization(acme.id)).not.toMatch(/olga|adam|mona|otto/i);
    await reader.close();
    const { items } = (await platform.get("/events?limit=200")).json;
    expect(await verifyChain(items)).toMatchObject({ head: { seq: items.length } });
    expect((await platform.get("/users")).json.items).toEqual([]);
  });

  test("a racing number or key never ends up in a deleted organization", async () => {
    const { app, count } = context;
    for (let round = 0; round < 20; round += 1) {
      const owner = { email: "race@acme.example", name: "Race" };
      const made = await created(app.ask, base, { name: "Race", owner });
      const platform = nativeClient(app, made.organization.id);
      const own = nativeClient(app, made.organization.id, await signToken(made.owner.id));
      const line = `+1416557${String(count).padStart(2, "0")}${String(round).padStart(2, "0")}`;
      const requests = [
        () => platform.delete(""),
        () => platform.post("/numbers", { provider: "twilio", line }),
        () => own.post("/api-keys", { userId: made.owner.id, name: "late" }),
      ];
      const order = round % 2 === 0 ? requests : requests.toReversed();
      const statuses = (await Promise.all(order.map((request) => request()))).map(({ status }) => status);
      const [deleted, number, key] = round % 2 === 0 ? statuses : statuses.toReversed();
      if (deleted === 200) expect([number, key]).toEqual([410, 401]);
      else expect([deleted, [number, key].includes(201)]).toEqual([409, true]);
    }
  });
});
