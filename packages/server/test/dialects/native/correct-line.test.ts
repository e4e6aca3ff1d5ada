import { describe, expect, test } from "vitest";
import { engineNames } from "../../helpers/engines.ts";
import { nativeClient } from "../../helpers/native.ts";
import { holderPath, lastSeq, useTestContext } from "../../helpers/test-context.ts";
import { makeOrganization } from "../../helpers/world.ts";

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);

  const line = (last: number) =>
    `+1418${String(context.count).padStart(3, "0")}${String(last).padStart(4, "0")}`;
  const correct = (number: { id: string }, to: string) =>
    context.platform.patch(`/numbers/${number.id}`, { line: to });
  const routeOf = async (to: string) => {
    const { app, acme } = context;
    const path = `GET /registry/v1/routes/inbound?provider=twilio&to=${encodeURIComponent(to)}`;
    return (await app.ask(path, { key: acme.admin.key })).json;
  };

  test("replaces the line of a number that nobody held, and frees the wrong one", async () => {
    const { app, admin, platform, acme, count } = context;
    const wrong = acme.twilio.line;
    const seq = await lastSeq(context);
    const { status, json, headers } = await correct(acme.twilio, line(1));
    expect([status, json.line, headers.get("etag")]).toEqual([200, line(1), '"2"']);
    const { items } = (await admin.get(`/events?after=${seq}`)).json;
    expect(items).toMatchObject([
      { kind: "number.updated", before: { line: wrong }, after: { line: line(1), id: acme.twilio.id } },
    ]);
    expect((await admin.get(`/numbers/${wrong}`)).status).toBe(404);
    expect((await admin.get(`/numbers/${line(1)}`)).json.id).toBe(acme.twilio.id);
    expect((await admin.get(`/numbers?q=${line(1).slice(1)}`)).json.items).toHaveLength(1);
    const other = await makeOrganization(app.ask, `other${count}`, `8${count}`);
    const theirs = nativeClient(app, other.id);
    expect((await theirs.post("/numbers", { provider: "twilio", line: line(1) })).json.code).toBe(
      "number_unavailable",
    );
    expect((await theirs.post("/numbers", { provider: "twilio", line: wrong })).status).toBe(201);
    expect((await platform.patch(`/numbers/${acme.twilio.id}`, { line: line(1) })).headers.get("etag")).toBe(
      '"2"',
    );
  });

  test("routes the new line after the correction, and the wrong one no longer", async () => {
    const { admin, acme } = context;
    const wrong = acme.twilio.line;
    await correct(acme.twilio, line(1));
    await admin.put(holderPath(acme.twilio, acme.member), {});
    expect((await routeOf(line(1))).holder.userId).toBe(acme.member.id);
    expect(await routeOf(wrong)).toMatchObject({ numberId: null, holder: null });
  });

  test("is a conflict once anybody held the number", async () => {
    const { admin, acme } = context;
    await admin.put(holderPath(acme.twilio, acme.member), {});
    const refusal = async () => {
      const { status, json } = await correct(acme.twilio, line(1));
      return [status, json.code];
    };
    expect(await refusal()).toEqual([409, "number_was_held"]);
    await admin.delete(holderPath(acme.twilio, acme.member));
    expect(await refusal()).toEqual([409, "number_was_held"]);
  });

  test("is refused when the line is taken, malformed or of another kind, and changes nothing", async () => {
    const { app, acme, platform, count } = context;
    const rival = await makeOrganization(app.ask, `rival${count}`, `7${count}`);
    await platform.post("/numbers", { provider: "twilio", line: line(2) });
    const seq = await lastSeq(context);
    const refusal = async (to: string) => {
      const { status, json } = await correct(acme.twilio, to);
      return [status, json.code];
    };
    expect(await refusal(line(2))).toEqual([409, "number_exists"]);
    expect(await refusal(rival.twilio.line)).toEqual([409, "number_unavailable"]);
    for (const malformed of ["4165550102", "+98BANK", "72345", "ACME"])
      expect(await refusal(malformed)).toEqual([422, "validation_failed"]);
    expect(await lastSeq(context)).toBe(seq);
    expect((await platform.get(`/numbers/${acme.twilio.line}`)).json.id).toBe(acme.twilio.id);
  });

  test("works for a short code within its country", async () => {
    const { platform } = context;
    const add = (code: string, country: string) =>
      platform.post("/numbers", { provider: "twilio", line: code, kind: "shortCode", country });
    const [first] = [await add("72345", "CA"), await add("72346", "CA"), await add("72347", "US")];
    expect((await correct(first.json, "72346")).json.code).toBe("number_exists");
    expect((await correct(first.json, "72347")).json).toMatchObject({ line: "72347", country: "CA" });
    expect((await correct(first.json, "ACME")).json.errors).toMatchObject([{ pointer: "#/line" }]);
  });

  test("is for superadmins, who also may change the alias with it", async () => {
    const { admin, platform, acme } = context;
    const answer = await admin.patch(`/numbers/${acme.twilio.id}`, { line: line(1) });
    expect([answer.status, answer.json.code]).toEqual([403, "insufficient_role"]);
    const both = await platform.patch(`/numbers/${acme.twilio.id}`, { line: line(1), alias: "Desk" });
    expect(both.json).toMatchObject({ line: line(1), alias: "Desk" });
  });
});
