import { describe, expect, test } from "vitest";
import { chromiumPath, useConsole } from "./helpers/console.ts";

describe.skipIf(chromiumPath === undefined)("the sign-in", () => {
  const it = useConsole();

  test("with a key leads to the page that was asked for, by keyboard alone", async () => {
    const page = await it.open("/o/acme/numbers?state=assigned", { key: null });
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.getByLabel("API key").focus();
    await page.keyboard.type(it.world.owner.key);
    await page.keyboard.press("Enter");
    await page.getByRole("grid", { name: "Numbers" }).waitFor();
    expect(new URL(page.url()).search).toBe("?state=assigned");
  });

  test("keeps no key in the page, and no cookie that the page can read", async () => {
    const page = await it.open("/sign-in", { key: null });
    await page.getByLabel("API key").fill(it.world.owner.key);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Home" }).waitFor();
    const stored = await page.evaluate(() =>
      [document.cookie, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })].join(),
    );
    expect(stored).not.toContain("wl_");
    expect(stored).not.toContain("whoseline_session");
  });

  test("names cause, remedy and request ID when the key is wrong, and keeps what was typed", async () => {
    const page = await it.open("/sign-in", { key: null });
    await page.getByLabel("API key").fill("wl_wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    const alert = page.getByRole("alert");
    await alert.waitFor();
    const text = (await alert.textContent()) ?? "";
    expect(text).toContain("invalid_credential");
    expect(text).toMatch(/Request ID/);
    expect(await page.getByLabel("API key").inputValue()).toBe("wl_wrong");
  });

  test.each(["https://evil.example/", "//evil.example", "/\\evil.example"])(
    "never leads to %s",
    async (next) => {
      const page = await it.open(`/sign-in?next=${encodeURIComponent(next)}`, { key: null });
      await page.getByLabel("API key").fill(it.world.owner.key);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("heading", { name: "Home" }).waitFor();
      expect(new URL(page.url()).origin).toBe(new URL(it.app.url).origin);
    },
  );

  test("ends with the sign-out, and the server rejects the cookie afterwards", async () => {
    const page = await it.open("/o/acme");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.goto("/console/o/acme/numbers");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  });

  test("with an invitation takes the secret out of the address", async () => {
    const { invitation } = await it.api.invitations.create({ user: "@ben" });
    const page = await it.open(`/#invitation=${invitation}`, { key: null });
    await page.getByRole("heading", { name: "My numbers" }).waitFor();
    await page.getByText("Ben Carter").waitFor();
    expect(page.url()).not.toContain("invitation");
  });

  test("with a link that was used names the cause", async () => {
    const page = await it.open("/#once=wo_used", { key: null });
    await page.getByRole("alert").getByText("invalid_credential").waitFor();
    expect(page.url()).not.toContain("wo_used");
  });

  test("is asked for again over the page when the session ends, and nothing typed is lost", async () => {
    const page = await it.open(`/o/acme/numbers/${it.world.free.id}?dialog=edit`);
    await page.getByLabel("Alias (optional)").fill("Reception");
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Your session has ended" }).waitFor();
    await page.getByLabel("API key").fill(it.world.owner.key);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Your session has ended" }).waitFor({ state: "detached" });
    expect(await page.getByLabel("Alias (optional)").inputValue()).toBe("Reception");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("+14165550103 is changed.").waitFor();
    expect((await it.api.numbers.get({ number: it.world.free.id })).alias).toBe("Reception");
  });
});
