import type { CarrierAccount, CarrierAccountId } from "../../model.ts";
import { currentCarrierSecrets, encryptCarrierSecrets } from "../auth/carrier-secrets.ts";
import { carrierAccountNotFound, invalidArguments } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import { type AccountOwner, changeOf } from "./account-owner.ts";
import { existingAccount } from "./carrier-accounts.ts";
import { credentialProblems, type GivenCredentials, withChanges } from "./credential-rules.ts";

export interface SecretsRotation {
  /** By name; null removes one. The others are kept. */
  readonly secrets: GivenCredentials;
  /** How long webhooks are also verified with the present secrets, in milliseconds. */
  readonly overlapMs: number;
}

/** Replaces secrets of the account. Requests to the carrier have the new ones at once. */
export function rotateCarrierSecrets(
  owner: AccountOwner,
  id: CarrierAccountId,
  { secrets: changes, overlapMs }: SecretsRotation,
): Promise<CarrierAccount> {
  const { encryption } = owner.context.services;
  return mutate(owner.context, changeOf(owner), async ({ tx, at, record }) => {
    const before = await existingAccount(tx, id);
    const problems = credentialProblems(before.provider, "secrets", changes);
    if (problems.length > 0) throw invalidArguments(...problems);
    const stored = await tx.carrierAccounts.secrets(id);
    if (stored === undefined) throw carrierAccountNotFound();
    const present = currentCarrierSecrets(encryption, id, stored);
    const secrets = withChanges(present, changes);
    const keepsPresent = overlapMs > 0;
    const after = await tx.carrierAccounts.setSecrets(id, {
      secretNames: Object.keys(secrets).sort(),
      secrets: encryptCarrierSecrets(encryption, id, "secrets", secrets),
      previousSecrets: keepsPresent
        ? encryptCarrierSecrets(encryption, id, "previous_secrets", present)
        : null,
      previousSecretsExpireAt: keepsPresent ? at + overlapMs : null,
    });
    record({ kind: "carrierAccount.updated", subjectId: id, before, after });
    return after;
  });
}
