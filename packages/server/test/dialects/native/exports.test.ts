import { parse } from "csv-parse/sync";
import { describe, expect, inject, test } from "vitest";
import { openImportFile } from "../../../src/core/imports/reading/open-import-file.ts";
import { exportLimits } from "../../../src/http/export-response.ts";
import { base, type nativeClient } from "../../helpers/native.ts";
import { asUser, holderPath, useTestContext } from "../../helpers/test-context.ts";
import { until } from "../../helpers/until.ts";

const context = useTestContext(inject("engine"));

const csv = { headers: { accept: "text/csv" } };
const ndjson = { headers: { accept: "application/x-ndjson" } };
const lists = ["numbers", "users", "assignments", "events"] as const;

type Client = ReturnType<typeof nativeClient>;
const csvRows = async (client: Client, path: string): Promise<Record<string, string>[]> =>
  parse((await client.get(path, csv)).text, { columns: true, bom: true });
const jsonRows = async (client: Client, path: string) => {
  const { text } = await client.get(path, ndjson);
  return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
};

/** With its byte order mark. */
async function bytesOf(path: string): Promise<string> {
  const { app, acme } = context;
  const response = await fetch(`${app.url}${base}/${acme.id}${path}`, {
    headers: { ...csv.headers, authorization: `Bearer ${acme.admin.key}` },
  });
  return Buffer.from(await response.arrayBuffer()).toString();
}

async function assign(label: string) {
  const { admin, acme } = context;
  await admin.put(holderPath(acme.twilio, acme.member), { label, isDefault: true });
}

