import type { CarrierAccount, CarrierAccountId } from "../../model.ts";
import { type AccountOwner, readsOf } from "./account-owner.ts";
import { existingAccount } from "./carrier-accounts.ts";
import { apiCredentials, webhookVerification } from "./credential-fields.ts";
import { providerPlaces, type WebhookPlace, type WebhookPurpose } from "./setup-places.ts";

/** What to enter at the carrier. */
export interface CarrierSetup {
  readonly account: CarrierAccount;
  readonly webhooks: readonly (WebhookPlace & { readonly url: string })[];
  /** What is not configured here, one sentence each. */
  readonly missing: readonly string[];
  readonly notes: readonly string[];
  readonly assumptions: readonly string[];
}

/** Which URL to put where at the carrier, and what the account lacks. */
export async function getCarrierSetup(owner: AccountOwner, id: CarrierAccountId): Promise<CarrierSetup> {
  const account = await existingAccount(await readsOf(owner), id);
  const { places, notes, assumptions } = providerPlaces[account.provider];
  return {
    account,
    webhooks: places.map((place) => ({ ...place, url: webhookUrl(account, place.purpose) })),
    missing: missingOf(account),
    notes,
    assumptions,
  };
}

/**
 * The URL that the carrier calls and signs. A secret in the path, for carriers that do not sign messages, is not shown.
 */
export function webhookUrl(
  { provider, publicUrl, id, secretNames }: CarrierAccount,
  purpose: WebhookPurpose,
): string {
  const isSecret = purpose === "sms" && (provider === "ippanel" || secretNames.includes("pathSecret"));
  const secret = isSecret ? "/{pathSecret}" : "";
  return `${publicUrl}/telephony/${provider}/${id}${secret}/${purpose}`;
}

function missingOf({ provider, identifiers, secretNames, status }: CarrierAccount): readonly string[] {
  const isSet = (name: string) => Object.hasOwn(identifiers, name) || secretNames.includes(name);
  const { voice, sms } = webhookVerification[provider];
  const unless = (consequence: string, alternatives: readonly (readonly string[])[] | undefined) =>
    alternatives === undefined || alternatives.some((names) => names.every(isSet))
      ? []
      : [`${consequence} until ${eitherOf(alternatives)} is set.`];
  // Messages of IPPanel are also read from its inbox.
  const messages =
    provider === "ippanel"
      ? unless("No message is received", [["token"], ["pathSecret"]])
      : unless("Webhooks of messages are refused", sms);
  const api = apiCredentials[provider].filter((name) => !isSet(name));
  return [
    ...(status === "disabled" ? ["The account is disabled: its webhooks are refused."] : []),
    ...unless("Webhooks of calls are refused", voice),
    ...messages,
    ...(api.length === 0 ? [] : [`The inventory cannot be read until ${api.join(" and ")} is set.`]),
  ];
}

const eitherOf = (alternatives: readonly (readonly string[])[]): string =>
  alternatives.map((names) => names.join(" with ")).join(", or ");
