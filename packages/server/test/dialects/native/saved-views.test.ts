import { describe, expect, test } from "vitest";
import { engineNames } from "../../helpers/engines.ts";
import { ifMatch } from "../../helpers/native.ts";
import { asUser, useTestContext } from "../../helpers/test-context.ts";

const view = { name: "Free numbers", screen: "numbers", query: "state=available&q=%2B1" };

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);
  const member = () => asUser(context, context.acme.member);
  const other = () => asUser(context, context.acme.other);
  const names = async (by = member(), query = "") =>
    (await by.get(`/saved-views${query}`)).json.items.map((it: { name: string }) => it.name);

  test("keeps a view for its user alone", async () => {
    const made = await member().post("/saved-views", view);
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ ...view, userId: context.acme.member.id, isShared: false });
    expect(made.headers.get("etag")).toBe('"1"');
    expect(await names()).toEqual(["Free numbers"]);
    for (const by of [other(), context.admin, context.platform]) {
      expect(await names(by)).toEqual([]);
      const { status, json } = await by.get(`/saved-views/${made.json.id}`);
      expect([status, json.code]).toEqual([404, "saved_view_not_found"]);
    }
  });

  test("shows a shared view to everybody, and only admins change it", async () => {
    const { json } = await context.admin.post("/saved-views", { ...view, isShared: true });
    expect(await names()).toEqual(["Free numbers"]);
    const refused = [
      await member().post("/saved-views", { ...view, isShared: true }),
      await member().patch(`/saved-views/${json.id}`, { name: "Mine" }),
      await member().delete(`/saved-views/${json.id}`),
    ];
    expect(refused.map((answer) => [answer.status, answer.json.code])).toEqual(
      refused.map(() => [403, "insufficient_role"]),
    );
    const own = await member().post("/saved-views", view);
    expect((await member().patch(`/saved-views/${own.json.id}`, { isShared: true })).status).toBe(403);
    const changed = await context.platform.patch(`/saved-views/${json.id}`, { isShared: false });
    expect(changed.json).toMatchObject({ isShared: false, userId: context.acme.admin.id });
    expect(await names(other())).toEqual([]);
  });

  test("changes and deletes a view with If-Match, and not a version that has changed", async () => {
    const { json } = await member().post("/saved-views", view);
    const path = `/saved-views/${json.id}`;
    const changed = await member().patch(path, { query: "" }, ifMatch('"1"'));
    expect([changed.status, changed.json.query, changed.headers.get("etag")]).toEqual([200, "", '"2"']);
    const same = await member().patch(path, { query: "" });
    expect(same.headers.get("etag")).toBe('"2"');
    expect((await member().patch(path, { name: "Late" }, ifMatch('"1"'))).status).toBe(412);
    expect((await member().delete(path)).json.id).toBe(json.id);
    expect((await member().get(path)).status).toBe(404);
  });

  test("lists the views of one screen", async () => {
    await member().post("/saved-views", view);
    await member().post("/saved-views", { ...view, name: "Members", screen: "users" });
    expect(await names(member(), "?screen=users")).toEqual(["Members"]);
  });

  test("keeps 100 views of a user", async () => {
    for (let count = 0; count < 100; count++) await member().post("/saved-views", view);
    const { status, json } = await member().post("/saved-views", view);
    expect([status, json.code]).toEqual([409, "too_many_saved_views"]);
    expect((await other().post("/saved-views", view)).status).toBe(201);
  });
});
