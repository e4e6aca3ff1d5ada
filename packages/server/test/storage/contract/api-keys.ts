import { expect, test } from "vitest";
import type { ApiKeyId, UserId } from "../../../src/model.ts";
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
      await tx.apiKeys.revoke(requireNotTaken(await tx.apiKeys.create(key)), at);
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
      expect(await tx.apiKeys.revoke(first, at + 3)).toEqual({ ...first, revokedAt: at + 3 });
      expect(await tx.apiKeys.find(first.id)).toBeUndefined();
      expect((await tx.apiKeys.list({}, { size: 10 })).items).toEqual([{ ...second, lastUsedAt: null }]);
      expect(await tx.apiKeys.ofUser(user.id)).toEqual([second]);
    });
  });

  test("stores the latest use of a key, whatever the order", async () => {
    const { id, user } = await keyless();
    const key = await use().write(id, async (tx) => requireNotTaken(await tx.apiKeys.create(newKey(user))));
    const { platform } = use();
    const used = (later: number) => ({ organizationId: id, keyId: key.id, at: at + later });
    await platform.recordKeyUse([used(1)]);
    await platform.recordKeyUse([used(9)]);
    await platform.recordKeyUse([used(5)]);
    const { items } = await use().read(id).apiKeys.list({}, { size: 10 });
    expect(items).toEqual([{ ...key, lastUsedAt: at + 9 }]);
  });

  test("lists the keys that a user created for service users", async () => {
    const { id, user } = await keyless();
    await use().write(id, async (tx) => {
      const service = await addUser(tx, { kind: "service", email: null });
      const other = await addUser(tx);
      const create = async (of: { id: UserId }, fields: object) =>
        requireNotTaken(await tx.apiKeys.create(newKey(of, fields)));
      const wanted = await create(service, { createdBy: user.id });
      await create(service, { createdBy: other.id });
      await create(other, { createdBy: user.id });
      const revoked = await create(service, { createdBy: user.id });
      await tx.apiKeys.revoke(revoked, at);
      expect(await tx.apiKeys.createdForServices(user.id)).toEqual([{ ...wanted, lastUsedAt: null }]);
    });
  });

  test("rejects revoking a key twice", async () => {
    const { id, user } = await keyless();
    const key = await use().write(id, async (tx) => requireNotTaken(await tx.apiKeys.create(newKey(user))));
    await use().write(id, (tx) => tx.apiKeys.revoke(key, at));
    for (const which of [key, { ...key, id: makeId<ApiKeyId>() }])
      await expect(use().write(id, (tx) => tx.apiKeys.revoke(which, at))).rejects.toThrow();
  });

  test("lists only the keys of the given user", async () => {
    const { id, user } = await keyless();
    await use().write(id, async (tx) => {
      const key = requireNotTaken(await tx.apiKeys.create(newKey(user)));
      const other = await addUser(tx);
      requireNotTaken(await tx.apiKeys.create(newKey(other)));
      expect(await tx.apiKeys.ofUser(user.id)).toEqual([key]);
      expect((await tx.apiKeys.list({ userId: user.id }, { size: 10 })).items).toEqual([
        { ...key, lastUsedAt: null },
      ]);
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
