import type { CarrierAccountId } from "../../model.ts";
import { currentCarrierSecrets } from "../auth/carrier-secrets.ts";
import { carrierAccountNotFound } from "../kernel/errors.ts";
import { CarrierFailure } from "../telephony/carrier-client.ts";
import { type AccountOwner, readsOf } from "./account-owner.ts";
import { existingAccount } from "./carrier-accounts.ts";

/** The longest time that a test waits for the carrier, with the repetition of its requests. */
export const testTimeoutMs = 15_000;

export const credentialTestOutcomes = [
  "accepted",
  "unauthorized",
  "limited",
  "refused",
  "incomplete",
  "unreachable",
  "unsupported",
] as const;
export type CredentialTestOutcome = (typeof credentialTestOutcomes)[number];

export interface CredentialTest {
  readonly outcome: CredentialTestOutcome;
  /** One sentence for people, without secrets. */
  readonly detail: string;
}

/** Reads something small from the carrier's API with the account's credentials. Changes nothing, neither there nor here. */
export async function testCarrierCredentials(
  owner: AccountOwner,
  id: CarrierAccountId,
): Promise<CredentialTest> {
  const { context, writePermission } = owner;
  const { carriers, encryption } = context.services;
  context.require(writePermission);
  const reads = await readsOf(owner);
  const [account, stored] = await Promise.all([
    existingAccount(reads, id),
    reads.carrierAccounts.secrets(id),
  ]);
  if (stored === undefined) throw carrierAccountNotFound();
  const client = carriers.client(account.provider);
  if (client === undefined)
    return { outcome: "unsupported", detail: `${account.provider} has no API that is used.` };
  const credentials = { ...account.identifiers, ...currentCarrierSecrets(encryption, id, stored) };
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), testTimeoutMs);
  try {
    await client.testCredentials(carriers.access(account, credentials, { signal: limit.signal }));
    return { outcome: "accepted", detail: "The carrier accepted the credentials." };
  } catch (error) {
    if (limit.signal.aborted)
      return {
        outcome: "unreachable",
        detail: `The carrier did not answer within ${testTimeoutMs / 1000} seconds.`,
      };
    if (error instanceof CarrierFailure) return { outcome: error.reason, detail: error.message };
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
