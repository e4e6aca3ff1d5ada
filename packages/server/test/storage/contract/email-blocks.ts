import { expect, test } from "vitest";
import type { EmailBlock, EmailBlockId, UserId } from "../../../src/model.ts";
import { addUser, at, makeId, makeOrganization, type UseStore } from "./fixture.ts";

const blockOf = (userId: UserId, email: string): EmailBlock => ({
  id: makeId<EmailBlockId>(),
  email,
  userId,
  blockedAt: at,
});

export function emailBlocks(use: UseStore): void {
  test("finds the block of an address in any case, within the organization", async () => {
    const [one, two] = [await makeOrganization(use()), await makeOrganization(use())];
    const block = await use().write(one, async (tx) => {
      const created = blockOf((await addUser(tx)).id, "Mona@acme.example");
      expect(await tx.emailBlocks.create(created)).toBe(true);
      return created;
    });
    expect(await use().read(one).emailBlocks.ofEmail("mONA@ACME.example")).toEqual(block);
    expect(await use().read(one).emailBlocks.ofEmail("mon@acme.example")).toBeUndefined();
    expect(await use().read(two).emailBlocks.ofEmail(block.email)).toBeUndefined();
  });

  test("blocks an address once", async () => {
    const id = await makeOrganization(use());
    await use().write(id, async (tx) => {
      const [ann, bob] = [await addUser(tx), await addUser(tx)];
      const block = blockOf(ann.id, "ann@acme.example");
      expect(await tx.emailBlocks.create(block)).toBe(true);
      expect(await tx.emailBlocks.create(blockOf(bob.id, "ANN@acme.example"))).toBe(false);
      expect((await tx.emailBlocks.list({ size: 10 })).items).toEqual([block]);
    });
  });

  test("deletes one block, or those of a user and an address", async () => {
    const [one, two] = [await makeOrganization(use()), await makeOrganization(use())];
    await use().write(one, async (tx) => {
      const [ann, bob] = [await addUser(tx), await addUser(tx)];
      const blocks = [
        blockOf(ann.id, "ann@acme.example"),
        blockOf(ann.id, "ann@south.example"),
        blockOf(bob.id, "bob@acme.example"),
        blockOf(bob.id, "bob@south.example"),
      ];
      for (const block of blocks) await tx.emailBlocks.create(block);
      expect(await tx.emailBlocks.deleteOfUser(ann.id, "BOB@acme.example")).toEqual(blocks.slice(0, 3));
      const last = blocks[3] as EmailBlock;
      expect(await tx.emailBlocks.delete(last.id)).toEqual(last);
      expect(await tx.emailBlocks.delete(last.id)).toBeUndefined();
    });
    const kept = await use().write(two, async (tx) => {
      const block = blockOf((await addUser(tx)).id, "eve@acme.example");
      await tx.emailBlocks.create(block);
      return block;
    });
    expect(await use().write(one, (tx) => tx.emailBlocks.delete(kept.id))).toBeUndefined();
    expect(await use().write(one, (tx) => tx.emailBlocks.deleteOfUser(kept.userId, kept.email))).toEqual([]);
    expect((await use().read(two).emailBlocks.list({ size: 10 })).items).toEqual([kept]);
  });

  test("lists the blocks in pages", async () => {
    const id = await makeOrganization(use());
    const emails = ["a@acme.example", "b@acme.example", "c@acme.example"];
    await use().write(id, async (tx) => {
      const user = await addUser(tx);
      for (const email of emails) await tx.emailBlocks.create(blockOf(user.id, email));
    });
    const first = await use().read(id).emailBlocks.list({ size: 2 });
    const second = await use().read(id).emailBlocks.list({ size: 2, after: first.next });
    expect([...first.items, ...second.items].map(({ email }) => email)).toEqual(emails);
    expect(second.next).toBeUndefined();
  });
}
