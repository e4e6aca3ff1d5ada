import { describe, expect, test } from "vitest";
import { Whoseline } from "../../sdk/src/index.ts";
import { chromiumPath, useConsole } from "./helpers/console.ts";

describe.skipIf(chromiumPath === undefined)("keys and events", () => {
  const it = useConsole();

  test("a new key is shown once, works, and is revoked", async () => {
    const page = await it.open("/o/acme/keys?dialog=create");
    await page.getByLabel("Name", { exact: true }).fill("Script");
    await page.getByRole("button", { name: "Create", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "The new secret: Script" });
    const key = (await dialog.locator("code").textContent()) ?? "";
    const client = new Whoseline({ baseUrl: it.app.url, apiKey: key });
    expect((await client.me()).user.name).toBe("Olga Ivanova");
    await page.keyboard.press("Escape");
    expect(await dialog.isVisible()).toBe(true);
    await dialog.getByLabel("I have stored it").check();
    await dialog.getByRole("button", { name: "Done" }).click();
    expect(await page.content()).not.toContain(key);
    await page.getByRole("button", { name: "Revoke Script" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText("The key Script is revoked.").waitFor();
    await expect(client.me()).rejects.toMatchObject({ status: 401 });
  });

  test("a new event appears without a reload, and the list can be paused", async () => {
    const page = await it.open("/o/acme/events?kind=group.created&after=0");
    await it.api.groups.create({ name: "Support" });
    await page.getByRole("listitem").getByText("Group created").waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    await it.api.groups.create({ name: "Sales" });
    await page.getByText("Paused, 1 new event").waitFor();
    expect(await page.locator(".live-events li").count()).toBe(1);
    await page.getByRole("button", { name: "Continue" }).click();
    await expect.poll(() => page.locator(".live-events li").count()).toBe(2);
  });

  test("who answers is shown with the rule, the endpoints, and as of a past time", async () => {
    const page = await it.open("/o/acme/who-answers");
    await page.getByLabel("Number", { exact: true }).fill("+1 (416) 555-0102");
    await page.getByRole("button", { name: "Look up" }).click();
    await page.getByRole("region", { name: "Answer" }).getByText("Ana Souza").waitFor();
    await page.getByText("client:ana").waitFor();
    await page.getByLabel("As of (optional)").fill("2020-01-01T00:00");
    await page.getByRole("button", { name: "Look up" }).click();
    await page.getByText("Nobody held it then.").waitFor();
  });

  test("the rule that decides is a sentence in Persian, on both screens", async () => {
    const { provider, line, id } = it.world.sales;
    for (const path of [`numbers/${id}`, `who-answers?provider=${provider}&to=${encodeURIComponent(line)}`]) {
      const page = await it.open(`/o/acme/${path}`, { language: "fa" });
      await page.getByText("این کاربر روی این شماره دریافت می‌کند.").waitFor();
    }
  });
});
