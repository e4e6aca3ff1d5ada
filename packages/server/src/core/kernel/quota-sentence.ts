/** The quotas of an organization. */
export type QuotaName =
  | "users"
  | "groups"
  | "apiKeys"
  | "numbers"
  | "webhooks"
  | "carrierAccounts"
  | "offboardingPlans"
  | "plans";
const quotaNouns: Readonly<Record<QuotaName, string>> = {
  users: "users",
  groups: "groups",
  apiKeys: "API keys",
  numbers: "numbers",
  webhooks: "webhooks",
  carrierAccounts: "carrier accounts",
  offboardingPlans: "open offboarding plans",
  plans: "open plans",
};
const quotaRemedies: Readonly<Record<QuotaName, string>> = {
  users: "Remove users, or ask the operator for a higher quota.",
  groups: "Delete groups, or ask the operator for a higher quota.",
  apiKeys: "Revoke API keys, or ask the operator for a higher quota.",
  numbers: "Release numbers, or ask the operator for a higher quota.",
  carrierAccounts: "Delete carrier accounts, or ask the operator for a higher quota.",
  webhooks: "Delete webhooks, or ask the operator for a higher quota.",
  offboardingPlans: "Apply plans, or wait until they expire, an hour after they were created.",
  plans: "Apply plans, or wait until they expire, 10 minutes after they were made.",
};

export const quotaSentence = (quota: QuotaName, used: number, limit: number): string =>
  `This organization has ${used} of at most ${limit} ${quotaNouns[quota]}. ${quotaRemedies[quota]}`;
