import type {
  CarrierAccount,
  CarrierAccountId,
  CarrierAccountStatus,
  CarrierPolicy,
  CarrierProvider,
} from "../../model.ts";
import type { CarrierAccountFields, StoreReader } from "../../storage/store.ts";
import { encryptCarrierSecrets } from "../auth/carrier-secrets.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import {
  carrierAccountNameTaken,
  carrierAccountNotFound,
  type InvalidArgument,
  invalidArguments,
} from "../kernel/errors.ts";
import { isSame } from "../kernel/is-same.ts";
import { mutate } from "../kernel/mutate.ts";
import { requireVersion, type VersionCondition } from "../kernel/version.ts";
import { type AccountOwner, changeOf, readsOf } from "./account-owner.ts";
import {
  credentialProblems,
  type GivenCredentials,
  missingCredentials,
  withChanges,
} from "./credential-rules.ts";
import {
  changedPolicy,
  defaultPolicy,
  type PolicyInput,
  policyProblems,
  unansweredPolicies,
} from "./policy-rules.ts";
import { baseUrlProblems } from "./url-rules.ts";

export interface NewCarrierAccountInput extends PolicyInput {
  readonly provider: CarrierProvider;
  readonly name: string;
  readonly publicUrl: string;
  readonly apiUrl?: string | null | undefined;
  readonly identifiers?: Readonly<Record<string, string>> | undefined;
  readonly secrets?: Readonly<Record<string, string>> | undefined;
}

export interface CarrierAccountChanges extends PolicyInput {
  readonly name?: string | undefined;
  readonly status?: CarrierAccountStatus | undefined;
  readonly publicUrl?: string | undefined;
  /** By name; null removes one. */
  readonly identifiers?: GivenCredentials | undefined;
}

/** Adds an account at a carrier. Its secrets are encrypted, and never returned. */
export async function createCarrierAccount(
  owner: AccountOwner,
  input: NewCarrierAccountInput,
): Promise<CarrierAccount> {
  const { services, organizationId } = owner.context;
  owner.context.require(owner.writePermission);
  const fields = newFields(input);
  await requireNew(owner, input, fields);
  const id = services.createId<CarrierAccountId>();
  const { provider, secrets = {} } = input;
  return mutate(owner.context, changeOf(owner), async (unitOfWork) => {
    const { tx, at, record } = unitOfWork;
    await requireForwardTargets(tx, fields);
    const account = await tx.carrierAccounts.create({
      ...fields,
      id,
      provider,
      secretNames: Object.keys(secrets).sort(),
      secrets: encryptCarrierSecrets(services.encryption, id, "secrets", secrets),
      createdAt: at,
    });
    if ("taken" in account) throw carrierAccountNameTaken();
    await services.quotas.requireWithin("carrierAccounts", organizationId, unitOfWork);
    record({ kind: "carrierAccount.created", subjectId: id, before: null, after: account });
    return account;
  });
}

const newFields = (input: NewCarrierAccountInput): CarrierAccountFields => ({
  ...changedPolicy(defaultPolicy(input.provider), input),
  name: input.name,
  status: "enabled",
  publicUrl: input.publicUrl,
  apiUrl: input.apiUrl ?? null,
  identifiers: input.identifiers ?? {},
});

async function requireNew(
  { context }: AccountOwner,
  { provider, secrets = {}, apiUrl }: NewCarrierAccountInput,
  fields: CarrierAccountFields,
): Promise<void> {
  const problems = [
    ...fieldProblems(provider, fields),
    ...credentialProblems(provider, "identifiers", fields.identifiers),
    ...credentialProblems(provider, "secrets", secrets),
    ...(typeof apiUrl === "string" ? baseUrlProblems("apiUrl", apiUrl) : []),
  ];
  requireNone(problems);
  if (typeof apiUrl !== "string") return;
  const problem = await context.services.outbound.urlProblem(apiUrl);
  if (problem !== undefined) throw invalidArguments({ argument: "apiUrl", rule: "format", problem });
}

const fieldProblems = (provider: CarrierProvider, fields: CarrierAccountFields): InvalidArgument[] => [
  ...baseUrlProblems("publicUrl", fields.publicUrl),
  ...missingCredentials(provider, fields.identifiers),
  ...policyProblems(provider, fields),
];

