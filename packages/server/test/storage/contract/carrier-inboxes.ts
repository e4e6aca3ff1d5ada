import { expect, test } from "vitest";
import { defaultPolicy } from "../../../src/core/carrier-accounts/policy-rules.ts";
import type { CarrierAccountId } from "../../../src/model.ts";
import type { InboxReference } from "../../../src/storage/store.ts";
import { at, makeId, makeOrganization, requireNotTaken, type UseStore } from "./fixture.ts";

export function carrierInboxes(use: UseStore): void {
  const inboxes = () => use().platform.carrierInboxes;
  const makeInbox = async (status: "enabled" | "disabled" = "enabled"): Promise<InboxReference> => {
    const organizationId = await makeOrganization(use());
    const account = {
      ...defaultPolicy("ippanel"),
      id: makeId<CarrierAccountId>(),
      provider: "ippanel" as const,
      name: "Panel",
      status,
      publicUrl: "https://edge.acme.example",
      apiUrl: null,
      identifiers: {},
      secretNames: ["token"],
      secrets: "encrypted",
      createdAt: at,
    };
    requireNotTaken(await use().write(organizationId, (tx) => tx.carrierAccounts.create(account)));
    return { organizationId, accountId: account.id };
  };
  const lease = (owner: string, now: number = at, isOnly = false) => ({
    now,
    owner,
    isOnly,
    until: now + 100,
  });
  const settled = { lastMessageId: 7, failures: 2, nextReadAt: at + 10, leaseUntil: 0 };

  test("an inbox is leased by one owner until the lease ends", async () => {
    const inbox = await makeInbox();
    const first = await inboxes().claim(inbox, lease("one"));
    expect(first).toEqual({ token: 1, lastMessageId: null, failures: 0 });
    expect(await inboxes().claim(inbox, lease("two", at + 99))).toBeUndefined();
    expect(await inboxes().claim(inbox, lease("two", at + 100))).toMatchObject({ token: 2 });
    expect(await inboxes().settle(inbox, 1, settled)).toBe(false);
    expect(await inboxes().claim(inbox, lease("one", at + 101))).toBeUndefined();
    expect(await inboxes().claim(inbox, lease("one", at + 101, true))).toMatchObject({ token: 3 });
  });

  test("what a lease holder did is stored, and the inbox is not due before its time", async () => {
    const inbox = await makeInbox();
    await inboxes().claim(inbox, lease("one"));
    expect(await inboxes().settle(inbox, 1, settled)).toBe(true);
    expect(await inboxes().claim(inbox, lease("two", at + 9))).toBeUndefined();
    expect(await inboxes().claim(inbox, lease("two", at + 10))).toEqual({
      ...{ token: 2, lastMessageId: 7, failures: 2 },
    });
    await inboxes().release("one");
    expect(await inboxes().claim(inbox, lease("one", at + 11))).toBeUndefined();
    await inboxes().release("two");
    expect(await inboxes().claim(inbox, lease("one", at + 11))).toMatchObject({ token: 3 });
  });

  test("an inbox of a disabled or missing account is not leased, and it is deleted with its account", async () => {
    expect(await inboxes().claim(await makeInbox("disabled"), lease("one"))).toBeUndefined();
    const inbox = await makeInbox();
    const elsewhere = { ...inbox, organizationId: await makeOrganization(use()) };
    expect(await inboxes().claim(elsewhere, lease("one"))).toBeUndefined();
    await inboxes().claim(inbox, lease("one"));
    await use().write(inbox.organizationId, (tx) => tx.carrierAccounts.delete(inbox.accountId));
    expect(await inboxes().settle(inbox, 1, settled)).toBe(false);
    expect(await inboxes().claim(inbox, lease("one"))).toBeUndefined();
  });
}
