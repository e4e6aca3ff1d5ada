import type { NounSpec } from "../command-spec.ts";

export const organizations: NounSpec = {
  verbs: {
    create: {
      operation: "createOrganization",
      args: ["name"],
      examples: [
        'organizations create "Example Callers" --owner-email olga@callers.example --owner-name "Olga Ivanova"',
        'organizations create Callers --slug callers --owner-email lea@callers.example --owner-name "Lea Martin"',
      ],
      undo: { kind: "command", command: "organizations delete {organization.id}" },
    },
    list: {
      operation: "listOrganizations",
      examples: ["organizations list", "organizations list --status suspended --output id"],
    },
    get: {
      operation: "getOrganization",
      args: ["organization"],
      examples: ["organizations get acme", "organizations get acme --output json"],
    },
    update: {
      operation: "updateOrganization",
      args: ["organization"],
      examples: [
        "organizations update acme --cooling-days 30",
        'organizations update acme --name "Acme Ltd"',
      ],
    },
    delete: {
      operation: "deleteOrganization",
      args: ["organization"],
      confirm: "Delete the organization {organization} for ever?",
      examples: ["organizations delete empty --dry-run", "organizations delete empty --yes"],
    },
    "transfer-ownership": {
      operation: "transferOwnership",
      args: ["organization", "user"],
      confirm: "Make {user} the owner of {organization}?",
      examples: [
        "organizations transfer-ownership acme @ana --dry-run",
        "organizations transfer-ownership acme @ana --yes",
      ],
    },
  },
};

export const backups: NounSpec = {
  verbs: {
    create: {
      operation: "createBackup",
      examples: ["backups create whoseline.db", "backups create whoseline.db --dry-run"],
    },
  },
};

export const me: NounSpec = {
  verbs: { "": { operation: "getCaller", examples: ["me", "me --output json"] } },
};
