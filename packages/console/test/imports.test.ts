import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { superadminKey } from "../../server/test/helpers/app.ts";
import { chromiumPath, useConsole } from "./helpers/console.ts";

/** The checking and the application of 10,000 rows. */
const longTest = 240_000;
const job = { timeout: 110_000 };

const rowCount = 10_000;
const badRows = 37;

/** Every 270th row is one that a spreadsheet has damaged, 37 of them. */
const manyNumbers = (): string => {
  const isBad = (index: number) => index % 270 === 100 && Math.floor(index / 270) < badRows;
  const line = (index: number) => (isBad(index) ? "1.41656E+10" : `+1213${String(5_550_000 + index)}`);
  const rows = Array.from({ length: rowCount }, (_, index) => `bandwidth,${line(index)}`);
  return ["provider,line", ...rows].join("\n");
};

const file = (name: string, content: string | Buffer) => ({
  name,
  mimeType: "text/csv",
  buffer: Buffer.from(content),
});

const chooseFile = (page: Page, chosen: ReturnType<typeof file>) =>
  page.getByLabel("File of CSV or NDJSON, also gzipped").setInputFiles(chosen);

const check = (page: Page) => page.getByRole("button", { name: "Check the file" }).click();

describe.skipIf(chromiumPath === undefined)("an import", () => {
  const it = useConsole();
  const openNew = (search = "") => it.open(`/o/acme/imports/new${search}`, { key: superadminKey });

  test("of 10,000 numbers with 37 bad rows is checked, looked at, applied and saved", {
    timeout: longTest,
  }, async () => {
    const page = await openNew();
    await chooseFile(page, file("numbers.csv", manyNumbers()));
    await check(page);
    await page.getByText("Checked: nothing has changed yet", { exact: true }).waitFor(job);
    expect(await it.api.numbers.list({ provider: "bandwidth" }).toArray({ max: 1 })).toEqual([]);
    await page.getByLabel("Planned fate").selectOption("refused");
    await page.getByText("37 rows", { exact: true }).waitFor();
    const grid = page.getByRole("grid", { name: "Rows of the file" });
    await grid.getByText("102", { exact: true }).waitFor();
    const groups = page.getByRole("region", { name: "Why rows are refused" }).first();
    await groups.getByRole("cell", { name: "37", exact: true }).waitFor();
    await page.getByRole("button", { name: "Apply 9,963 rows" }).click();
    await page.getByText("Carried out", { exact: true }).waitFor(job);
    const added = await it.api.numbers.list({ provider: "bandwidth", limit: 200 }).toArray({ max: 20_000 });
    expect(added).toHaveLength(rowCount - badRows);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save the fates" }).click();
    const chunks: Buffer[] = [];
    for await (const chunk of await (await download).createReadStream()) chunks.push(chunk as Buffer);
    const lines = Buffer.concat(chunks).toString("utf8").trim().split("\r\n");
    expect(lines).toHaveLength(1 + rowCount);
    expect(lines.filter((line) => line.includes("spreadsheet_changed"))).toHaveLength(badRows);
  });

  test("shows the lines of a wrong encoding, and reads the same file with the right one", async () => {
    const page = await openNew("?encoding=windows-1252&provider=twilio");
    const arabic = Buffer.concat([
      Buffer.from("line,alias\n+14165550177,"),
      Buffer.from([0xda, 0xe3, 0xd1]),
      Buffer.from("\n"),
    ]);
    await chooseFile(page, file("numbers.csv", arabic));
    await check(page);
    await page.getByText("+14165550177,ÚãÑ").waitFor();
    await page.getByRole("link", { name: "Read it with another encoding or delimiter" }).click();
    await page.getByLabel("Encoding").selectOption("windows-1256");
    await page.getByText("numbers.csv").waitFor();
    await check(page);
    await page.getByText("+14165550177,عمر").waitFor();
    await page.getByRole("button", { name: "Apply 1 row" }).click();
    await page.getByText("Carried out", { exact: true }).waitFor();
    expect((await it.api.numbers.get({ number: "+14165550177" })).alias).toBe("عمر");
  });

  test("states once what would be right", async () => {
    const page = await it.open(`/o/acme/imports/${it.world.imported.id}`);
    const groups = page.getByRole("region", { name: "Why rows are refused" }).first();
    await groups.getByText(/^holder must be [^.]+\.$/).waitFor();
  });

  test("is pasted, and an atomic one with a refused row cannot be applied", async () => {
    const page = await openNew("?mode=atomic");
    await page.getByRole("button", { name: "Paste text instead" }).click();
    await page
      .getByLabel("Rows, with the header first")
      .fill("provider,line\ntwilio,+14165550178\ntwilio,41656");
    await check(page);
    await page.getByText("Rows are refused: correct them").waitFor();
    expect(await page.getByRole("button", { name: "Apply 1 row" }).isDisabled()).toBe(true);
  });

  test("takes a file that is dropped, and shows what is wrong with one that cannot be read", async () => {
    const page = await openNew();
    const files = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["provider,phone\ntwilio,+14165550179\n"], "dropped.csv"));
      return transfer;
    });
    await page.dispatchEvent(".file-drop", "drop", { dataTransfer: files });
    await page.getByText("dropped.csv").waitFor();
    await check(page);
    await page.getByRole("alert").getByText("phone").first().waitFor();
    await page.getByText("dropped.csv").waitFor();
  });

  test("is shown to an auditor without any control that changes something", async () => {
    const page = await it.open("/o/acme/imports", { key: it.world.auditor.key });
    await page.getByRole("cell", { name: "Import of numbers" }).first().waitFor();
    expect(await page.getByRole("link", { name: "Import a file" }).count()).toBe(0);
    await page.getByRole("link", { name: "Import of numbers" }).first().click();
    await page.getByRole("heading", { name: "Import of numbers" }).waitFor();
    expect(await page.getByRole("button", { name: /^Apply/ }).count()).toBe(0);
  });
});
