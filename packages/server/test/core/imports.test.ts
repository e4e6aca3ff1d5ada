import { describe, expect, test } from "vitest";
import { applyImport, cancelImport } from "../../src/core/imports/change-import.ts";
import { atomicRowsMax, createImport } from "../../src/core/imports/create-import.ts";
import { importStateOf } from "../../src/core/imports/import-state.ts";
import { getImport } from "../../src/core/imports/read-imports.ts";
import type { Context } from "../../src/core/kernel/context.ts";
import type { ImportId } from "../../src/model.ts";
import { engineNames } from "../helpers/engines.ts";
import { bytesOf, fatesOf, platformContext, runJobs, upload } from "../helpers/import-files.ts";
import { inboundHolder, useTestContext } from "../helpers/test-context.ts";
import { adminContext } from "../helpers/test-jobs.ts";
import { dayMs } from "../helpers/time.ts";

describe.each(engineNames)("on %s", (engine) => {
  const it = useTestContext(engine);
  const platform = (): Promise<Context> => platformContext(it.app, it.acme.id);
  const fates = async (context: Context, id: ImportId) =>
    (await fatesOf(context, id)).map(({ row, fate, refusals }) => [
      row,
      fate,
      ...(refusals ?? []).map((r) => r.code),
    ]);
  const check = async (context: Context, lines: readonly string[], options = {}) => {
    const { id } = await upload(context, lines, options);
    await runJobs(it.app);
    return id;
  };
  const apply = async (context: Context, id: ImportId) => {
    await applyImport(context, id);
    await runJobs(it.app);
    return getImport(context, id);
  };
  const line = (n: number) => `+1647${String(it.count).padStart(3, "0")}${String(n).padStart(4, "0")}`;

  test("finds the fate of every row without a change, and applies it", async () => {
    const context = await platform();
    const { twilio, member } = it.acme;
    const before = (await it.admin.get("/events?limit=1")).json.head;
    const id = await check(context, [
      "provider,line,holder,alias",
      `twilio,${line(1)},${member.email},Desk`,
      `twilio,${line(2)},,`,
      `twilio,${twilio.line},@${member.username},`,
      `sinch,${it.acme.sinch.line},,`,
      `twilio,1.41656E+10,,`,
      `twilio,${line(3)},nobody@acme.example,`,
    ]);
    const missing = "must be the id, @username, e-mail address or external id of a user of this organization";
    expect((await getImport(context, id)).result.groups).toContainEqual(
      expect.objectContaining({ code: "user_not_found", column: "holder", detail: `holder ${missing}.` }),
    );
    const expected = [
      [2, "create"],
      [3, "create"],
      [4, "change"],
      [5, "same"],
      [6, "refused", "spreadsheet_changed"],
      [7, "refused", "user_not_found"],
    ];
    expect(await fates(context, id)).toEqual(expected);
    const checked = await getImport(context, id);
    expect(importStateOf(checked)).toBe("checked");
    expect(checked.counts).toEqual({ create: 2, change: 1, same: 1, refused: 2 });
    expect(checked.result.groups.map(({ code, count }) => [code, count])).toContainEqual([
      "user_not_found",
      1,
    ]);
    expect((await it.admin.get("/events?limit=1")).json.head).toBe(before);
    const applied = await apply(context, id);
    expect(importStateOf(applied)).toBe("applied");
    expect(applied.counts).toEqual({ create: 2, change: 1, same: 1, refused: 2 });
    expect(await inboundHolder(it, twilio)).toBe(member.id);
    const { items } = (await it.admin.get("/events?limit=200")).json;
    const ofJob = items.filter((event: { jobId?: string }) => event.jobId === applied.applyJobId);
    expect(ofJob.map((event: { kind: string }) => event.kind).toSorted()).toEqual([
      "number.added",
      "number.added",
      "number.assigned",
      "number.assigned",
    ]);
    const again = await check(context, [
      "provider,line,holder,alias",
      `twilio,${line(1)},${member.email},Desk`,
      `twilio,${line(2)},,`,
      `twilio,${twilio.line},@${member.username},`,
    ]);
    expect((await fates(context, again)).map(([, fate]) => fate)).toEqual(["same", "same", "same"]);
  });

  test("two users swap their numbers in one file, in either order", async () => {
    const context = await platform();
    const { twilio, sinch, member, other } = it.acme;
    await it.admin.put(`/numbers/${twilio.id}/holders/${member.id}`, { isDefault: true });
    await it.admin.put(`/numbers/${sinch.id}/holders/${other.id}`, { isDefault: true });
    const rows = [`twilio,${twilio.line},${other.email}`, `sinch,${sinch.line},${member.email}`];
    for (const [first, second, holder] of [
      [rows[0], rows[1], other.id],
      [`sinch,${sinch.line},${other.email}`, `twilio,${twilio.line},${member.email}`, member.id],
    ]) {
      const id = await check(context, ["provider,line,holder", first ?? "", second ?? ""]);
      expect((await fates(context, id)).map(([, fate]) => fate)).toEqual(["change", "change"]);
      await apply(context, id);
      expect(await inboundHolder(it, twilio)).toBe(holder);
    }
  });

  test("deletes the files of imports, which can name anybody, with the erasure of a user", async () => {
    const context = await platform();
    const { imports } = context.services.store.read(it.acme.id);
    const email = "leaver@acme.example";
    const { id: userId } = (await it.admin.post("/users", { name: "Leaver", email })).json;
    expect((await it.admin.post(`/users/${userId}/offboarding`, {})).status).toBe(200);
    const rows = ["email,name", `${email},Leaver`];
    const id = await check(context, rows, { kind: "users", reason: "The leaver asked." });
    let isErased = false;
    const uploading = createImport(context, eraseMeanwhile(), { kind: "users", mode: "each" });
    /** The server has begun to store a file when it has read more than the first 64 KiB. */
    async function* eraseMeanwhile() {
      yield* bytesOf(
        "email,name\n",
        ...Array.from({ length: 3000 }, (_, n) => `user${n}@acme.example,Name ${n}\n`),
      );
      isErased = (await it.platform.post(`/users/${userId}/erasure`, {})).status === 200;
    }
    await expect(uploading).rejects.toMatchObject({ code: "import_content_deleted" });
    expect(isErased).toBe(true);
    expect(await imports.storedBytes()).toBe(0);
    const erased = await getImport(context, id);
    expect(erased).toMatchObject({ preview: null, contentDeletedAt: expect.any(Number) });
    expect(erased.file.reason).toBeUndefined();
    await expect(applyImport(context, id)).rejects.toMatchObject({ code: "import_content_deleted" });
  });

  test("deletes the file a day after the dry run, and the import after 30 days", async () => {
    const context = await platform();
    const { installation, clock } = it.app;
    const id = await check(context, ["provider,line", `twilio,${line(1)}`]);
    await installation.deleteExpiredImports();
    expect((await getImport(context, id)).contentDeletedAt).toBeNull();
    clock.now += dayMs + 1;
    await installation.deleteExpiredImports();
    expect(await getImport(context, id)).toMatchObject({
      bytes: 0,
      preview: null,
      contentDeletedAt: clock.now,
    });
    await expect(applyImport(context, id)).rejects.toMatchObject({ code: "import_content_deleted" });
    expect(await fates(context, id)).toEqual([[2, "create"]]);
    clock.now += 29 * dayMs;
    await installation.deleteExpiredImports();
    await expect(getImport(context, id)).rejects.toMatchObject({ code: "import_not_found" });
  });

  test("refuses a row whose record has changed since the dry run", async () => {
    const context = await platform();
    const { twilio, sinch, member, other } = it.acme;
    const id = await check(context, [
      "provider,line,holder",
      `twilio,${twilio.line},${member.email}`,
      `sinch,${sinch.line},${member.email}`,
      `twilio,${line(1)},`,
    ]);
    await it.admin.put(`/numbers/${twilio.id}/holders/${other.id}`, {});
    await it.platform.post("/numbers", { provider: "twilio", line: line(1) });
    await apply(context, id);
    expect(await fates(context, id)).toEqual([
      [2, "refused", "row_changed"],
      [3, "change"],
      [4, "refused", "row_changed"],
    ]);
    expect(await inboundHolder(it, twilio)).toBe(other.id);
  });

  test("refuses rows about the same record, and lines that only a superadmin can add", async () => {
    const context = await adminContext(it.app, it.acme);
    const { twilio } = it.acme;
    const id = await check(context, [
      "provider,line,alias",
      `twilio,${twilio.line},One`,
      `twilio,${twilio.line},Two`,
      `twilio,${line(1)},New`,
    ]);
    expect(await fates(context, id)).toEqual([
      [2, "change"],
      [3, "refused", "duplicate_row"],
      [4, "refused", "insufficient_role"],
    ]);
  });

  test("an atomic import has all rows or none, and reports how long it held the lock", async () => {
    const context = await platform();
    const { twilio, member, other } = it.acme;
    const lines = ["provider,line,holder", `twilio,${line(1)},`, `twilio,${twilio.line},${member.email}`];
    const id = await check(context, lines, { mode: "atomic" });
    await it.admin.put(`/numbers/${twilio.id}/holders/${other.id}`, {});
    const failed = await apply(context, id);
    expect(importStateOf(failed)).toBe("failed");
    expect(failed.job?.lastError).toContain("1 row is refused");
    expect((await it.admin.get(`/numbers/${encodeURIComponent(line(1))}`)).status).toBe(404);
    expect(failed.result.groups).toMatchObject([{ code: "row_changed", rows: [3] }]);
    const second = await check(context, lines, { mode: "atomic" });
    const applied = await apply(context, second);
    expect(importStateOf(applied)).toBe("applied");
    expect(applied.result.lockMs).toBeGreaterThanOrEqual(0);
    expect(await inboundHolder(it, twilio)).toBe(member.id);
    const many = Array.from(
      { length: atomicRowsMax + 1 },
      (_, n) => `twilio,+1437${String(n).padStart(7, "0")}`,
    );
    await expect(upload(context, ["provider,line", ...many], { mode: "atomic" })).rejects.toMatchObject({
      code: "import_not_atomic",
    });
    const refused = await check(context, ["provider,line", "twilio,x"], { mode: "atomic" });
    await expect(applyImport(context, refused)).rejects.toMatchObject({ code: "import_refused" });
  });

  test("one import of an organization runs at a time, and a cancelled one does not continue", async () => {
    const context = await platform();
    const first = await upload(context, ["provider,line", `twilio,${line(1)}`]);
    await expect(upload(context, ["provider,line", `twilio,${line(2)}`])).rejects.toMatchObject({
      code: "import_running",
    });
    expect(importStateOf(await cancelImport(context, first.id))).toBe("cancelled");
    await expect(applyImport(context, first.id)).rejects.toMatchObject({ code: "import_not_ready" });
    const second = await upload(context, ["provider,line", `twilio,${line(2)}`]);
    expect(importStateOf(second)).toBe("checking");
    await cancelImport(context, second.id);
  });

  test("creates and changes users with their groups", async () => {
    const context = await adminContext(it.app, it.acme);
    await it.admin.post("/groups", { name: "Sales; West" });
    const { member } = it.acme;
    const lines = [
      "email,name,username,role,externalId,groups",
      `new${it.count}@acme.example,New One,new${it.count},member,ext-${it.count},"""Sales; West"""`,
      `${member.email},Mona Renamed,${member.username},member,,`,
      `other${it.count}@acme.example,Other,,member,,Missing`,
      `nameless${it.count}@acme.example,,,,,`,
    ];
    const id = await check(context, lines, { kind: "users" });
    expect(await fates(context, id)).toEqual([
      [2, "create"],
      [3, "change"],
      [4, "refused", "group_not_found"],
      [5, "refused", "validation_failed"],
    ]);
    await apply(context, id);
    const created = (await it.admin.get(`/users/@new${it.count}`)).json;
    expect(created).toMatchObject({ name: "New One", externalId: `ext-${it.count}` });
    const { items } = (await it.admin.get("/groups")).json;
    expect((await it.admin.get(`/groups/${items[0].id}`)).json.members).toMatchObject([{ id: created.id }]);
  });

  test("limits the rows that a credential changes within an hour where an import is a plan", async () => {
    const base = await platform();
    const call = { ...base.call, door: "mcp", changesPerHourMax: 3 } as const;
    const limited = it.app.installation.as(base.principal, base.organizationId, call);
    const planned = (...numbers: number[]) =>
      check(limited, ["provider,line", ...numbers.map((n) => `plivo,${line(n)}`)]);
    const [first, second] = [await planned(1, 2), await planned(3, 4)];
    expect((await apply(limited, first)).counts.create).toBe(2);
    await expect(applyImport(limited, second)).rejects.toMatchObject({ code: "change_limit_exceeded" });
    await expect(applyImport(limited, await check(base, ["provider,line"]))).rejects.toMatchObject({
      code: "plan_not_found",
    });
    expect((await apply(base, second)).counts.create).toBe(2);
  });
});
