import type { Page } from "playwright-core";
import { beforeEach, describe, expect, test } from "vitest";
import { chromiumPath, useConsole } from "./helpers/console.ts";

describe.skipIf(chromiumPath === undefined)("the page of a number", () => {
  const it = useConsole();
  let number: string;
  let line: string;
  let count = 0;
  beforeEach(async () => {
    line = `+1416555${String(1000 + count++)}`;
    number = (await it.api.numbers.add({ provider: "twilio", line })).id;
  });
  const holders = async () => {
    const page = await it.api.numbers.get({ number });
    return page.holders.map(({ userName, label }) => [userName, label]);
  };
  const openNumber = (search = "") => it.open(`/o/acme/numbers/${number}${search}`);

  test("assigns the number to a person, by keyboard alone, and U undoes it", async () => {
    const page = await openNumber();
    await page.getByRole("button", { name: "Assign" }).focus();
    await page.keyboard.press("Enter");
    await pick(page, "Ana", "Ana Souza");
    await page.getByLabel("Label (optional)").focus();
    await page.keyboard.type("Front desk");
    await page.keyboard.press("Enter");
    await page.getByText(`${line} is assigned to Ana Souza.`).waitFor();
    expect(await holders()).toEqual([["Ana Souza", "Front desk"]]);
    await page.getByText("holds it now").waitFor();
    await page.keyboard.press("u");
    await page.getByText("Undone.", { exact: true }).waitFor();
    expect(await holders()).toEqual([]);
  });

  test("transfers the number in one step, and the undo returns it with its rights", async () => {
    await it.api.assignments.assign({ number, user: "@ana", label: "Sales" });
    const page = await openNumber();
    await page.getByRole("button", { name: "Transfer" }).click();
    await pick(page, "Ben", "Ben Carter");
    await page.getByRole("dialog").getByRole("button", { name: "Transfer" }).click();
    await page.getByText(`${line} is transferred to Ben Carter.`).waitFor();
    expect(await holders()).toEqual([["Ben Carter", "Sales"]]);
    await page.getByRole("button", { name: "Undo (U)" }).click();
    await page.getByText("Undone.", { exact: true }).waitFor();
    expect(await holders()).toEqual([["Ana Souza", "Sales"]]);
  });

  test("undoes a wrong unassign from the timeline", async () => {
    await it.api.assignments.assign({ number, user: "@ana", label: "Kept" });
    await it.api.assignments.unassign({ number, user: "@ana" });
    const page = await openNumber();
    await page.getByRole("button", { name: "Undo this" }).last().click();
    await page.getByText("Undone.", { exact: true }).waitFor();
    expect(await holders()).toEqual([["Ana Souza", "Kept"]]);
  });

  test("shows both versions when somebody else changed the assignment meanwhile", async () => {
    await it.api.assignments.assign({ number, user: "@ana", label: "First" });
    const page = await openNumber();
    await page.getByRole("button", { name: "Edit the assignment of Ana Souza" }).click();
    await page.getByLabel("Label (optional)").fill("Mine");
    await it.api.assignments.assign({ number, user: "@ana", label: "Theirs" });
    await page.getByRole("button", { name: "Save" }).click();
    const notice = page.getByRole("alert");
    await notice.getByText("Theirs", { exact: true }).waitFor();
    expect(await notice.textContent()).toMatch(/First.*Theirs.*Mine/);
    expect(await holders()).toEqual([["Ana Souza", "Theirs"]]);
    await page.getByRole("button", { name: "Save mine" }).click();
    await page.getByText("The assignment of Ana Souza is changed.").waitFor();
    expect(await holders()).toEqual([["Ana Souza", "Mine"]]);
  });

  test("does not undo what somebody else has changed since", async () => {
    const page = await openNumber("?dialog=assign");
    await pick(page, "Ana", "Ana Souza");
    await page.getByRole("dialog").getByRole("button", { name: "Assign" }).click();
    await page.getByText(`${line} is assigned to Ana Souza.`).waitFor();
    await it.api.assignments.assign({ number, user: "@ana", label: "Changed" });
    await page.getByRole("button", { name: "Undo (U)" }).click();
    await page.getByText("The present state does not allow this").first().waitFor();
    expect(await holders()).toEqual([["Ana Souza", "Changed"]]);
  });

  test("draws a lane for each holder, with a sentence for each interval that leads to its row", async () => {
    const page = await it.open(`/o/acme/numbers/${it.world.sales.id}`);
    const picture = page.getByRole("group", { name: "Timeline of the holders" });
    const now = picture.getByRole("link", { name: /^Ana Souza \(Sales desk\) has held the number since/ });
    const before = picture.getByRole("link", { name: /^Ben Carter held the number from .* until/ });
    await before.waitFor();
    await now.focus();
    await page.keyboard.press("Enter");
    expect(await page.locator("tr:target").textContent()).toContain("Ana Souza");
  });

  test("shows the holders of an instant of the past, which the URL has", async () => {
    const [first] = await it.api.numbers.timeline({ number: it.world.sales.id }).toArray();
    const page = await it.open(`/o/acme/numbers/${it.world.sales.id}?asOf=${first?.since}`);
    const held = page.getByRole("region", { name: "Held by" });
    await held.getByText("Ben Carter").waitFor();
    expect(await held.getByText("Ana Souza").count()).toBe(0);
    await page.getByRole("button", { name: "Show now" }).click();
    await held.getByText("Ana Souza").waitFor();
    expect(new URL(page.url()).search).toBe("");
  });

  test("closes its dialog with Esc and with Back, and returns the focus", async () => {
    const page = await openNumber();
    const button = page.getByRole("button", { name: "Assign" });
    await button.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
    await button.click();
    await page.getByRole("dialog").waitFor();
    await page.goBack();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });
});

/** Picks a person in the open dialog with the keyboard. */
async function pick(page: Page, typed: string, name: string): Promise<void> {
  const field = page.getByRole("combobox", { name: "To", exact: true });
  await field.focus();
  await page.keyboard.type(typed);
  await page.getByRole("option", { name: new RegExp(name) }).waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(() => field.inputValue()).toBe(name);
}
