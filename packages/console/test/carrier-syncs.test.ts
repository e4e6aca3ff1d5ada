import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { superadminKey } from "../../server/test/helpers/app.ts";
import { createTwilioInventory } from "../../server/test/helpers/carriers/twilio-inventory.ts";
import { chromiumPath, useConsole } from "./helpers/console.ts";

describe.skipIf(chromiumPath === undefined)("the comparison with a carrier", () => {
  const it = useConsole();
  const carrier = createTwilioInventory();
  beforeAll(async () => {
    carrier.add("+14165550170", { name: "Lobby" });
    carrier.add("+14165550171");
    carrier.add("+14165550102", { voiceUrl: "https://old.example.com/voice" });
    await carrier.simulator.start();
  });
  afterAll(() => carrier.simulator.close());
  const inventory = async () => (await it.api.numbers.list().toArray()).map(({ line }) => line);
  const difference = (page: Page, line: string, kind: string) =>
    page.getByRole("row").filter({ hasText: line }).filter({ hasText: kind });

  test("adds numbers here, and changes the carrier only by a separate action with an undo", async () => {
    const page = await it.open("/o/acme/carrier-accounts?dialog=create", { key: superadminKey });
    await page.getByLabel("Name", { exact: true }).fill("Twilio, Ottawa");
    await page.getByLabel("Public URL").fill("https://edge.acme.example");
    await page.getByLabel("accountSid").fill(carrier.credentials.accountSid ?? "");
    await page.getByLabel("authToken (optional)").fill(carrier.credentials.authToken ?? "");
    await page.getByLabel("URL of the carrier's API (optional)").fill(carrier.simulator.url);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("/voice").first().waitFor();
    await page.getByRole("button", { name: "Compare now" }).click();
    await page.getByText(/numbers here, 3 at the carrier/).waitFor();
    expect(await inventory()).not.toContain("+14165550170");

    await difference(page, "+14165550170", "Only at the carrier").click();
    await page.getByRole("button", { name: "Add the number" }).click();
    await page.getByText("Applied: 1, refused: 0.").waitFor();
    expect(await inventory()).toContain("+14165550170");
    expect(await inventory()).not.toContain("+14165550171");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Add all numbers" }).click();
    await page.getByText("Applied: 1, refused: 0.").waitFor();
    expect(await inventory()).toContain("+14165550171");
    expect(carrier.simulator.asked.filter((request) => !request.startsWith("GET"))).toEqual([]);

    await difference(page, "+14165550102", "Calls go to another URL").click();
    const dialog = page.getByRole("dialog", { name: "+14165550102" });
    await dialog.getByText(/VoiceUrl=/).waitFor();
    await dialog.getByRole("button", { name: "Send this request to the carrier" }).click();
    await dialog.getByRole("button", { name: "Set the former webhook again" }).waitFor();
    const voiceUrl = () => carrier.numbers.find(({ number }) => number === "+14165550102")?.voiceUrl;
    expect(voiceUrl()).toMatch(/^https:\/\/edge\.acme\.example\/telephony\/twilio\//);
    await dialog.getByRole("button", { name: "Set the former webhook again" }).click();
    await page.getByText("The carrier has the former webhook again.").first().waitFor();
    expect(voiceUrl()).toBe("https://old.example.com/voice");

    await dialog.getByRole("button", { name: "Send this request to the carrier" }).click();
    await dialog.getByRole("button", { name: "Set the former webhook again" }).waitFor();
    expect(voiceUrl()).toMatch(/^https:\/\/edge\.acme\.example\/telephony\/twilio\//);
    await page.getByRole("button", { name: "Undo (U)" }).last().click();
    await dialog.getByRole("button", { name: "Send this request to the carrier" }).waitFor();
    expect(voiceUrl()).toBe("https://old.example.com/voice");
  });
});
