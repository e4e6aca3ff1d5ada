import { beforeAll, describe, expect, test } from "vitest";
import { superadminKey } from "../../server/test/helpers/app.ts";
import { chromiumPath, useConsole } from "./helpers/console.ts";
import { keyFor, screens } from "./helpers/screens.ts";

const hostile = `<img src=x onerror="document.title='attacked'"><script>document.title='attacked'</script>`;

describe.skipIf(chromiumPath === undefined)("the console", () => {
  const it = useConsole();
  beforeAll(async () => {
    await it.api.users.update({ user: "@ana", name: `Ana ${hostile}` });
    await it.api.numbers.update({ number: "+14165550102", alias: hostile });
    await it.api.assignments.assign({
      number: "+14165550102",
      user: "@ana",
      label: hostile,
      reason: hostile,
    });
    await it.api.carrierAccounts.update({
      carrierAccount: it.world.carrierAccount.id,
      name: hostile,
      unanswered: { action: "announce", texts: { "en-US": hostile } },
    });
    await it.api.organizations.update({ name: `Acme ${hostile}` });
  });

  test.each(screens)("shows hostile names and labels as text: $name", async (screen) => {
    const page = await it.open(screen.path(it.world), { key: keyFor(screen, it.world, superadminKey) });
    await screen.isReady(page);
    expect(await page.title()).not.toBe("attacked");
    expect(await page.locator("img[src=x]").count()).toBe(0);
  });

  test("shows a member only what a member may read, and no control that changes something", async () => {
    const page = await it.open("/o/acme", { key: it.world.member.key });
    await page.getByRole("heading", { name: "My numbers" }).waitFor();
    await page.getByText("+442079460018").waitFor();
    const menu = page.getByRole("navigation", { name: "Main menu" });
    expect(await menu.getByRole("link").allTextContents()).toEqual([
      "Whoseline",
      "Home",
      "API keys",
      "Settings",
    ]);
  });

  test("shows an auditor everything, and no control that changes something", async () => {
    const page = await it.open(`/o/acme/numbers/${it.world.sales.id}?dialog=assign`, {
      key: it.world.auditor.key,
    });
    await page.getByRole("link", { name: /has held the number since/ }).waitFor();
    for (const name of ["Assign", "Transfer", "Unassign", "Edit", "Undo this", "Release"])
      expect(await page.getByRole("main").getByRole("button", { name, exact: true }).count()).toBe(0);
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.goto("/console/o/acme/numbers");
    await page.getByText("+14165550102").waitFor();
    expect(await page.getByRole("checkbox").count()).toBe(0);
  });

  test("cannot be shown in a frame of another page", async () => {
    const response = await it.app.ask("GET /console/", { key: null, headers: { accept: "text/html" } });
    expect(response.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  });

  test("does not sign in at another organization's page", async () => {
    await it.api.organizations.create({
      name: "Rival",
      slug: "rival",
      owner: { email: "rita@rival.example", name: "Rita" },
    });
    const page = await it.open("/o/rival/numbers");
    await page.getByRole("alert").getByText("The record does not exist").waitFor();
  });
});
