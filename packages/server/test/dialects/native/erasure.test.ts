import { describe, expect, test } from "vitest";
import type { PublicEvent } from "../../../src/audit/public-event.ts";
import { verifyChain } from "../../../src/audit/verify-chain.ts";
import { engineNames } from "../../helpers/engines.ts";
import { openTableReader } from "../../helpers/table-reader.ts";
import { asUser, holderPath, useTestContext } from "../../helpers/test-context.ts";
import { dayMs } from "../../helpers/time.ts";

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);
  /** In every personal value of the user, and nowhere else. */
  const marker = /zuzana/i;

  const readAll = async (): Promise<PublicEvent[]> =>
    (await context.admin.get("/events?limit=200")).json.items;

  /** A removed user with personal values in every kind of record. */
  async function makeLeaver(): Promise<{ id: string; offboarding: string }> {
    const { admin, platform, acme, app } = context;
    const user = { name: "Zuzana", email: "Zuzana@acme.example", username: "zuzana", externalId: "zuzana-7" };
    const { id } = (await admin.post("/users", user)).json;
    await admin.put(`/users/${id}/endpoints`, { endpoints: ["client:zuzana"] });
    await admin.patch(`/users/${id}`, { email: "zuzana.n@acme.example" });
    await platform.post("/api-keys", { user: id, name: "Zuzana's laptop" });
    await admin.put(holderPath(acme.twilio, { id }), { label: "Zuzana's desk", reason: "Zuzana asked." });
    await admin.put(holderPath(acme.twilio, { id }), { label: "Zuzana's door" });
    const until = new Date(app.clock.now + dayMs).toISOString();
    const reservedFor = { email: "ZUZANA@acme.example", until };
    expect((await admin.patch(`/numbers/${acme.sinch.id}`, { reservedFor })).status).toBe(200);
    const { json } = await admin.post(`/users/${id}/offboarding`, { reason: "Zuzana's last day." });
    return { id, offboarding: json.id };
  }

  const erase = (id: string, client = context.platform) => client.post(`/users/${id}/erasure`, {});

  test("no table has a personal value afterwards, and the chain is intact with the same hashes", async () => {
    const { id } = await makeLeaver();
    const before = await readAll();
    const { status, json } = await erase(id);
    expect([status, json]).toEqual([
      200,
      { userId: id, events: expect.any(Number), erasedAt: expect.any(String) },
    ]);
    const reader = openTableReader(context.app.database);
    expect(await reader.dumpOrganization(context.acme.id)).not.toMatch(marker);
    await reader.close();
    const after = await readAll();
    expect(after.slice(0, before.length).map(({ hash }) => hash)).toEqual(before.map(({ hash }) => hash));
    const last = after.at(-1) as PublicEvent;
    expect(await verifyChain(after)).toEqual({ head: { seq: last.seq, hash: last.hash } });
    const redacted = after.filter((event) => event.redacted);
    expect(redacted).toHaveLength(json.events);
    expect(redacted.length).toBeGreaterThan(8);
    for (const event of redacted) expect([event.salt, event.reason]).toEqual([null, null]);
    expect(last).toMatchObject({
      kind: "user.erased",
      userId: id,
      before: { status: "removed", name: null, email: null, endpoints: null },
      after: { status: "removed", name: "Erased user", email: `${id}@erased.invalid`, endpoints: [] },
    });
  });

  test("events of other users keep their values", async () => {
    const { admin, acme } = context;
    await admin.put(holderPath(acme.ippanel, acme.other), { label: "Front desk", reason: "Asked." });
    const { id } = await makeLeaver();
    await erase(id);
    const kept = (await readAll()).find(
      ({ userId, kind }) => kind === "number.assigned" && userId === acme.other.id,
    );
    expect(kept).toMatchObject({ redacted: false, reason: "Asked.", after: { label: "Front desk" } });
  });

  test("reservations for the user's e-mail addresses end", async () => {
    const { id } = await makeLeaver();
    await erase(id);
    const { json } = await context.admin.get(`/numbers/${context.acme.sinch.id}`);
    expect(json.reservedFor).toBeNull();
  });

  test("a block of the user's e-mail address is kept until it is lifted", async () => {
    const { admin, platform } = context;
    const { id } = (await admin.post("/users", { name: "Zuzana", email: "zuzana@acme.example" })).json;
    await platform.patch(`/users/${id}`, { status: "blocked" });
    await admin.delete(`/users/${id}`);
    await erase(id);
    const [block] = (await admin.get("/email-blocks")).json.items;
    expect(block.email).toBe("zuzana@acme.example");
    expect((await admin.post("/users", { name: "Zoe", email: block.email })).status).toBe(409);
    await platform.delete(`/email-blocks/${block.id}`);
    expect((await erase(id)).json.events).toBe(2);
    expect(JSON.stringify(await readAll())).not.toMatch(marker);
  });

  test("a repeated erasure changes nothing", async () => {
    const { id } = await makeLeaver();
    await erase(id);
    const before = await readAll();
    expect((await erase(id)).json.events).toBe(0);
    expect(await readAll()).toEqual(before);
  });

  test("an erased user cannot be restored", async () => {
    const { id, offboarding } = await makeLeaver();
    await erase(id);
    const { status, json } = await context.platform.post(`/offboardings/${offboarding}/undo`, {});
    expect([status, json.code]).toEqual([409, "user_erased"]);
    expect((await context.admin.get(`/offboardings/${offboarding}`)).json.user.name).toBe("Erased user");
  });

  test("a user must be removed before, and must exist", async () => {
    const active = await erase(context.acme.member.id);
    expect([active.status, active.json.code]).toEqual([409, "user_not_removed"]);
    const missing = await erase("f".repeat(24));
    expect([missing.status, missing.json.code]).toEqual([404, "user_not_found"]);
  });

  test("only the owner and superadmins can erase", async () => {
    const { id } = await makeLeaver();
    const { acme, admin } = context;
    for (const client of [admin, asUser(context, acme.member)]) {
      const { status, json } = await erase(id, client);
      expect([status, json.code]).toEqual([403, "insufficient_role"]);
    }
    expect((await erase(id, asUser(context, acme.owner))).status).toBe(200);
  });
});
