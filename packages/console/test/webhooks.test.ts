import { describe, expect, test } from "vitest";
import { chromiumPath, useConsole } from "./helpers/console.ts";

describe.skipIf(chromiumPath === undefined)("webhooks", () => {
  const it = useConsole();

  test("are created with a secret that is shown once, paused and deleted", async () => {
    const page = await it.open("/o/acme/webhooks?dialog=create");
    await page.getByLabel("URL").fill("https://hooks.example.com/whoseline");
    await page.getByRole("button", { name: "Create", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: /^The new secret/ });
    expect(await dialog.locator("code").textContent()).toMatch(/^whsec_/);
    await dialog.getByLabel("I have stored it").check();
    await dialog.getByRole("button", { name: "Done" }).click();
    await page.getByRole("link", { name: "https://hooks.example.com/whoseline" }).click();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("The webhook is paused.").first().waitFor();
    expect((await it.api.webhooks.list()).items[0]?.status).toBe("paused");
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("The webhook is deleted.").first().waitFor();
    expect((await it.api.webhooks.list()).items).toEqual([]);
  });
});
