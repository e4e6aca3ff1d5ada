import { describe, expect, test } from "vitest";
import { engineNames } from "../../helpers/engines.ts";
import { nativeClient } from "../../helpers/native.ts";
import { holderPath, useTestContext } from "../../helpers/test-context.ts";
import { makeOrganization } from "../../helpers/world.ts";

const sender = { provider: "twilio", line: "ACME Shop", kind: "alphanumeric" } as const;
const shortCode = { provider: "twilio", line: "72345", kind: "shortCode", country: "CA" } as const;

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);

  const add = async (body: object) => (await context.platform.post("/numbers", body)).json;
  const hold = (number: { id: string }, user: { id: string }, body: object = {}) =>
    context.admin.put(holderPath(number, user), body);

  test("adds a short code with its country and a sender id without one", async () => {
    expect(await add(shortCode)).toMatchObject({ ...shortCode, state: "available", warnings: [] });
    const { id } = await add(sender);
    expect((await context.admin.get(`/numbers/${id}`)).json).toMatchObject({ ...sender, country: null });
    expect((await context.admin.get("/numbers?q=acme%20sh")).json.items).toMatchObject([{ id }]);
  });

  test("several organizations can have the same one, each of them once", async () => {
    const other = await makeOrganization(context.app.ask, `other${context.count}`, `8${context.count}`);
    const theirs = nativeClient(context.app, other.id);
    for (const body of [shortCode, sender]) {
      const first = await add(body);
      expect((await theirs.post("/numbers", body)).status).toBe(201);
      expect(await add(body)).toMatchObject({ id: first.id });
      expect(await add({ ...body, alias: "New" })).toMatchObject({ code: "number_exists" });
      await context.platform.delete(`/numbers/${first.id}`);
      expect(await add(body)).toMatchObject({ state: "available" });
    }
    expect((await theirs.post("/numbers", { ...shortCode, country: "US" })).status).toBe(201);
    expect((await theirs.post("/numbers", shortCode)).status).toBe(200);
  });

  test("nobody receives on a sender id", async () => {
    const number = await add(sender);
    const { acme } = context;
    const { status, json } = await hold(number, acme.member, { isInboundEnabled: true });
    expect([status, json.code]).toEqual([409, "inbound_not_supported"]);
    expect((await hold(number, acme.member)).json).toMatchObject({
      isInboundEnabled: false,
      isOutboundEnabled: true,
    });
    expect((await hold(number, acme.other)).json).toMatchObject({ isInboundEnabled: false });
    const gets = await context.app.ask("POST /v1/api/numbers/assign", {
      key: acme.admin.key,
      body: { number: sender.line, target_user_id: 1, send: true, gets: true },
    });
    expect(gets.status).toBe(400);
  });

  test("no lookup by a line finds one, and a reference names it by id only", async () => {
    const numbers = [await add(sender), await add(shortCode)];
    for (const { id, line } of numbers) {
      await hold({ id }, context.acme.member);
      const to = encodeURIComponent(line);
      for (const path of [`/numbers/${to}`, `/assignments?number=${to}`])
        expect((await context.admin.get(path)).status).toBe(422);
      for (const fresh of ["", "&fresh=true"]) {
        const path = `GET /registry/v1/routes/inbound?provider=twilio&to=${to}${fresh}`;
        expect((await context.app.ask(path)).status).toBe(422);
      }
      expect((await context.admin.get(`/assignments?number=${id}`)).json.items).toHaveLength(1);
    }
  });

  test("a user sends from the default, else from a phone number, else from a sender id", async () => {
    const { acme, app } = context;
    const from = async () => {
      const path = `GET /registry/v1/routes/outbound?provider=twilio&user=${acme.member.id}`;
      const [memory, database] = [await app.ask(path), await app.ask(`${path}&fresh=true`)];
      expect(memory.json.number).toEqual(database.json.number);
      expect(memory.json.why).toEqual(database.json.why);
      return [memory.json.number.line, memory.json.why.rule];
    };
    const number = await add(sender);
    await hold(number, acme.member);
    expect(await from()).toEqual([sender.line, "oldest"]);
    app.clock.now += 1000;
    await hold(acme.twilio, acme.member);
    expect(await from()).toEqual([acme.twilio.line, "oldest"]);
    await hold(number, acme.member, { isDefault: true });
    expect(await from()).toEqual([sender.line, "default"]);
  });

  test("a sender id is transferred from any holder, offboarded, restored and found in the past", async () => {
    const { acme, admin, platform, app } = context;
    const number = await add(sender);
    await hold(number, acme.member, { isDefault: true, label: "Shop" });
    const held = async (query = "") =>
      (await admin.get(`/assignments?number=${number.id}${query}`)).json.items.map(
        (it: { userId: string }) => it.userId,
      );
    const before = new Date(app.clock.now).toISOString();
    app.clock.now += 60_000;
    const transfer = (from: { id: string }, to: { id: string }) =>
      admin.post(`/numbers/${number.id}/transfer`, { fromUser: from.id, toUser: to.id });
    expect((await transfer(acme.other, acme.member)).json.code).toBe("holder_changed");
    expect((await transfer(acme.member, acme.other)).json).toMatchObject({
      userId: acme.other.id,
      isInboundEnabled: false,
      isDefault: true,
      label: "Shop",
    });
    expect(await held()).toEqual([acme.other.id]);
    expect(await held(`&asOf=${encodeURIComponent(before)}`)).toEqual([acme.member.id]);
    const { json: offboarding } = await admin.post(`/users/${acme.other.id}/offboarding`, {
      numbers: [{ number: number.id, toUser: acme.member.id }],
    });
    expect(await held()).toEqual([acme.member.id]);
    await admin.delete(holderPath(number, acme.member));
    expect((await platform.post(`/offboardings/${offboarding.id}/undo`, {})).status).toBe(200);
    expect(await held()).toEqual([acme.other.id]);
    const { items } = (await admin.get(`/numbers/${number.id}/history`)).json;
    expect(items).toHaveLength(7);
  });

  test("Tether neither shows, adds nor unassigns one", async () => {
    const { acme, app, admin } = context;
    const path = `/api/organizations/${acme.id}/phone-numbers`;
    const number = await add(sender);
    await hold(number, acme.member, { isDefault: true });
    for (const query of ["", "?limit=10"])
      expect((await app.ask(`GET ${path}${query}`)).json).toEqual({ assignments: [] });
    for (const phoneNumber of [sender.line, shortCode.line]) {
      const body = { targetUserId: acme.member.id, provider: "twilio", phoneNumber };
      const refused = await app.ask(`POST ${path}`, { body });
      expect([refused.status, refused.json.error]).toEqual([400, "Invalid phoneNumber"]);
    }
    const unassign = () => app.ask(`DELETE ${path}/${acme.member.id}/twilio`);
    expect((await unassign()).status).toBe(404);
    const body = { targetUserId: acme.member.id, provider: "twilio", phoneNumber: acme.twilio.line };
    expect((await app.ask(`POST ${path}`, { body })).status).toBe(200);
    const isDefault = async () =>
      (await admin.get(`/assignments?number=${number.id}`)).json.items.map(
        (it: { isDefault: boolean }) => it.isDefault,
      );
    expect(await isDefault()).toEqual([false]);
    expect((await unassign()).status).toBe(200);
    expect(await isDefault()).toEqual([false]);
  });

  test.each([
    [
      { ...sender, provider: "bandwidth" },
      "kind must be a kind of line that bandwidth has, which alphanumeric is not",
    ],
    [
      { ...shortCode, provider: "ippanel" },
      "kind must be a kind of line that ippanel has, which shortCode is not",
    ],
    [
      { ...sender, kind: "senderLine" },
      "kind must be a kind of line that twilio has, which senderLine is not",
    ],
    [{ ...sender, kind: "e164" }, "line must be in E.164 format"],
    [{ ...sender, kind: undefined }, "line must be in E.164 format"],
    [{ ...sender, line: "12345" }, "line must be a sender id of 1 to 11"],
    [{ ...sender, line: "+ACME" }, "line must be a sender id of 1 to 11"],
    [{ ...sender, line: "TwelveLetter" }, "line must be a sender id of 1 to 11"],
    [{ ...sender, line: "Ärzte" }, "line must be a sender id of 1 to 11"],
    [{ ...sender, line: "ACME " }, "line must be a sender id of 1 to 11"],
    [{ ...shortCode, line: "12" }, "line must be a short code of 3 to 8 digits"],
    [{ ...shortCode, line: "+14165550102" }, "line must be a short code of 3 to 8 digits"],
    [{ ...shortCode, country: undefined }, "country is required for a short code"],
    [{ ...shortCode, country: "XQ" }, "country must be an ISO 3166-1 country code"],
    [{ ...shortCode, country: "ca" }, "country must be an ISO 3166-1 country code"],
    [{ ...sender, country: "CA" }, "country must be omitted, except for a short code"],
  ])("rejects %j", async (body, detail) => {
    const { status, json } = await context.platform.post("/numbers", body);
    expect([status, json.detail]).toEqual([422, expect.stringContaining(detail)]);
  });

  test.each([
    ["+5215512345678", "Mexico no longer has a 1 after +52"],
    ["+5491123456789", "Argentina's 9 after +54 is not part of the number in messages"],
    ["+551187654321", "a ninth digit, a 9 after the area code"],
    ["+4402079460018", "there is no 0 after +44"],
    ["+1416555010", "is not a possible number in any country"],
    ["+99912345678", "is not a possible number in any country"],
  ])("adds %s with a warning", async (line, warning) => {
    const added = await add({ provider: "other", line });
    expect(added).toMatchObject({ line, kind: "e164", warnings: [expect.stringContaining(warning)] });
    await context.platform.delete(`/numbers/${added.id}`);
  });

  test.each([
    ["other", "+525512345678", "e164"],
    ["other", "+541123456789", "e164"],
    ["other", "+5511987654321", "e164"],
    ["other", "+442079460018", "e164"],
    ["ippanel", "+98BANK", "senderLine"],
    ["ippanel", "+9810008721297974", "senderLine"],
  ])("adds %s's %s without a warning", async (provider, line, kind) => {
    const added = await add({ provider, line });
    expect(added).toMatchObject({ line, kind, warnings: [] });
    await context.platform.delete(`/numbers/${added.id}`);
  });
});
