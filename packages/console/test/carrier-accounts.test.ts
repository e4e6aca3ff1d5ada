import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { Whoseline } from "../../sdk/src/index.ts";
import { credentialFields } from "../../server/src/core/carrier-accounts/credential-fields.ts";
import { credentialNames } from "../src/data/carrier-credentials.ts";
import { chromiumPath, useConsole } from "./helpers/console.ts";

test("the console knows the credentials of every carrier", () => {
  const known = Object.entries(credentialFields).map(([provider, fields]) => {
    const names = (isSecret: boolean, isRequired: boolean) =>
      Object.keys(fields).filter(
        (name) => fields[name]?.isSecret === isSecret && fields[name]?.isRequired === isRequired,
      );
    const lists = {
      required: names(false, true),
      identifiers: names(false, false),
      secrets: names(true, false),
    };
    return [provider, lists];
  });
  expect(credentialNames).toEqual(Object.fromEntries(known));
});

describe.skipIf(chromiumPath === undefined)("carrier accounts", () => {
  const it = useConsole();
  const open = (path = "") => it.open(`/o/acme/carrier-accounts${path}`);
  const current = () => accountOf(it.api, it.world.carrierAccount.id);

  test("are added with secrets that are not shown, and opened with their setup", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Add a carrier account" }).click();
    await page.getByLabel("Carrier", { exact: true }).selectOption("bandwidth");
    await page.getByLabel("Name", { exact: true }).fill("Bandwidth, Denver");
    await page.getByLabel("Public URL").fill("https://calls.acme.example");
    await page.getByLabel("accountId").fill("9900000");
    await page.getByLabel("webhookUser (optional)").fill("caller");
    const password = page.getByLabel("webhookPassword (optional)");
    expect(await password.getAttribute("type")).toBe("password");
    await password.fill("a webhook password");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("heading", { name: "Bandwidth, Denver", level: 1 }).waitFor();
    const added = (await it.api.carrierAccounts.list().toArray()).find(
      ({ provider }) => provider === "bandwidth",
    );
    expect(added).toMatchObject({ identifiers: { accountId: "9900000" }, secretNames: ["webhookPassword"] });
    const setup = page.getByRole("region", { name: "Setup at the carrier" });
    await setup.getByText(`https://calls.acme.example/telephony/bandwidth/${added?.id}/voice`).waitFor();
    await setup.getByText("The inventory cannot be read until apiUser and apiPassword is set.").waitFor();
    expect(await page.content()).not.toContain("a webhook password");
  });

  test("show a refusal with the field, and keep what was typed", async () => {
    const page = await open("?dialog=create");
    await page.getByLabel("Name", { exact: true }).fill("Wrong");
    await page.getByLabel("Public URL").fill("http://calls.acme.example");
    await page.getByLabel("accountSid").fill("AC1");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page
      .getByRole("alert")
      .getByRole("listitem")
      .getByText(/must be an https URL/)
      .waitFor();
    expect(await page.getByLabel("accountSid").inputValue()).toBe("AC1");
  });

  test("copy the URL of a webhook", async () => {
    const page = await open(`/${it.world.carrierAccount.id}`);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy: Calls" }).click();
    await page.getByText("Copied.").first().waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      `https://edge.acme.example/telephony/twilio/${it.world.carrierAccount.id}/voice`,
    );
  });

  test("change their policies, and show both versions when somebody else was faster", async () => {
    const page = await open(`/${it.world.carrierAccount.id}?dialog=policies`);
    await page.getByLabel("Seconds of ringing").fill("40");
    await page.getByLabel("Announcement", { exact: true }).fill("Please call later.");
    await it.api.carrierAccounts.update({ carrierAccount: it.world.carrierAccount.id, ringSeconds: 15 });
    await save(page);
    const notice = page.getByRole("alert");
    await notice.getByRole("row", { name: "Seconds of ringing 20 15 40" }).waitFor();
    await notice.getByRole("button", { name: "Save mine" }).click();
    await page.getByText("The carrier account is changed.").first().waitFor();
    const { language, ...changed } = await current();
    expect(changed).toMatchObject({
      ringSeconds: 40,
      unanswered: { action: "announce", texts: { [language]: "Please call later." } },
      unansweredByReason: { cooling: { action: "reject" } },
    });
  });

  test("replace a secret with an overlap, and remove an identifier", async () => {
    const page = await open(`/${it.world.carrierAccount.id}?dialog=secrets`);
    await page.getByLabel("authToken (optional)").fill("another token");
    await page.getByLabel("sharedKey (optional)").fill("a shared key");
    await save(page);
    await page.getByText("The old secrets stay valid until").waitFor();
    expect(await current()).toMatchObject({ secretNames: ["authToken", "sharedKey"] });
    const editing = page.getByRole("dialog", { name: "Edit the carrier account" });
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await page.getByLabel("sharedKeyId").fill("key-1");
    await save(page);
    await editing.waitFor({ state: "detached" });
    expect((await current()).identifiers).toHaveProperty("sharedKeyId", "key-1");
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await page.getByLabel("sharedKeyId").fill("");
    await save(page);
    await editing.waitFor({ state: "detached" });
    expect((await current()).identifiers).not.toHaveProperty("sharedKeyId");
  });

  test("are tested, disabled and deleted", async () => {
    const { id } = await it.api.carrierAccounts.create({
      ...{ provider: "jambonz", name: "Old jambonz", publicUrl: "https://calls.acme.example" },
      identifiers: { numbersProvider: "twilio" },
    });
    const page = await open(`/${id}`);
    await page.getByRole("button", { name: "Test the credentials" }).click();
    await page.getByRole("status").getByText("This carrier has no API to test.").waitFor();
    await page.getByRole("button", { name: "Disable" }).click();
    await page.getByText("The account is disabled: its webhooks are refused.").waitFor();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("The carrier account is deleted.").first().waitFor();
    await expect(accountOf(it.api, id)).rejects.toMatchObject({ status: 404 });
  });

  test("can be read by an auditor, without a control that changes something", async () => {
    const page = await it.open(`/o/acme/carrier-accounts/${it.world.carrierAccount.id}?dialog=edit`, {
      key: it.world.auditor.key,
    });
    await page
      .getByRole("region", { name: "Setup at the carrier" })
      .getByText("Nothing is missing here.")
      .waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
    for (const name of ["Edit", "Delete", "Test the credentials", "Replace secrets"])
      expect(await page.getByRole("button", { name, exact: true }).count()).toBe(0);
  });
});

const save = (page: Page) => page.getByRole("button", { name: "Save", exact: true }).click();
const accountOf = async (api: Whoseline, carrierAccount: string) =>
  await api.carrierAccounts.get({ carrierAccount });
