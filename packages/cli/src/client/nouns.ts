import type { NounSpec } from "./command-spec.ts";

interface Noun {
  readonly description: string;
  readonly load: () => Promise<NounSpec>;
}

/** The nouns of the native API. What belongs to one is loaded when it is called. */
export const nouns: Readonly<Record<string, Noun>> = {
  numbers: {
    description: "add, find, assign, transfer and release phone numbers",
    load: async () => (await import("./catalogue/numbers.ts")).numbers,
  },
  assignments: {
    description: "list who holds which number, now or at a past time",
    load: async () => (await import("./catalogue/numbers.ts")).assignments,
  },
  routes: {
    description: "look up who answers a line and which number a user calls from",
    load: async () => (await import("./catalogue/routes.ts")).routes,
  },
  users: {
    description: "create, find, change and remove the people and services of an organization",
    load: async () => (await import("./catalogue/users.ts")).users,
  },
  groups: {
    description: "manage named sets of users",
    load: async () => (await import("./catalogue/users.ts")).groups,
  },
  "email-blocks": {
    description: "list and lift the blocks of e-mail addresses",
    load: async () => (await import("./catalogue/users.ts")).emailBlocks,
  },
  plans: {
    description: "change one or many numbers: plan, look, apply and undo",
    load: async () => (await import("./catalogue/plans.ts")).plans,
  },
  offboardings: {
    description: "list, inspect and undo removals of users",
    load: async () => (await import("./catalogue/users.ts")).offboardings,
  },
  organizations: {
    description: "create, find, change and delete organizations",
    load: async () => (await import("./catalogue/organizations.ts")).organizations,
  },
  events: {
    description: "list, follow and undo changes",
    load: async () => (await import("./catalogue/events.ts")).events,
  },
  webhooks: {
    description: "send changes to a URL, and inspect and repeat what was sent",
    load: async () => (await import("./catalogue/webhooks.ts")).webhooks,
  },
  "carrier-accounts": {
    description: "manage accounts at carriers, and see what to enter there",
    load: async () => (await import("./catalogue/carrier-accounts.ts")).carrierAccounts,
  },
  "platform-carrier-accounts": {
    description: "manage the platform's accounts at carriers",
    load: async () => (await import("./catalogue/carrier-accounts.ts")).platformCarrierAccounts,
  },
  calls: {
    description: "list the calls that carriers asked about in the last days",
    load: async () => (await import("./catalogue/calls.ts")).calls,
  },
  "api-keys": {
    description: "create, list, rotate and revoke API keys",
    load: async () => (await import("./catalogue/keys.ts")).apiKeys,
  },
  invitations: {
    description: "invite people to make their first API key",
    load: async () => (await import("./catalogue/keys.ts")).invitations,
  },
  sessions: {
    description: "list and end sessions of the console",
    load: async () => (await import("./catalogue/keys.ts")).sessions,
  },
  "saved-views": {
    description: "manage the saved views of the console",
    load: async () => (await import("./catalogue/saved-views.ts")).savedViews,
  },
  "router-keys": {
    description: "manage the keys of the telephony edge",
    load: async () => (await import("./catalogue/keys.ts")).routerKeys,
  },
  "superadmin-keys": {
    description: "manage the keys of the platform's operator",
    load: async () => (await import("./catalogue/keys.ts")).superadminKeys,
  },
  "signing-keys": {
    description: "list and rotate the keys that sign checkpoints",
    load: async () => (await import("./catalogue/keys.ts")).signingKeys,
  },
  imports: {
    description: "upload files of numbers and users, and apply them",
    load: async () => (await import("./catalogue/imports.ts")).imports,
  },
  jobs: {
    description: "list, inspect and cancel background work of an organization",
    load: async () => (await import("./catalogue/jobs.ts")).jobs,
  },
  "platform-jobs": {
    description: "list, inspect and cancel background work of the platform",
    load: async () => (await import("./catalogue/jobs.ts")).platformJobs,
  },
  "import-templates": {
    description: "download a file with the columns of an import",
    load: async () => (await import("./catalogue/numbers.ts")).importTemplates,
  },
  backups: {
    description: "download copies of the database",
    load: async () => (await import("./catalogue/organizations.ts")).backups,
  },
  me: {
    description: "show who the caller is",
    load: async () => (await import("./catalogue/organizations.ts")).me,
  },
};
