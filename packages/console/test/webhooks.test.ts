import { describe, expect, test } from "vitest";
import { WebhookReceiver } from "../../server/test/helpers/webhook-receiver.ts";
import { chromiumPath, useConsole } from "./helpers/console.ts";

describe.skipIf(chromiumPath === undefined)("webhooks", () => {
  const it = useConsole();
  const created = async () =>
    (await it.api.webhooks.list().toArray()).find(({ url }) => url === "https://hooks.example.com/whoseline");

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
    expect((await created())?.status).toBe("paused");
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("The webhook is deleted.").first().waitFor();
    expect(await created()).toBeUndefined();
  });

  test("show a request with its answer, and send its event again and all events after one", async () => {
    const receiver = await new WebhookReceiver().start();
    try {
      const { id } = await it.api.webhooks.create({ url: receiver.url() });
      await it.api.webhooks.replayEvent({ webhook: id, seq: 1 });
      const page = await it.open(`/o/acme/webhooks/${id}`);
      await page.getByRole("region", { name: "Last requests" }).getByRole("link").click();
      const dialog = page.getByRole("dialog", { name: "Event 1, attempt 1" });
      await dialog.getByText("organization.created").waitFor();
      await dialog.getByRole("button", { name: "Send again" }).click();
      await page.getByText("Event 1 was answered with 200.").first().waitFor();
      expect(receiver.seqs).toEqual([1, 1]);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Send events again" }).click();
      await page.getByLabel("All events after number").fill("3");
      await page.getByRole("dialog").getByRole("button", { name: "Send again" }).click();
      await page.getByText("The events after 3 are sent again.").first().waitFor();
      expect((await it.api.webhooks.get({ webhook: id })).progress.position).toBe(3);
    } finally {
      await receiver.close();
    }
  });
});
