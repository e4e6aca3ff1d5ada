import type { CarrierAccountId } from "../../model.ts";
import { CarrierFailure } from "../telephony/carrier-client.ts";
import { type AccountOwner, readsOf } from "./account-owner.ts";
import { accessOf } from "./carrier-access.ts";
import { existingAccount } from "./carrier-accounts.ts";

/** The longest time that a test waits for the carrier, with the repetition of its requests. */
const testTimeoutMs = 15_000;

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
  context.require(writePermission);
  const account = await existingAccount(await readsOf(owner), id);
  const client = context.services.carriers.client(account.provider);
  if (client === undefined)
    return { outcome: "unsupported", detail: `${account.provider} has no API that is used.` };
  const limit = new AbortController();
  const access = await accessOf(context, account, limit.signal);
  const timer = setTimeout(() => limit.abort(), testTimeoutMs);
  try {
    await client.testCredentials(access);
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
