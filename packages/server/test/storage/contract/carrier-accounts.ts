import { expect, test } from "vitest";
import { defaultPolicy } from "../../../src/core/carrier-accounts/policy-rules.ts";
import type { CarrierAccountId, OrganizationId } from "../../../src/model.ts";
import { platformId } from "../../../src/storage/store.ts";
import { at, makeId, makeOrganization, requireNotTaken, type UseStore } from "./fixture.ts";

export function carrierAccounts(use: UseStore): void {
  const newAccount = (name = "Main") => ({
    ...defaultPolicy("twilio"),
    id: makeId<CarrierAccountId>(),
    provider: "twilio" as const,
    name,
    status: "enabled" as const,
    publicUrl: "https://edge.acme.example",
    apiUrl: null,
    identifiers: { accountSid: "AC1" },
    secretNames: ["authToken"],
    secrets: "encrypted",
    createdAt: at,
  });
  const create = (organizationId: OrganizationId, account = newAccount()) =>
    use().write(organizationId, (tx) => tx.carrierAccounts.create(account));

  test("creates, finds, lists, changes and deletes an account", async () => {
    const organizationId = await makeOrganization(use());
    const given = newAccount();
    const { secrets, ...shown } = given;
    const made = requireNotTaken(await create(organizationId, given));
    expect(made).toEqual({ ...shown, organizationId, serial: 1, previousSecretsExpireAt: null, version: 1 });
    const reads = use().read(organizationId).carrierAccounts;
    expect(await reads.find(given.id)).toEqual(made);
    expect(await reads.list({ size: 10 })).toEqual({ items: [made] });
    const noPrevious = { previousSecrets: null, previousSecretsExpireAt: null };
    expect(await reads.secrets(given.id)).toEqual({ secrets, ...noPrevious });
    const changed = {
      ...made,
      status: "disabled",
      ringSeconds: 30,
      languageByCountry: { FR: "fr-FR" },
    } as const;
    expect(await use().write(organizationId, (tx) => tx.carrierAccounts.update(given.id, changed))).toEqual({
      ...changed,
      version: 2,
    });
    const rotated = { secrets: "new", previousSecrets: "encrypted", previousSecretsExpireAt: at + 1 };
    const secretNames = ["authToken", "sharedKey"];
    expect(
      await use().write(organizationId, (tx) =>
        tx.carrierAccounts.setSecrets(given.id, { ...rotated, secretNames }),
      ),
    ).toEqual({ ...changed, secretNames, previousSecretsExpireAt: at + 1, version: 3 });
    expect(await reads.secrets(given.id)).toEqual(rotated);
    await use().write(organizationId, (tx) => tx.carrierAccounts.delete(given.id));
    expect([await reads.find(given.id), await reads.secrets(given.id)]).toEqual([undefined, undefined]);
  });

  test("a name is unique in an organization, also after a change", async () => {
    const organizationId = await makeOrganization(use());
    const first = requireNotTaken(await create(organizationId));
    expect(await create(organizationId)).toEqual({ taken: "name" });
    const second = requireNotTaken(await create(organizationId, newAccount("Second")));
    const update = (name: string) =>
      use().write(organizationId, (tx) => tx.carrierAccounts.update(second.id, { ...second, name }));
    expect(await update(first.name)).toEqual({ taken: "name" });
    expect(await update("Third")).toMatchObject({ name: "Third", serial: 2 });
    expect(await create(await makeOrganization(use()))).toMatchObject({ name: first.name });
  });

  test("an account of another organization is not found", async () => {
    const { id } = requireNotTaken(await create(await makeOrganization(use())));
    const other = use().read(await makeOrganization(use())).carrierAccounts;
    expect([await other.find(id), await other.secrets(id)]).toEqual([undefined, undefined]);
  });

  test("all accounts are read with their secrets, those of the platform without an organization", async () => {
    const organizationId = await makeOrganization(use());
    const own = requireNotTaken(await create(organizationId));
    const shared = requireNotTaken(await create(platformId, newAccount(makeId())));
    const all = use().platform.carrierAccounts;
    const stored = { secrets: "encrypted", previousSecrets: null, previousSecretsExpireAt: null };
    expect(shared.organizationId).toBeNull();
    expect(await all.find(own.id)).toEqual({ organizationId, account: own, ...stored });
    expect(await all.find(makeId())).toBeUndefined();
    const [before] = [...(await all.after(undefined, 1000))]
      .filter(({ account }) => account.id < own.id)
      .slice(-1);
    expect((await all.after(before?.account.id, 2)).map(({ account }) => account)).toEqual([own, shared]);
    expect(await all.after(shared.id, 1)).toEqual([]);
  });

  test("the accounts of an organization are counted", async () => {
    const organizationId = await makeOrganization(use());
    await create(organizationId);
    expect(await use().read(organizationId).usage.count("carrierAccounts")).toBe(1);
  });
}
