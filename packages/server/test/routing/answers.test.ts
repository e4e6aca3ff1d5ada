import { describe, expect, test } from "vitest";
import type { NumberId } from "../../src/model.ts";
import { engineNames } from "../helpers/engines.ts";
import { holderPath, inboundHolder, useTestContext } from "../helpers/test-context.ts";
import { dayMs, iso, testStart } from "../helpers/time.ts";
import { typedId } from "../helpers/typed-id.ts";
import { makeOrganization } from "../helpers/world.ts";

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);
  const routes = "GET /registry/v1/routes";
  const makeRival = () => makeOrganization(context.app.ask, `rival${context.count}`, `7${context.count}`);

  /** Looks up from memory and from the database, which must return the same. */
  async function both(path: string, key?: string) {
    await context.app.installation.routeIndexSync.built;
    const options = key === undefined ? {} : { key };
    const { json: memory, ...answer } = await context.app.ask(`${routes}${path}`, options);
    const { json: database } = await context.app.ask(`${routes}${path}&fresh=true`, options);
    expect(memory).toMatchObject({ source: "memory", ageMs: expect.any(Number) });
    expect(database).toEqual({ ...memory, source: "database", ageMs: 0 });
    return { ...answer, json: memory };
  }
  const inbound = async (key?: string, line = context.acme.twilio) =>
    (await both(`/inbound?provider=${line.provider}&to=${encodeURIComponent(line.line)}`, key)).json;
  const outbound = async (key?: string, userId: string = context.acme.member.id) =>
    (await both(`/outbound?provider=twilio&user=${userId}`, key)).json;

  test("returns the inbound holder with their endpoints in order", async () => {
    const { admin, acme } = context;
    const held = await admin.put(holderPath(acme.twilio, acme.member), {});
    await admin.put(holderPath(acme.twilio, acme.other), { isInboundEnabled: false });
    await admin.put(`/users/${acme.member.id}/endpoints`, { endpoints: ["tel:+14165550199", "client:mona"] });
    expect(await inbound()).toEqual({
      organizationId: acme.id,
      numberId: acme.twilio.id,
      holder: {
        userId: acme.member.id,
        endpoints: ["tel:+14165550199", "client:mona"],
        assignmentId: held.json.id,
        since: iso(testStart),
      },
      why: {
        rule: "inboundHolder",
        text: "This user is the number's inbound holder.",
        overridden: [{ rule: "inboundOff", text: "1 user holds this number with inbound disabled." }],
      },
      source: "memory",
      ageMs: expect.any(Number),
    });
  });

  const setEndpoints = ({ id }: { id: string }, ...endpoints: string[]) =>
    context.admin.put(`/users/${id}/endpoints`, { endpoints });

  test("omits a phone that became a line of the holder, with the reason", async () => {
    const { admin, acme } = context;
    const phone = `tel:${acme.sinch.line}`;
    await setEndpoints(acme.member, "client:mona", phone);
    await admin.put(holderPath(acme.twilio, acme.member), {});
    expect((await inbound()).holder.endpoints).toEqual(["client:mona", phone]);
    await admin.put(holderPath(acme.sinch, acme.member), {});
    for (const line of [acme.twilio, acme.sinch])
      expect(await inbound(undefined, line)).toMatchObject({
        holder: { userId: acme.member.id, endpoints: ["client:mona"] },
        why: {
          rule: "inboundHolder",
          overridden: [
            {
              rule: "callLoop",
              text: `Calls to ${phone} return to this user, so this endpoint is omitted.`,
            },
          ],
        },
      });
    expect((await admin.get(`/users/${acme.member.id}/endpoints`)).json.endpoints).toContain(phone);
    await admin.put(holderPath(acme.sinch, acme.member), { isInboundEnabled: false });
    expect((await inbound()).holder.endpoints).toEqual(["client:mona", phone]);
  });

  test("omits the phones of two users that ring each other, until one of them is disabled", async () => {
    const { admin, acme } = context;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    await setEndpoints(acme.member, `tel:${acme.sinch.line}`);
    await setEndpoints(acme.other, `tel:${acme.twilio.line}`, "client:otto");
    expect((await inbound()).holder.endpoints).toEqual([`tel:${acme.sinch.line}`]);
    await admin.put(holderPath(acme.sinch, acme.other), {});
    expect((await inbound()).holder.endpoints).toEqual([]);
    expect((await inbound(undefined, acme.sinch)).holder.endpoints).toEqual(["client:otto"]);
    await admin.patch(`/users/${acme.other.id}`, { status: "disabled" });
    expect((await inbound()).holder.endpoints).toEqual([`tel:${acme.sinch.line}`]);
  });

  test("keeps a phone that leads into a loop of other users, who omit theirs", async () => {
    const { admin, acme } = context;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    await setEndpoints(acme.member, `tel:${acme.sinch.line}`);
    await setEndpoints(acme.other, `tel:${acme.sinch.line}`);
    await admin.put(holderPath(acme.sinch, acme.other), {});
    expect((await inbound()).holder.endpoints).toEqual([`tel:${acme.sinch.line}`]);
    expect((await inbound(undefined, acme.sinch)).holder.endpoints).toEqual([]);
  });

  test("does not consult lines of other organizations", async () => {
    const { app, admin, acme } = context;
    const rival = await makeRival();
    const phone = `tel:${rival.twilio.line}`;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    expect((await setEndpoints(acme.member, phone)).status).toBe(200);
    const at = `/registry/v1/organizations/${rival.id}`;
    await app.ask(`PUT ${at}${holderPath(rival.twilio, rival.member)}`, { body: {} });
    const back = { endpoints: [`tel:${acme.twilio.line}`] };
    expect((await app.ask(`PUT ${at}/users/${rival.member.id}/endpoints`, { body: back })).status).toBe(200);
    expect(await inbound()).toMatchObject({ holder: { endpoints: [phone] }, why: { overridden: [] } });
  });

  test("reveals a conflict for a line only to the claimants, by the source", async () => {
    const { app, acme, platform } = context;
    const [rival, stranger] = [
      await makeRival(),
      await makeOrganization(app.ask, `stranger${context.count}`, `8${context.count}`),
    ];
    await app.installation.routeIndexSync.built;
    const index = app.installation.routeIndexSync.snapshot?.index;
    // As before the index receives the event that acme released the line.
    const id: NumberId = typedId("f".repeat(24));
    const { provider, line } = { provider: "twilio", line: acme.twilio.line } as const;
    index?.setNumber(rival.id, { id, provider, line, coolingUntil: null, reservedUntil: null });
    const ask = async (key?: string) =>
      (
        await app.ask(
          `${routes}/inbound?provider=${provider}&to=${encodeURIComponent(line)}`,
          key === undefined ? {} : { key },
        )
      ).json;
    const sources = [
      await ask(),
      await ask(acme.admin.key),
      await ask(rival.admin.key),
      await ask(stranger.admin.key),
    ];
    index?.deleteNumber(id);
    expect(sources.map(({ source }) => source)).toEqual(["database", "database", "database", "memory"]);
    expect(sources.map(({ organizationId }) => organizationId)).toEqual([acme.id, acme.id, null, null]);
    expect((await platform.get(`/numbers/${acme.twilio.id}`)).status).toBe(200);
  });

  test("finds an opaque line", async () => {
    const { admin, acme } = context;
    await admin.put(holderPath(acme.ippanel, acme.member), {});
    expect(await inbound(undefined, acme.ippanel)).toMatchObject({ holder: { userId: acme.member.id } });
  });

  const rules = async () => {
    const { why, holder: answering } = await inbound();
    expect(answering).toBeNull();
    return [why.rule, ...why.overridden.map(({ rule }: { rule: string }) => rule)];
  };

  test("explains why nobody answers", async () => {
    const { admin, app, acme } = context;
    expect(await rules()).toEqual(["unassigned"]);
    await admin.patch("", { coolingDays: 3 });
    await admin.put(holderPath(acme.twilio, acme.other), { isInboundEnabled: false });
    expect(await rules()).toEqual(["inboundOff"]);
    await admin.put(holderPath(acme.twilio, acme.member), {});
    await admin.delete(holderPath(acme.twilio, acme.member));
    expect(await rules()).toEqual(["cooling", "inboundOff"]);
    await admin.delete(holderPath(acme.twilio, acme.other));
    const reservedFor = { user: acme.other.id, until: iso(testStart + 9 * dayMs) };
    await admin.patch(`/numbers/${acme.twilio.id}`, { reservedFor });
    expect(await rules()).toEqual(["cooling", "reserved", "unassigned"]);
    app.clock.now += 3 * dayMs;
    expect(await rules()).toEqual(["reserved", "unassigned"]);
    app.clock.now += 6 * dayMs;
    expect(await rules()).toEqual(["unassigned"]);
    await admin.delete(`/numbers/${acme.twilio.id}`);
    expect(await rules()).toEqual(["unknownLine"]);
  });

  test("does not return a disabled holder or a holder of a suspended organization", async () => {
    const { admin, app, acme } = context;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    await admin.patch(`/users/${acme.member.id}`, { status: "disabled" });
    expect(await rules()).toEqual(["holderDisabled"]);
    await app.ask(`PATCH /registry/v1/organizations/${acme.id}`, { body: { status: "suspended" } });
    expect(await rules()).toEqual(["organizationSuspended", "holderDisabled"]);
    await app.ask(`PATCH /registry/v1/organizations/${acme.id}`, { body: { status: "active" } });
    await admin.patch(`/users/${acme.member.id}`, { status: "active" });
    expect(await inboundHolder(context, acme.twilio)).toBe(acme.member.id);
    expect(await inbound()).toMatchObject({ holder: { userId: acme.member.id } });
  });

  test("returns the holder in the organization that the line moved to", async () => {
    const { admin, app, acme } = context;
    const rival = await makeRival();
    await admin.delete(`/numbers/${acme.twilio.id}`);
    const { provider, line } = acme.twilio;
    const path = `/registry/v1/organizations/${rival.id}/numbers`;
    const moved = await app.ask(`POST ${path}`, { body: { provider, line } });
    await app.ask(`PUT ${path}/${moved.json.id}/holders/${rival.member.id}`, { body: {} });
    expect(await inbound()).toMatchObject({ organizationId: rival.id, holder: { userId: rival.member.id } });
    expect(await inbound(acme.admin.key)).toMatchObject({ why: { rule: "unknownLine" } });
  });

  test("a user calls from the default number, otherwise from the oldest assignment with outbound enabled", async () => {
    const { admin, app, acme } = context;
    expect(await outbound()).toMatchObject({ number: null, why: { rule: "noNumber", overridden: [] } });
    const lines = [];
    for (const line of ["+14165550191", "+14165550192", "+14165550193"]) {
      const body = { provider: "twilio", line };
      lines.push((await app.ask(`POST /registry/v1/organizations/${acme.id}/numbers`, { body })).json);
    }
    const [first, second, third] = lines;
    await admin.put(holderPath(first, acme.member), { isOutboundEnabled: false });
    expect(await outbound()).toMatchObject({ number: null, why: { rule: "outboundOff" } });
    await admin.put(holderPath(third, acme.member), {});
    app.clock.now += dayMs;
    await admin.put(holderPath(second, acme.member), {});
    expect(await outbound()).toMatchObject({
      number: { line: third.line, numberId: third.id, since: iso(testStart) },
      why: { rule: "oldest", overridden: [{ rule: "outboundOff" }] },
    });
    await admin.put(holderPath(second, acme.member), { isDefault: true });
    expect(await outbound()).toMatchObject({
      number: { line: second.line },
      why: { rule: "default", overridden: [{ rule: "oldest" }, { rule: "outboundOff" }] },
    });
    await admin.patch(`/users/${acme.member.id}`, { status: "disabled" });
    expect(await outbound()).toMatchObject({ number: null, why: { rule: "userDisabled" } });
    await admin.delete(`/users/${acme.member.id}`);
    expect(await outbound()).toMatchObject({
      number: null,
      organizationId: null,
      why: { rule: "unknownUser" },
    });
  });

  test("another organization's lines and users look missing to an admin", async () => {
    const { app, acme } = context;
    const rival = await makeRival();
    await context.admin.put(holderPath(acme.twilio, acme.member), { isDefault: true });
    expect(await inbound(acme.admin.key)).toMatchObject({ holder: { userId: acme.member.id } });
    const unknown = { ...acme.twilio, line: "+14165550188" };
    const { ageMs: _, ...foreign } = await inbound(rival.admin.key);
    expect(await inbound(rival.admin.key, unknown)).toMatchObject(foreign);
    const { ageMs: __, ...foreigner } = await outbound(rival.admin.key);
    const userId = "0123456789abcdef01234567";
    expect(await outbound(rival.admin.key, userId)).toMatchObject(foreigner);
    const { status } = await app.ask(`${routes}/inbound?provider=twilio&to=%2B14165550188`, {
      key: acme.member.key,
    });
    expect(status).toBe(403);
  });

  test("a router can look up every organization and do nothing else", async () => {
    const { app, acme } = context;
    const rival = await makeRival();
    const { key } = (await app.ask("POST /registry/v1/router-keys", { body: { name: "edge" } })).json;
    await context.admin.put(holderPath(acme.twilio, acme.member), {});
    expect(await inbound(key)).toMatchObject({ holder: { userId: acme.member.id } });
    expect(await inbound(key, rival.twilio)).toMatchObject({ organizationId: rival.id, holder: null });
    expect(await outbound(key)).toMatchObject({ organizationId: acme.id });
    for (const path of [`/registry/v1/organizations/${acme.id}/numbers`, "/registry/v1/organizations"])
      expect((await app.ask(`GET ${path}`, { key })).status).toBe(403);
  });

  test("looks up a thousand lines in one request, in order", async () => {
    const { app, acme } = context;
    await context.admin.put(holderPath(acme.twilio, acme.member), {});
    const lines = Array.from({ length: 999 }, (_, index) => ({
      provider: "twilio",
      to: `+1416555${1000 + index}`,
    }));
    lines.splice(500, 0, { provider: "twilio", to: acme.twilio.line });
    for (const fresh of [false, true]) {
      const { status, json } = await app.ask("POST /registry/v1/routes/inbound", { body: { lines, fresh } });
      expect(status).toBe(200);
      expect(json.items).toHaveLength(1000);
      expect(json.items[500]).toMatchObject({ holder: { userId: acme.member.id } });
      expect(json.items[501]).toMatchObject({ why: { rule: "unknownLine" } });
    }
  });

  test.each([
    ["/inbound?provider=twilio", "to is required"],
    ["/inbound?to=%2B14165550102", "provider is required"],
    ["/inbound?provider=twilio&to=14165550102", "to must be in E.164 format"],
    ["/inbound?provider=twilio&to=%2B98BANK", "to must be in E.164 format"],
    ["/inbound?provider=telco&to=%2B14165550102", "provider must be one of"],
    ["/inbound?provider=twilio&to=%2B14165550102&fresh=1", "fresh must be true or false"],
    ["/outbound?provider=twilio&user=me", "user must be a user's id, @username or e-mail address"],
    ["/outbound?user=0123456789abcdef01234567", "provider is required"],
  ])("rejects GET %s: %s", async (path, sentence) => {
    const { status, json } = await context.app.ask(`${routes}${path}`);
    expect(status).toBe(422);
    expect(json.detail).toContain(sentence);
  });

  test.each([
    [{ lines: [] }, "#/lines", "a list of 1 to 1000 lines"],
    [{ lines: [{ provider: "twilio", to: "1416" }] }, "#/lines/0/to", "in E.164 format"],
    [
      { lines: Array.from({ length: 1001 }, () => ({ provider: "twilio", to: "+14165550102" })) },
      "#/lines",
      "1000",
    ],
  ])("rejects batch %#", async (body, pointer, sentence) => {
    const { status, json } = await context.app.ask("POST /registry/v1/routes/inbound", { body });
    expect(status).toBe(422);
    expect(json.errors[0].pointer).toBe(pointer);
    expect(json.errors[0].detail).toContain(sentence);
  });
});
