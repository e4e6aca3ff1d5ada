import { beforeEach, describe, expect, test } from "vitest";
import { chromiumPath, useConsole } from "./helpers/console.ts";

describe.skipIf(chromiumPath === undefined)("taking out a user", () => {
  const it = useConsole();
  let count = 0;
  let name: string;
  let user: string;
  let lines: readonly string[];
  beforeEach(async () => {
    name = `Leo ${["Alba", "Bruno", "Costa"][count] ?? count}`;
    user = (await it.api.users.create({ name, email: `leo${count}@acme.example` })).id;
    lines = [0, 1].map((index) => `+1646555${1000 + count * 2 + index}`);
    count++;
    for (const line of lines) {
      await it.api.numbers.add({ provider: "twilio", line });
      await it.api.assignments.assign({ number: line, user });
    }
  });
  const holderOf = async (line = "") => (await it.api.numbers.get({ number: line })).holders[0]?.userName;

  test("shows each number's fate, assigns one to a colleague, and is undone from the receipt", async () => {
    const page = await it.open(`/o/acme/users/${user}`);
    await page.getByRole("link", { name: "Take out" }).click();
    await page.getByRole("combobox", { name: `Colleague who gets ${lines[0]} (optional)` }).fill("Ben");
    await page.getByRole("option", { name: /Ben Carter/ }).click();
    await page.getByText("goes to:").waitFor();
    await page.getByRole("button", { name: `Take out ${name}: 2 numbers` }).click();
    await page.getByRole("heading", { name: `Receipt: ${name}` }).waitFor();
    expect([await holderOf(lines[0]), await holderOf(lines[1])]).toEqual(["Ben Carter", undefined]);
    await page.getByText(/29 days.* left/).waitFor();
    await page.getByRole("button", { name: `Bring ${name} back` }).click();
    await page.getByText(`${name} is back.`).waitFor();
    expect([await holderOf(lines[0]), await holderOf(lines[1])]).toEqual([name, name]);
  });

  test("changes nothing when the plan is stale, and shows the difference", async () => {
    const page = await it.open(`/o/acme/users/${user}/offboarding`);
    const button = page.getByRole("button", { name: `Take out ${name}: 2 numbers` });
    await button.waitFor();
    await it.api.assignments.unassign({ number: lines[1] ?? "", user });
    await button.click();
    const notice = page.getByRole("alert");
    await notice.getByText(`No longer in the plan: ${lines[1]}`).waitFor();
    expect(await holderOf(lines[0])).toBe(name);
    await page.getByRole("button", { name: `Take out ${name}: 1 number` }).click();
    await page.getByRole("heading", { name: `Receipt: ${name}` }).waitFor();
    expect(await holderOf(lines[0])).toBeUndefined();
  });
});