describe.each(lists)("the list of %s", (list) => {
  test("is JSON unless a file is accepted, and states that this depends on Accept", async () => {
    for (const accept of ["*/*", "application/json", "text/html", "text/csv;q=0.5, application/json"]) {
      const answer = await context.admin.get(`/${list}`, { headers: { accept } });
      expect([answer.status, answer.headers.get("content-type")]).toEqual([
        200,
        "application/json; charset=utf-8",
      ]);
      expect(answer.headers.get("vary")).toBe("Accept");
      expect(answer.json.items.length >= 0).toBe(true);
    }
  });

  test("is a file of the accepted type, with a name", async () => {
    const asCsv = await context.admin.get(`/${list}`, csv);
    expect(asCsv.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    expect(asCsv.headers.get("content-disposition")).toBe(
      `attachment; filename="${list}-20260303T140000Z.csv"`,
    );
    expect(asCsv.headers.get("vary")).toBe("Accept");
    const asNdjson = await context.admin.get(`/${list}`, ndjson);
    expect(asNdjson.headers.get("content-type")).toBe("application/x-ndjson");
    expect(asNdjson.headers.get("content-disposition")).toContain(".ndjson");
    const { app, acme } = context;
    const head = await app.ask(`HEAD ${base}/${acme.id}/${list}`, csv);
    expect([head.status, head.text]).toEqual([200, ""]);
    expect(head.headers.get("content-disposition")).toBe(asCsv.headers.get("content-disposition"));
  });

  test("has the same columns in both types of file", async () => {
    await assign("desk");
    const [first] = await csvRows(context.admin, `/${list}?${list === "events" ? "expand=names" : ""}`);
    const [line] = await jsonRows(context.admin, `/${list}?${list === "events" ? "expand=names" : ""}`);
    expect(Object.keys(first ?? {})).toEqual(Object.keys(line));
  });

  test("takes the permissions of its JSON", async () => {
    const { acme } = context;
    for (const user of [acme.member, acme.admin]) {
      const client = asUser(context, user);
      const { status } = await client.get(`/${list}`);
      expect((await client.get(`/${list}`, csv)).status).toBe(status);
    }
  });

  test("has no pages as a file, and no style as JSON", async () => {
    const paged = await context.admin.get(`/${list}?limit=5`, csv);
    expect([paged.status, paged.json.detail]).toEqual([
      422,
      "limit must be omitted with Accept: text/csv, which has all rows.",
    ]);
    expect(paged.headers.get("content-type")).toContain("application/problem+json");
    expect(paged.headers.get("vary")).toBe("Accept");
    expect((await context.admin.get(`/${list}?style=excel`)).status).toBe(422);
    expect((await context.admin.get(`/${list}?style=excel`, ndjson)).status).toBe(422);
    expect((await context.admin.get(`/${list}?style=word`, csv)).status).toBe(422);
  });
});

test("exports numbers with their first holder", async () => {
  await assign("desk");
  const { acme, admin } = context;
  const rows = await csvRows(admin, "/numbers");
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatchObject({
    ...{ id: acme.twilio.id, provider: "twilio", line: acme.twilio.line, kind: "e164", state: "assigned" },
    ...{ holder: acme.member.email, holderId: acme.member.id, label: "desk", isDefault: "true" },
  });
  expect(rows[1]).toMatchObject({ state: "available", holder: "", isDefault: "", label: "" });
});

test("exports only the rows of the filters", async () => {
  await assign("desk");
  const { admin, acme } = context;
  expect((await csvRows(admin, "/numbers?provider=sinch")).map(({ id }) => id)).toEqual([acme.sinch.id]);
  expect((await csvRows(admin, "/numbers?q=DESK")).map(({ id }) => id)).toEqual([acme.twilio.id]);
  expect((await jsonRows(admin, "/numbers?state=available")).map(({ id }) => id)).toEqual([
    acme.sinch.id,
    acme.ippanel.id,
  ]);
  expect(await csvRows(admin, "/users?kind=service")).toEqual([]);
  expect(await csvRows(admin, `/assignments?user=${acme.other.id}`)).toEqual([]);
  const kinds = await jsonRows(admin, "/events?kind=number.assigned");
  expect(kinds.map(({ kind }) => kind)).toEqual(["number.assigned"]);
  const { json } = await admin.get("/events?limit=2");
  expect((await jsonRows(admin, `/events?after=${json.position}`))[0].seq).toBe(3);
});

test("exports a member's own assignments to them", async () => {
  await assign("desk");
  const { acme } = context;
  const client = asUser(context, acme.member);
  expect(await csvRows(client, `/assignments?user=${acme.member.id}`)).toMatchObject([{ label: "desk" }]);
  expect((await client.get("/assignments", csv)).status).toBe(403);
});

test("exports the assignments of a past time", async () => {
  await assign("desk");
  context.app.clock.now += 60_000;
  const { admin, acme } = context;
  await admin.delete(holderPath(acme.twilio, acme.member));
  expect(await csvRows(admin, "/assignments")).toEqual([]);
  const past = await csvRows(admin, "/assignments?asOf=2026-03-03T14:00:30Z");
  expect(past).toMatchObject([{ line: acme.twilio.line, label: "desk", unassignedAt: "" }]);
});

test("exports events with the members of their JSON", async () => {
  await assign("desk");
  const { json } = await context.admin.get("/events?limit=200&expand=names");
  expect(await jsonRows(context.admin, "/events?expand=names")).toEqual(json.items);
});

describe("style=excel", () => {
  const formulas = ["=1+1", "+1", "-1", "@SUM", "'quoted", "＝1", "0012", "1e5"];

  test("keeps cells from being formulas and numbers, and an import reads them as they were", async () => {
    const { admin } = context;
    for (const [index, label] of formulas.entries()) {
      const user = await admin.post("/users", {
        name: label,
        email: `u${context.count}-${index}@acme.example`,
      });
      await context.platform.post("/numbers", {
        ...{
          provider: "vonage",
          line: `+1647${String(context.count).padStart(3, "0")}000${index}`,
          alias: label,
        },
        holder: { user: user.json.id, label },
      });
    }
    const text = await bytesOf("/numbers?style=excel");
    expect(text.startsWith("\uFEFFid,")).toBe(true);
    expect(text).toContain("\r\n");
    const cells: string[][] = parse(text, { bom: true, from: 2 });
    expect(cells.flat().filter((cell) => /^[=+\-@＝]/.test(cell))).toEqual([]);
    expect(cells.every((row) => row[0]?.startsWith("'") && row[3]?.startsWith("'"))).toBe(true);
    for (const style of ["plain", "excel"]) {
      const { text: file } = await admin.get(`/numbers?provider=vonage&style=${style}`, csv);
      const { rows } = await openImportFile(
        (async function* () {
          yield Buffer.from(file);
        })(),
        { kind: "numbers" },
      );
      const read: unknown[] = [];
      for await (const row of rows) read.push("values" in row ? row.values : row);
      expect(read).toMatchObject(formulas.map((label) => ({ alias: label, label })));
    }
  });
});

test("limits the exports that run at the same time, and counts none that has ended", async () => {
  const { admin } = context;
  for (let index = 0; index < exportLimits.perCredential + 2; index += 1)
    expect((await admin.get("/events", csv)).status).toBe(200);
  await until("every export has ended", async () => (await admin.get("/numbers", csv)).status === 200);
});
