import { beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, useConsole } from "./helpers/console.ts";

const count = 450;
const waitLonger = { timeout: 8000 };

describe.skipIf(chromiumPath === undefined)("the list of numbers", () => {
  const it = useConsole();
  beforeAll(async () => {
    for (let first = 0; first < count; first += 150)
      await it.api.numbers.addMany({
        items: Array.from({ length: 150 }, (_, index) => ({
          provider: "telnyx",
          line: `+1312555${String(first + index).padStart(4, "0")}`,
        })),
      });
  });

  test("has fewer than 60 rows in the document while it is scrolled to its end", async () => {
    const page = await it.open("/o/acme/numbers?provider=telnyx");
    const grid = page.getByRole("grid", { name: "Numbers" });
    await grid.getByText("+13125550000").waitFor();
    let rows = 0;
    await expect
      .poll(async () => {
        rows = Math.max(rows, await grid.getByRole("row").count());
        await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight));
        return grid.getByText("+13125550449").count();
      }, waitLonger)
      .toBe(1);
    expect(rows).toBeLessThan(60);
    await page.getByText("450 numbers").waitFor();
  });

  test("is searched as a person types, with Persian digits and punctuation, and the URL has it", async () => {
    const page = await it.open("/o/acme/numbers");
    await page.getByRole("link", { name: "+14165550102" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("+۱ (۳۱۲) ۵۵۵-۰۱۲۳");
    await page.getByText("1 number", { exact: true }).waitFor();
    await page.getByRole("link", { name: "+13125550123" }).waitFor();
    await page.reload();
    await page.getByRole("link", { name: "+13125550123" }).waitFor();
    expect(await page.getByRole("searchbox").inputValue()).toBe("+۱ (۳۱۲) ۵۵۵-۰۱۲۳");
  });

  test("is moved through and opened with the keyboard, and Back leads to the same list", async () => {
    const page = await it.open("/o/acme/numbers?provider=telnyx");
    await page.getByText("+13125550000").waitFor();
    await page.getByRole("row").first().focus();
    for (const key of ["ArrowDown", "ArrowDown", "PageDown", "ArrowUp"]) await page.keyboard.press(key);
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent), waitLonger)
      .toContain("+13125550016");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "+13125550016" }).waitFor();
    await page.goBack();
    await page.getByText("+13125550000").waitFor();
    expect(new URL(page.url()).search).toBe("?provider=telnyx");
  });

  test("removes a filter with its chip", async () => {
    const page = await it.open(`/o/acme/numbers?state=assigned&user=${it.world.ana.id}`);
    await page.getByText("Held by Ana Souza").waitFor();
    await page.getByRole("button", { name: "Remove the filter State: Assigned" }).click();
    expect(new URL(page.url()).search).toBe(`?user=${it.world.ana.id}`);
    await page.getByText("1 number", { exact: true }).waitFor();
  });

  test("is saved as a view that others see, with one click to it", async () => {
    const page = await it.open("/o/acme/numbers?state=available&provider=telnyx");
    await page.getByRole("button", { name: "Save this view" }).click();
    await page.getByLabel("Name").fill("Free at Telnyx");
    await page.getByLabel("Everybody in the organization sees it").check();
    await page.keyboard.press("Enter");
    await page.getByText("The view Free at Telnyx is saved.").waitFor();
    const other = await it.open("/o/acme/numbers", { key: it.world.auditor.key });
    await other.getByRole("link", { name: "Free at Telnyx" }).click();
    await other.getByText("+13125550000").waitFor();
    expect(new URL(other.url()).search).toBe("?state=available&provider=telnyx");
    expect(await other.getByRole("button", { name: "Delete the view Free at Telnyx" }).count()).toBe(0);
  });

  test("is exported with its filters", async () => {
    const page = await it.open("/o/acme/numbers?state=assigned");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export as CSV" }).click();
    const chunks: Buffer[] = [];
    for await (const chunk of await (await download).createReadStream()) chunks.push(chunk as Buffer);
    const lines = Buffer.concat(chunks).toString("utf8").trim().split("\r\n");
    expect(lines).toHaveLength(3);
    expect(lines.join()).toContain("+14165550102");
  });
});
