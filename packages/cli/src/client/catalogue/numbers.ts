import type { NounSpec } from "../command-spec.ts";

export const numbers: NounSpec = {
  verbs: {
    add: {
      operation: "addNumber",
      args: ["provider", "line"],
      options: { "holder.user": "holder" },
      examples: [
        "numbers add twilio +14165550110",
        "numbers add telnyx +14165550111 --alias Reception --holder @ana",
      ],
      undo: { kind: "command", command: "numbers release {id}", unless: "holder.user" },
    },
    "add-many": {
      operation: "addNumbers",
      args: ["items"],
      examples: ["numbers add-many numbers.ndjson --dry-run", "numbers add-many numbers.json"],
      items: "items",
    },
    list: {
      operation: "listNumbers",
      examples: ["numbers list --state available", "numbers list --user @ana --output csv"],
    },
    get: {
      operation: "getNumber",
      examples: ["numbers get +14165550102", "numbers get +14165550102 --output json"],
    },
    update: {
      operation: "updateNumber",
      options: { line: "line" },
      examples: [
        'numbers update +14165550103 --alias "Night line"',
        "numbers update +14165550103 --reserve-for @ben --reserve-until 2099-01-01T00:00:00Z",
      ],
    },
    release: {
      operation: "releaseNumber",
      confirm: "Release {number} to the carrier?",
      examples: ["numbers release +14165550103 --yes", "numbers release +14165550104 --dry-run"],
    },
    holders: {
      operation: "listHolders",
      examples: ["numbers holders +14165550102", "numbers holders +14165550102 --output csv"],
    },
    history: {
      operation: "getNumberHistory",
      examples: ["numbers history +14165550102", "numbers history +14165550102 --output ndjson"],
    },
    timeline: {
      operation: "getNumberTimeline",
      examples: ["numbers timeline +14165550102", "numbers timeline +14165550102 --limit 5"],
    },
    assign: {
      operation: "assign",
      examples: [
        'numbers assign +14165550103 @ben --label "Night line"',
        "numbers assign +14165550103 @ana --default --no-inbound",
      ],
      undo: { kind: "event" },
    },
    unassign: {
      operation: "unassign",
      examples: [
        "numbers unassign +14165550102 @ana",
        'numbers unassign +14165550105 @ben --reason "Moves to London"',
      ],
      undo: { kind: "event" },
    },
    transfer: {
      operation: "transfer",
      args: ["number", "fromUser", "toUser"],
      examples: [
        "numbers transfer +14165550102 @ana @ben",
        'numbers transfer +14165550105 @ben @ana --label "Sales desk" --dry-run',
      ],
      undo: { kind: "command", command: "numbers transfer {number} {toUser} {fromUser}" },
    },
  },
};

export const assignments: NounSpec = {
  verbs: {
    list: {
      operation: "listAssignments",
      examples: [
        "assignments list --user @ana",
        "assignments list --as-of 2026-03-03T14:00:00Z --output csv",
      ],
    },
  },
};

export const importTemplates: NounSpec = {
  verbs: {
    get: {
      operation: "getImportTemplate",
      examples: ["import-templates get numbers", "import-templates get users"],
    },
  },
};
