import { describe, expect, test } from "vitest";
import { chromiumPath, useConsole } from "./helpers/console.ts";

describe.skipIf(chromiumPath === undefined)("the command palette", () => {
  const it = useConsole();

  test.each([
    ["0102", "+14165550102", "heading"],
    ["ana s", "Ana Souza", "heading"],
    ["live", "Live events", "heading"],
  ] as const)("leads with the keyboard from %s to %s", async (typed, heading, role) => {
    const page = await it.open("/o/acme");
    await page.getByRole("heading", { name: "Home" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").waitFor();
    await page.keyboard.type(typed);
    await page.getByRole("option", { name: new RegExp(heading.replace("+", "\\+")) }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole(role, { name: heading, level: 1 }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  test("the list of keys is shown with ? and closed with Esc", async () => {
    const page = await it.open("/o/acme");
    await page.getByRole("heading", { name: "Home" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });
});
