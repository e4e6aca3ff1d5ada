import { describe, expect, test } from "vitest";
import { applyImport, cancelImport, undoImport } from "../../../src/core/imports/change-import.ts";
import { importStateOf } from "../../../src/core/imports/import-state.ts";
import { getImport } from "../../../src/core/imports/read-imports.ts";
import type { Context } from "../../../src/core/kernel/context.ts";
import type { ImportId } from "../../../src/model.ts";
import { engineNames } from "../../helpers/engines.ts";
import { fatesOf, platformContext, runJobs, upload } from "../../helpers/import-files.ts";
import { inboundHolder, useTestContext } from "../../helpers/test-context.ts";

describe.each(engineNames)("on %s", (engine) => {
  const it = useTestContext(engine);
  const platform = (): Promise<Context> => platformContext(it.app, it.acme.id);
  const line = (n: number) => `+1647${String(it.count).padStart(3, "0")}${String(n).padStart(4, "0")}`;

  const apply = async (context: Context, lines: readonly string[], options = {}): Promise<ImportId> => {
    const { id } = await upload(context, lines, options);
    await runJobs(it.app);
    await applyImport(context, id);
    await runJobs(it.app);
    return id;
  };
  const undo = async (context: Context, id: ImportId) => {
    await undoImport(context, id);
    await runJobs(it.app);
    return getImport(context, id);
  };
  const undone = async (context: Context, id: ImportId) =>
    (await fatesOf(context, id)).map(({ row, undo: result }) => [row, result?.code ?? result?.fate]);
  const get = async (path: string) => (await it.admin.get(path)).json;
  const holders = async (number: { id: string }) =>
    (await get(`/numbers/${number.id}`)).holders.map(
      ({ userId, isDefault, label }: { userId: string; isDefault: boolean; label: string }) => [
        userId,
        isDefault,
        label,
      ],
    );

  test("reverts the rows of numbers, with a default and a holder that they have moved", async () => {
    const context = await platform();
    const { twilio, sinch, member, other } = it.acme;
    await it.admin.put(`/numbers/${twilio.id}/holders/${member.id}`, { isDefault: true, label: "Sales" });
    const before = [await holders(twilio), (await get(`/numbers/${sinch.id}`)).alias];
    const id = await apply(context, [
      "provider,line,holder,isDefault,alias",
      `twilio,${line(1)},${member.email},true,New`,
      `twilio,${line(2)},@${member.username},true,Newer`,
      `sinch,${sinch.line},,,Desk`,
      `twilio,${twilio.line},${other.email},,`,
      `twilio,${line(3)},nobody@acme.example,,`,
    ]);
    expect(await inboundHolder(it, twilio)).toBe(other.id);
    const found = await undo(context, id);
    expect(importStateOf(found)).toBe("undone");
    expect(await undone(context, id)).toEqual([
      [2, "undone"],
      [3, "undone"],
      [4, "undone"],
      [5, "undone"],
      [6, undefined],
    ]);
    expect(found.result.undo).toMatchObject({ undone: 4, refused: 0, groups: [] });
    expect([await holders(twilio), (await get(`/numbers/${sinch.id}`)).alias]).toEqual(before);
    const { items } = await get("/numbers?state=released&limit=200");
    expect(items.map((number: { line: string }) => number.line)).toEqual(
      expect.arrayContaining([line(1), line(2)]),
    );
    const events = (await get("/events?limit=200")).items;
    const ofUndo = events.filter(({ jobId }: { jobId?: string }) => jobId === found.job?.id);
    expect(ofUndo.length).toBeGreaterThan(4);
  });

  test("refuses a row whose record has changed since, and undoes the others", async () => {
    const context = await platform();
    const { twilio, sinch, member, other } = it.acme;
    const id = await apply(context, [
      "provider,line,holder,alias",
      `twilio,${twilio.line},${member.email},`,
      `sinch,${sinch.line},${member.email},Desk`,
      `twilio,${line(1)},,`,
    ]);
    await it.admin.put(`/numbers/${twilio.id}/holders/${other.id}`, { isInboundEnabled: false });
    const found = await undo(context, id);
    expect(await undone(context, id)).toEqual([
      [2, "changed_since_import"],
      [3, "undone"],
      [4, "undone"],
    ]);
    expect(found.result.undo).toMatchObject({
      ...{ undone: 2, refused: 1 },
      groups: [{ code: "changed_since_import", count: 1, rows: [2] }],
    });
    expect(await inboundHolder(it, twilio)).toBe(member.id);
    expect(await holders(sinch)).toEqual([]);
  });

  test("reverts nothing after an atomic import that was rolled back, also not what changed since", async () => {
    const context = await platform();
    const { twilio, sinch, member, other } = it.acme;
    const lines = [
      "provider,line,holder,alias",
      `sinch,${sinch.line},,Desk`,
      `twilio,${twilio.line},${member.email},`,
    ];
    const { id } = await upload(context, lines, { mode: "atomic" });
    await runJobs(it.app);
    await it.admin.put(`/numbers/${twilio.id}/holders/${other.id}`, {});
    await applyImport(context, id);
    await runJobs(it.app);
    expect((await fatesOf(context, id)).map(({ fate, seqs }) => [fate, seqs])).toEqual([
      ["change", undefined],
      ["refused", undefined],
    ]);
    await it.admin.patch(`/numbers/${sinch.id}`, { alias: "Kept" });
    const found = await undo(context, id);
    expect(found.result.undo).toMatchObject({ undone: 0, refused: 0 });
    expect((await get(`/numbers/${sinch.id}`)).alias).toBe("Kept");
  });

  test("keeps a row whose default a later row moved, when that row cannot be undone", async () => {
    const context = await platform();
    const { member } = it.acme;
    const id = await apply(context, [
      "provider,line,holder,isDefault",
      `twilio,${line(1)},${member.email},true`,
      `twilio,${line(2)},@${member.username},true`,
    ]);
    const { items } = await get(`/numbers?limit=200&user=${member.id}`);
    const second = items.find((number: { line: string }) => number.line === line(2));
    await it.admin.patch(`/numbers/${second.id}`, { alias: "Kept" });
    await undo(context, id);
    expect(await undone(context, id)).toEqual([
      [2, "changed_since_import"],
      [3, "changed_since_import"],
    ]);
  });

  test("restores the values and groups of users, and removes created users who hold nothing", async () => {
    const context = await platform();
    const { member, sinch } = it.acme;
    await it.admin.post("/groups", { name: "Sales" });
    const before = await get(`/users/${member.id}`);
    const id = await apply(
      context,
      [
        "email,name,role,groups",
        `${member.email},Other Name,auditor,Sales`,
        "new@acme.example,New User,member,Sales",
        "holder@acme.example,New Holder,member,",
      ],
      { kind: "users" },
    );
    await it.admin.put(`/numbers/${sinch.id}/holders/holder@acme.example`, {});
    await undo(context, id);
    expect(await undone(context, id)).toEqual([
      [2, "undone"],
      [3, "undone"],
      [4, "changed_since_import"],
    ]);
    const { name, role, groups } = await get(`/users/${member.id}`);
    expect({ name, role, groups }).toEqual({ name: before.name, role: before.role, groups: before.groups });
    expect((await it.admin.get("/users/new@acme.example")).status).toBe(404);
  });

  test("undoes what a cancelled import has applied, and continues a cancelled undo", async () => {
    const context = await platform();
    const rows = Array.from({ length: 250 }, (_, index) => `twilio,${line(index + 1)},`);
    const id = await apply(context, ["provider,line,holder", ...rows]);
    await expect(cancelImport(context, id)).rejects.toMatchObject({ code: "import_not_ready" });
    await undoImport(context, id);
    await expect(undoImport(context, id)).rejects.toMatchObject({ code: "import_not_ready" });
    await cancelImport(context, id);
    const found = await undo(context, id);
    expect(found.result.undo).toMatchObject({ undone: 250, refused: 0 });
    await expect(undoImport(context, id)).rejects.toMatchObject({ code: "import_not_ready" });
    await expect(applyImport(context, id)).rejects.toMatchObject({ code: "import_not_ready" });
  });
});
