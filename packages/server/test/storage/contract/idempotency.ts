import { expect, test } from "vitest";
import type { OrganizationId } from "../../../src/model.ts";
import { type IdempotencyClaim, platformId } from "../../../src/storage/store.ts";
import { at, makeId, makeOrganization, type UseStore } from "./fixture.ts";

export function idempotency(use: UseStore): void {
  const claim = (fields: Partial<IdempotencyClaim> = {}): IdempotencyClaim => ({
    fingerprint: "print",
    createdAt: at,
    since: at - 100,
    replaces: false,
    ...fields,
  });

  test("returns the record of the request that claimed the key", async () => {
    const { id, of } = await credential();
    await use().write(id, async (tx) => {
      expect(await tx.idempotency.claim(of, "key", claim())).toBeUndefined();
      await tx.idempotency.settle(of, "key", "{}");
    });
    const again = (key: string) =>
      use().write(id, (tx) => tx.idempotency.claim(of, key, claim({ fingerprint: "another" })));
    expect(await again("key")).toEqual({ fingerprint: "print", outcome: "{}" });
    expect(await again("other")).toBeUndefined();
  });

  test("deletes an expired record and claims its key", async () => {
    const { id, of } = await credential();
    await use().write(id, async (tx) => {
      await tx.idempotency.claim(of, "key", claim());
      await tx.idempotency.settle(of, "key", "{}");
      expect(await tx.idempotency.claim(of, "key", claim({ since: at }))).toMatchObject({ outcome: "{}" });
      expect(await tx.idempotency.claim(of, "key", claim({ since: at + 1 }))).toBeUndefined();
    });
  });

  test("a replacing claim deletes the existing record", async () => {
    const { id, of } = await credential();
    await use().write(id, async (tx) => {
      await tx.idempotency.claim(of, "key", claim());
      await tx.idempotency.settle(of, "key", "first");
      await tx.idempotency.claim(of, "beside", claim());
      await tx.idempotency.settle(of, "beside", "{}");
      expect(await tx.idempotency.claim(of, "key", claim({ replaces: true }))).toBeUndefined();
      await tx.idempotency.settle(of, "key", "second");
      expect(await tx.idempotency.claim(of, "key", claim())).toMatchObject({ outcome: "second" });
      expect(await tx.idempotency.claim(of, "beside", claim())).toBeDefined();
    });
  });

  test("a claim without an outcome does not keep the request from running", async () => {
    const { id, of } = await credential();
    const claimed = () => use().write(id, (tx) => tx.idempotency.claim(of, "key", claim()));
    expect(await claimed()).toBeUndefined();
    expect(await claimed()).toBeUndefined();
  });

  test("deletes expired records of every credential, oldest first, up to the limit", async () => {
    const [mine, other] = [await credential(), await credential()];
    const ages = { a: at - 3, b: at - 2, c: at - 1, d: at };
    for (const { id, of } of [mine, other])
      await use().write(id, async (tx) => {
        for (const [key, createdAt] of Object.entries(ages)) {
          await tx.idempotency.claim(of, key, claim({ createdAt, since: 0 }));
          await tx.idempotency.settle(of, key, "{}");
        }
      });
    const left = async ({ id, of }: typeof mine) => {
      const keys: string[] = [];
      const look = use().write(id, async (tx) => {
        for (const key of Object.keys(ages))
          if (await tx.idempotency.claim(of, key, claim({ since: 0 }))) keys.push(key);
        throw new Error("only looked");
      });
      await expect(look).rejects.toThrow("only looked");
      return keys.join("");
    };
    expect(await use().platform.deleteExpiredIdempotencyKeys(at - 3, 100)).toBe(0);
    expect(await use().platform.deleteExpiredIdempotencyKeys(at, 4)).toBe(4);
    expect([await left(mine), await left(other)]).toEqual(["cd", "cd"]);
    expect(await use().platform.deleteExpiredIdempotencyKeys(at, 4)).toBe(2);
    expect(await use().platform.deleteExpiredIdempotencyKeys(at, 4)).toBe(0);
    expect([await left(mine), await left(other)]).toEqual(["d", "d"]);
  });

  test("separates equal keys of different credentials and organizations", async () => {
    const { id, of } = await credential();
    await use().write(id, async (tx) => {
      await tx.idempotency.claim(of, "key", claim());
      for (const foreign of [
        { ...of, credentialId: "another" },
        { ...of, organizationId: platformId },
      ])
        expect(await tx.idempotency.claim(foreign, "key", claim())).toBeUndefined();
    });
  });

  test("commits a claim together with the change or not at all", async () => {
    const { id, of } = await credential();
    const write = use().write(id, async (tx) => {
      await tx.idempotency.claim(of, "key", claim());
      throw new Error("undone");
    });
    await expect(write).rejects.toThrow("undone");
    expect(await use().write(id, (tx) => tx.idempotency.claim(of, "key", claim()))).toBeUndefined();
  });

  test("of two concurrent claims from two organizations, one waits for the other", async () => {
    const { id, of } = await credential();
    const elsewhere = await makeOrganization(use());
    const ask = (organizationId: OrganizationId) =>
      use().write(organizationId, async (tx) => {
        const record = await tx.idempotency.claim(of, "key", claim());
        if (record === undefined) await tx.idempotency.settle(of, "key", organizationId);
        return record?.outcome ?? organizationId;
      });
    const [first, second] = await Promise.all([ask(id), ask(elsewhere)]);
    expect(first).toBe(second);
  });

  async function credential() {
    const id = await makeOrganization(use());
    return { id, of: { organizationId: id, credentialId: makeId() } };
  }
}
