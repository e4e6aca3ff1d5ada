import { describe, expect, test } from "vitest";
import { chromiumPath, useConsole } from "./helpers/console.ts";

describe.skipIf(chromiumPath === undefined)("while the server does not answer", () => {
  const it = useConsole();

  test("a change is repeated until it is confirmed, happens once, and nothing typed is lost", async () => {
    const page = await it.open(`/o/acme/numbers/${it.world.free.id}?dialog=edit`);
    await page.getByLabel("Alias (optional)").fill("Reception");
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("The server does not answer. Trying again…").waitFor({ state: "attached" });
    await page.getByRole("button", { name: "Saving…" }).waitFor();
    expect((await it.api.numbers.get({ number: it.world.free.id })).alias).toBeNull();
    await page.context().setOffline(false);
    await page.getByText("+14165550103 is changed.").waitFor();
    await page.getByText("The server does not answer. Trying again…").waitFor({ state: "detached" });
    const changes = await it.api.events.list({ number: it.world.free.id, kind: "number.updated" });
    expect(changes.items).toHaveLength(1);
  });
});
