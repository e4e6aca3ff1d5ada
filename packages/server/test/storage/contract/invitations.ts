import { expect, test } from "vitest";
import type { Invitation, InvitationId } from "../../../src/model.ts";
import { addUser, at, makeId, makeOrganization, requireNotTaken, type UseStore } from "./fixture.ts";

export function invitations(use: UseStore): void {
  async function uninvited() {
    const id = await makeOrganization(use());
    const user = await use().write(id, (tx) => addUser(tx));
    const given = {
      id: makeId<InvitationId>(),
      userId: user.id,
      publicId: makeId(),
      hash: "hash",
      createdBy: user.id,
      createdAt: at,
      expiresAt: at + 1000,
    };
    return { id, user, given };
  }

  test("creates an invitation with the next serial and without its hash, and finds it while it is open", async () => {
    const { id, user, given } = await uninvited();
    const made = await use().write(id, async (tx) => requireNotTaken(await tx.invitations.create(given)));
    const { hash: _hidden, ...shown } = given;
    expect(made).toEqual({ ...shown, serial: 1, redeemedAt: null, revokedAt: null });
    const reads = use().read(id);
    expect(await reads.invitations.find(given.id)).toEqual(made);
    expect(await reads.invitations.list({ size: 10 })).toEqual({ items: [made] });
    expect(await use().write(id, (tx) => tx.invitations.openOf(user.id))).toEqual(made);
    expect(await use().platform.findInvitation(given.publicId)).toMatchObject({
      id: given.id,
      hash: "hash",
      redeemedAt: null,
      user: { userId: user.id, organizationId: id },
    });
  });

  test.each(["redeemed", "revoked"] as const)("an invitation is %s once, and open no longer", async (how) => {
    const { id, user, given } = await uninvited();
    const open = await use().write(id, async (tx) => requireNotTaken(await tx.invitations.create(given)));
    await use().write(id, async (tx) => {
      const ended = await tx.invitations.end(open, how, at + 5);
      expect([ended.redeemedAt, ended.revokedAt]).toEqual(
        how === "redeemed" ? [at + 5, null] : [null, at + 5],
      );
      expect(await tx.invitations.find(given.id)).toBeUndefined();
      expect(await tx.invitations.openOf(user.id)).toBeUndefined();
    });
    const end = use().write(id, (tx) => tx.invitations.end(open, "revoked", at + 6));
    await expect(end).rejects.toThrow();
  });

  test("lists the open invitations that a user created, by serial", async () => {
    const { id, user, given } = await uninvited();
    await use().write(id, async (tx) => {
      const guest = await addUser(tx);
      const other = { ...given, id: makeId<InvitationId>(), userId: guest.id, publicId: makeId() };
      const created = [requireNotTaken(await tx.invitations.create(given))];
      created.push(requireNotTaken(await tx.invitations.create(other)));
      expect(await tx.invitations.openBy(user.id)).toEqual(created);
      await tx.invitations.end(created[0] as Invitation, "revoked", at);
      expect(await tx.invitations.openBy(user.id)).toEqual(created.slice(1));
      expect(await tx.invitations.openBy(guest.id)).toEqual([]);
    });
  });

  test("rejects a used public id and a second open invitation of a user", async () => {
    const { id, given } = await uninvited();
    await use().write(id, async (tx) => requireNotTaken(await tx.invitations.create(given)));
    const other = await uninvited();
    const again = { ...other.given, publicId: given.publicId };
    expect(await use().write(other.id, (tx) => tx.invitations.create(again))).toEqual({ taken: "publicId" });
    const second = { ...given, id: makeId<InvitationId>(), publicId: makeId() };
    await expect(use().write(id, (tx) => tx.invitations.create(second))).rejects.toThrow();
  });
}
