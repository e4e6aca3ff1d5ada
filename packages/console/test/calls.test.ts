import { describe, expect, test } from "vitest";
import { superadminKey } from "../../server/test/helpers/app.ts";
import { chromiumPath, useConsole } from "./helpers/console.ts";

describe.skipIf(chromiumPath === undefined)("the log of calls", () => {
  const it = useConsole();

  test("shows what became of a call, with the last digits of the caller, and leads to the number", async () => {
    const page = await it.open("/o/acme/calls");
    const row = page.getByRole("grid", { name: "Calls" }).getByRole("row");
    await row.getByText("Ana Souza").waitFor();
    expect(await row.innerText()).toContain("+14165550102");
    await row.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("client:ana").waitFor();
    await dialog.getByText("…0199").waitFor();
    await dialog.getByText(it.world.call.carrierReference).waitFor();
    expect(await page.content()).not.toContain("+14165550199");
    await page.keyboard.press("Escape");
    await row.getByRole("link", { name: "+14165550102" }).click();
    await page.getByRole("heading", { name: "+14165550102", level: 1 }).waitFor();
  });

  test.each([
    ["direction", "Direction", "outbound"],
    ["outcome", "Outcome", "voicemail"],
  ])("is filtered by %s in the URL", async (name, label, value) => {
    const page = await it.open("/o/acme/calls");
    await page.getByText("1 call").waitFor();
    await page.getByLabel(label).selectOption(value);
    await page.getByText("No call matches these filters.").waitFor();
    expect(new URL(page.url()).searchParams.get(name)).toBe(value);
    await page.getByLabel(label).selectOption("");
    await page.getByText("1 call").waitFor();
  });

  test("is filtered by a number as it is typed, and by a user", async () => {
    const page = await it.open(`/o/acme/calls?user=${it.world.ben.id}`);
    await page.getByText("No call matches these filters.").waitFor();
    await page.getByRole("button", { name: "Show the calls of everybody" }).click();
    await page.getByText("1 call").waitFor();
    await page.getByLabel("Number").fill("+1 (416) 555-0103");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByText("No call matches these filters.").waitFor();
    await page.getByLabel("Number").fill("+۱۴۱۶۵۵۵۰۱۰۲");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByText("1 call").waitFor();
  });

  test("names the setting that keeps calls when there is none", async () => {
    await it.api.organizations.create({
      name: "Quiet",
      slug: "quiet",
      owner: { email: "quinn@quiet.example", name: "Quinn" },
    });
    const page = await it.open("/o/quiet/calls", { key: superadminKey });
    await page.getByText("No call yet.").waitFor();
    await page.getByRole("main").getByRole("link", { name: "Carrier accounts" }).click();
    await page.getByText("No carrier account yet.").waitFor();
  });
});
