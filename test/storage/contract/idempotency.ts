import { expect, test } from "vitest";
import { platformId } from "../../../src/storage/store.ts";
import { at, makeId, makeOrganization, type UseStore } from "./scene.ts";

export function idempotency(use: UseStore): void {
  const record = (outcome: string, createdAt = at) => ({
    fingerprint: `print of ${outcome}`,
    outcome,
    createdAt,
  });

  test("a key stands for the answer it was saved with", async () => {
    const { id, of } = await credential();
    await use().write(id, (tx) => tx.idempotency.save(of, "key", record("{}"), at - 100));
    const found = await use().write(id, (tx) => tx.idempotency.find(of, "key", at));
    expect(found).toEqual({ fingerprint: "print of {}", outcome: "{}" });
    expect(await use().write(id, (tx) => tx.idempotency.find(of, "other", at))).toBeUndefined();
  });

  test("a record from before the window is not found", async () => {
    const { id, of } = await credential();
    await use().write(id, (tx) => tx.idempotency.save(of, "key", record("{}"), at - 100));
    expect(await use().write(id, (tx) => tx.idempotency.find(of, "key", at + 1))).toBeUndefined();
  });

  test("saving again replaces what the key stood for", async () => {
    const { id, of } = await credential();
    await use().write(id, async (tx) => {
      await tx.idempotency.save(of, "key", record("first"), at - 100);
      await tx.idempotency.save(of, "key", record("second", at + 1), at - 100);
      expect(await tx.idempotency.find(of, "key", at + 1)).toMatchObject({ outcome: "second" });
    });
  });

  test("saving forgets this credential's records from before the window, and nobody else's", async () => {
    const [mine, other] = [await credential(), await credential()];
    await use().write(mine.id, async (tx) => {
      for (const { of } of [mine, other]) await tx.idempotency.save(of, "old", record("old"), at);
      await tx.idempotency.save(mine.of, "edge", record("edge", at + 10), at);
      await tx.idempotency.save(mine.of, "new", record("new", at + 20), at + 10);
      expect(await tx.idempotency.find(mine.of, "old", 0)).toBeUndefined();
      expect(await tx.idempotency.find(mine.of, "edge", 0)).toMatchObject({ outcome: "edge" });
      expect(await tx.idempotency.find(other.of, "old", 0)).toMatchObject({ outcome: "old" });
    });
  });

  test("the same key of another credential, or of the same name elsewhere, is another key", async () => {
    const { id, of } = await credential();
    await use().write(id, async (tx) => {
      await tx.idempotency.save(of, "key", record("mine"), at);
      for (const foreign of [
        { ...of, credentialId: "another" },
        { ...of, organizationId: platformId },
      ])
        expect(await tx.idempotency.find(foreign, "key", 0)).toBeUndefined();
    });
  });

  test("a record commits with the change it belongs to, or not at all", async () => {
    const { id, of } = await credential();
    const write = use().write(id, async (tx) => {
      await tx.idempotency.save(of, "key", record("{}"), at);
      throw new Error("undone");
    });
    await expect(write).rejects.toThrow("undone");
    expect(await use().write(id, (tx) => tx.idempotency.find(of, "key", 0))).toBeUndefined();
  });

  async function credential() {
    const id = await makeOrganization(use());
    return { id, of: { organizationId: id, credentialId: makeId() } };
  }
}
