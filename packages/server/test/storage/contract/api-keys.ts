import { expect, test } from "vitest";
import type { ApiKeyId } from "../../../src/model.ts";
import { addUser, at, makeId, makeOrganization, newKey, requireNotTaken, type UseStore } from "./fixture.ts";

export function apiKeys(use: UseStore): void {
  test("creates a key with the next serial and without its hash", async () => {
    const { id, user } = await keyless();
    const given = newKey(user, { expiresAt: at + 60_000 });
    const made = await use().write(id, (tx) => tx.apiKeys.create(given));
    const { hash: _hidden, ...shown } = given;
    expect(made).toEqual({ ...shown, serial: 1, revokedAt: null });
    expect(await use().read(id).apiKeys.find(given.id)).toEqual(made);
    expect(await use().read(id).apiKeys.find(makeId())).toBeUndefined();
  });

  test("rejects a used public id in every organization, also after revocation", async () => {
    const [mine, other] = [await keyless(), await keyless()];
    const key = newKey(mine.user);
    await use().write(mine.id, async (tx) => {
      requireNotTaken(await tx.apiKeys.create(key));
      await tx.apiKeys.revoke(key.id, at);
    });
    for (const { id, user } of [mine, other]) {
      const again = newKey(user, { publicId: key.publicId });
      expect(await use().write(id, (tx) => tx.apiKeys.create(again))).toEqual({ taken: "publicId" });
    }
  });

  test("returns the revoked key and omits it from lists", async () => {
    const { id, user } = await keyless();
    await use().write(id, async (tx) => {
      const [first, second] = [
        requireNotTaken(await tx.apiKeys.create(newKey(user))),
        requireNotTaken(await tx.apiKeys.create(newKey(user))),
      ];
      expect(await tx.apiKeys.revoke(first.id, at + 3)).toEqual({ ...first, revokedAt: at + 3 });
      expect(await tx.apiKeys.find(first.id)).toBeUndefined();
      expect((await tx.apiKeys.list({}, { size: 10 })).items).toEqual([second]);
      expect(await tx.apiKeys.ofUser(user.id)).toEqual([second]);
    });
  });

  test("rejects revoking a key twice", async () => {
    const { id, user } = await keyless();
    const key = await use().write(id, async (tx) => requireNotTaken(await tx.apiKeys.create(newKey(user))));
    await use().write(id, (tx) => tx.apiKeys.revoke(key.id, at));
    for (const which of [key.id, makeId<ApiKeyId>()])
      await expect(use().write(id, (tx) => tx.apiKeys.revoke(which, at))).rejects.toThrow();
  });

  test("lists only the keys of the given user", async () => {
    const { id, user } = await keyless();
    await use().write(id, async (tx) => {
      const key = requireNotTaken(await tx.apiKeys.create(newKey(user)));
      const other = await addUser(tx);
      requireNotTaken(await tx.apiKeys.create(newKey(other)));
      expect(await tx.apiKeys.ofUser(user.id)).toEqual([key]);
      expect((await tx.apiKeys.list({ userId: user.id }, { size: 10 })).items).toEqual([key]);
      expect((await tx.apiKeys.list({}, { size: 10 })).items).toHaveLength(2);
    });
  });

  test("rejects a key without a user of the organization", async () => {
    const { id } = await keyless();
    await expect(use().write(id, (tx) => tx.apiKeys.create(newKey({ id: makeId() })))).rejects.toThrow();
  });

  async function keyless() {
    const id = await makeOrganization(use());
    return { id, user: await use().write(id, (tx) => addUser(tx)) };
  }
}