function requireNone(problems: readonly InvalidArgument[]): void {
  if (problems.length > 0) throw invalidArguments(...problems);
}

/** Throws when calls are forwarded to a line of the inventory, which would be called again. */
async function requireForwardTargets({ numbers }: StoreReader, policy: CarrierPolicy): Promise<void> {
  for (const [argument, { forwardTo }] of unansweredPolicies(policy))
    if (forwardTo !== null && (await numbers.find({ line: forwardTo })).length > 0)
      throw invalidArguments({
        argument: `${argument}.forwardTo`,
        rule: "mismatch",
        problem: "must not be a number of the inventory: a forwarded call must leave it",
      });
}

/** Lists the accounts by serial. */
export async function listCarrierAccounts(
  owner: AccountOwner,
  request: CursorRequest,
): Promise<CursorPage<CarrierAccount>> {
  const reads = await readsOf(owner);
  const name = owner.isPlatform ? "platform-carrier-accounts" : "carrier-accounts";
  return listByCursor(owner.context, { name }, request, (page) => reads.carrierAccounts.list(page));
}

/** Throws when there is no such account. */
export async function getCarrierAccount(owner: AccountOwner, id: CarrierAccountId): Promise<CarrierAccount> {
  return existingAccount(await readsOf(owner), id);
}

/**
 * Changes the account; omitted fields keep their value. The address of the carrier's API cannot be changed, because the
 * present secrets would be sent to it.
 */
export function updateCarrierAccount(
  owner: AccountOwner,
  id: CarrierAccountId,
  changes: CarrierAccountChanges,
  version?: VersionCondition,
): Promise<CarrierAccount> {
  return mutate(owner.context, changeOf(owner), async ({ tx, record }) => {
    const before = await existingAccount(tx, id);
    requireVersion(before, version);
    const { provider, apiUrl } = before;
    const { name, status, publicUrl, identifiers = {} } = changes;
    const fields: CarrierAccountFields = {
      ...changedPolicy(policyOf(before), changes),
      name: name ?? before.name,
      status: status ?? before.status,
      publicUrl: publicUrl ?? before.publicUrl,
      apiUrl,
      identifiers: withChanges(before.identifiers, identifiers),
    };
    requireNone([
      ...credentialProblems(provider, "identifiers", identifiers),
      ...fieldProblems(provider, fields),
    ]);
    if (isSame(before, fields)) return before;
    await requireForwardTargets(tx, fields);
    const after = await tx.carrierAccounts.update(id, fields);
    if ("taken" in after) throw carrierAccountNameTaken();
    record({ kind: "carrierAccount.updated", subjectId: id, before, after });
    return after;
  });
}

const policyOf = (account: CarrierAccount): CarrierPolicy => ({
  ringSeconds: account.ringSeconds,
  ringMode: account.ringMode,
  callerId: account.callerId,
  recordsCalls: account.recordsCalls,
  unanswered: account.unanswered,
  unansweredByReason: account.unansweredByReason,
  language: account.language,
  languageByCountry: account.languageByCountry,
  forwardsMessages: account.forwardsMessages,
  forwardedMessagesPerHour: account.forwardedMessagesPerHour,
  keepsCalls: account.keepsCalls,
  callRetentionDays: account.callRetentionDays,
  dialOutCountries: account.dialOutCountries,
  syncHours: account.syncHours,
});

/** Deletes the account with its secrets, and returns it as it was. Its webhooks are refused from then on. */
export function deleteCarrierAccount(
  owner: AccountOwner,
  id: CarrierAccountId,
  version?: VersionCondition,
): Promise<CarrierAccount> {
  return mutate(owner.context, changeOf(owner), async ({ tx, record }) => {
    const before = await existingAccount(tx, id);
    requireVersion(before, version);
    await tx.carrierAccounts.delete(id);
    record({ kind: "carrierAccount.deleted", subjectId: id, before, after: null });
    return before;
  });
}

export async function existingAccount(reads: StoreReader, id: CarrierAccountId): Promise<CarrierAccount> {
  const account = await reads.carrierAccounts.find(id);
  if (account === undefined) throw carrierAccountNotFound();
  return account;
}
