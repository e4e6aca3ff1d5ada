import { describe, expect, test } from "vitest";
import { chromiumPath, useConsole } from "./helpers/console.ts";

describe.skipIf(chromiumPath === undefined)("a change of many numbers", () => {
  const it = useConsole();
  const holders = async () =>
    (await it.api.numbers.list({ provider: "plivo" }).toArray()).map((number) => number.holders[0]?.userName);

  test("is planned over all that match, looked at, applied, and undone", async () => {
    const lines = Array.from({ length: 30 }, (_, index) => `+1212555${String(1000 + index)}`);
    await it.api.numbers.addMany({ items: lines.map((line) => ({ provider: "plivo", line })) });
    await it.api.assignments.assign({ number: "+12125551000", user: "@ben" });
    const page = await it.open("/o/acme/numbers?provider=plivo");
    await page.getByRole("button", { name: "Select all that match" }).click();
    await page
      .getByRole("region", { name: "Selection" })
      .getByRole("button", { name: "Assign", exact: true })
      .click();
    await page.getByRole("combobox", { name: "To", exact: true }).fill("Ana");
    await page.getByRole("option", { name: /Ana Souza/ }).click();
    await page.getByRole("button", { name: "Make the plan" }).click();
    await page.getByText("Planned: nothing has changed yet").waitFor();
    expect(await holders()).toEqual(["Ben Carter", ...Array.from({ length: 29 })]);
    await page.getByRole("button", { name: "Change 29 numbers" }).click();
    await page.getByText("29 numbers changed, 1 refused.").waitFor();
    expect((await holders()).filter((name) => name === "Ana Souza")).toHaveLength(29);
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await page.getByText("29 numbers changed, 0 refused.").waitFor();
    expect(await holders()).toEqual(["Ben Carter", ...Array.from({ length: 29 })]);
  });

  test("takes the rows that are selected with the keyboard, which the URL has", async () => {
    const page = await it.open("/o/acme/numbers?provider=twilio");
    await page.getByText("+14165550102").waitFor();
    await page.getByRole("row").first().focus();
    await page.keyboard.press(" ");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press(" ");
    await page.getByText("2 numbers selected").waitFor();
    await page.reload();
    await page.getByText("2 numbers selected").waitFor();
  });
});
