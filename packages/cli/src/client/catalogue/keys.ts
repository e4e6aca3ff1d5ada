import type { NounSpec } from "../command-spec.ts";
import { exampleIds } from "./example-ids.ts";

const { apiKey, invitation, ownSession, routerKey, session, superadminKey } = exampleIds;

export const apiKeys: NounSpec = {
  verbs: {
    create: {
      operation: "createApiKey",
      args: ["user", "name"],
      examples: [
        "api-keys create @ana Laptop --expires-at 2099-01-01T00:00:00Z",
        "api-keys create @ana Reports --scope readOnly --scope dialect:native",
      ],
      undo: { kind: "command", command: "api-keys revoke {id}" },
    },
    list: { operation: "listApiKeys", examples: ["api-keys list", "api-keys list --output csv"] },
    rotate: {
      operation: "rotateApiKey",
      examples: [`api-keys rotate ${apiKey} --dry-run`, `api-keys rotate ${apiKey} --overlap-seconds 3600`],
    },
    revoke: {
      operation: "revokeApiKey",
      confirm: "Revoke the API key {apiKey}?",
      examples: [`api-keys revoke ${apiKey} --dry-run`, `api-keys revoke ${apiKey} --yes`],
    },
  },
};

export const invitations: NounSpec = {
  verbs: {
    create: {
      operation: "createInvitation",
      examples: ["invitations create @ana", "invitations create @ben --dry-run"],
      undo: { kind: "command", command: "invitations revoke {id}" },
    },
    list: { operation: "listInvitations", examples: ["invitations list", "invitations list --output csv"] },
    revoke: {
      operation: "revokeInvitation",
      confirm: "Revoke the invitation {invitation}?",
      examples: [`invitations revoke ${invitation} --dry-run`, `invitations revoke ${invitation} --yes`],
    },
    redeem: {
      operation: "redeemInvitation",
      args: ["name"],
      examples: [
        "invitations redeem Laptop --key-file invitation.key --dry-run",
        "invitations redeem Laptop --key-file invitation.key",
      ],
    },
  },
};

export const sessions: NounSpec = {
  verbs: {
    create: { operation: "createSession", examples: ["sessions create", "sessions create --dry-run"] },
    console: {
      operation: "getConsole",
      examples: ["sessions console", "sessions console --origin https://lines.example --output json"],
    },
    "list-own": {
      operation: "listOwnSessions",
      examples: ["sessions list-own", "sessions list-own --output csv"],
    },
    "end-own": {
      operation: "endOwnSession",
      confirm: "End your session {session}?",
      examples: [`sessions end-own ${ownSession} --dry-run`, `sessions end-own ${ownSession} --yes`],
    },
    list: {
      operation: "listSessions",
      examples: ["sessions list", "sessions list --user @ana --output csv"],
    },
    end: {
      operation: "endSession",
      confirm: "End the session {session}?",
      examples: [`sessions end ${session} --dry-run`, `sessions end ${session} --yes`],
    },
  },
};

export const routerKeys: NounSpec = {
  verbs: {
    create: {
      operation: "createRouterKey",
      args: ["name"],
      examples: ["router-keys create edge-1", "router-keys create edge-2 --expires-at 2099-01-01T00:00:00Z"],
      undo: { kind: "command", command: "router-keys revoke {id}" },
    },
    list: { operation: "listRouterKeys", examples: ["router-keys list", "router-keys list --output csv"] },
    revoke: {
      operation: "revokeRouterKey",
      confirm: "Revoke the router key {routerKey}?",
      examples: [`router-keys revoke ${routerKey} --dry-run`, `router-keys revoke ${routerKey} --yes`],
    },
  },
};

export const superadminKeys: NounSpec = {
  verbs: {
    create: {
      operation: "createSuperadminKey",
      args: ["name"],
      examples: [
        "superadmin-keys create operations",
        "superadmin-keys create stock --scope inventory --scope organization:acme",
      ],
      undo: { kind: "command", command: "superadmin-keys revoke {id}" },
    },
    list: {
      operation: "listSuperadminKeys",
      examples: ["superadmin-keys list", "superadmin-keys list --output csv"],
    },
    rotate: {
      operation: "rotateSuperadminKey",
      examples: [
        `superadmin-keys rotate ${superadminKey} --dry-run`,
        `superadmin-keys rotate ${superadminKey} --overlap-seconds 0`,
      ],
    },
    revoke: {
      operation: "revokeSuperadminKey",
      confirm: "Revoke the superadmin key {superadminKey}?",
      examples: [
        `superadmin-keys revoke ${superadminKey} --dry-run`,
        `superadmin-keys revoke ${superadminKey} --yes`,
      ],
    },
  },
};

export const signingKeys: NounSpec = {
  verbs: {
    list: {
      operation: "listSigningKeys",
      items: "keys",
      examples: ["signing-keys list", "signing-keys list --output json"],
    },
    rotate: {
      operation: "rotateSigningKey",
      confirm: "Sign with a new key from now on?",
      examples: ["signing-keys rotate --dry-run", "signing-keys rotate --yes"],
    },
  },
};
