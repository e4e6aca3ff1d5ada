import type { NounSpec } from "../command-spec.ts";
import { exampleIds } from "./example-ids.ts";

const { group, emailBlock, offboarding } = exampleIds;

export const users: NounSpec = {
  verbs: {
    create: {
      operation: "createUser",
      args: ["name"],
      examples: [
        'users create "Lea Martin" --email lea@acme.example --username lea',
        "users create Dialler --kind service --username dialler",
      ],
      undo: { kind: "command", command: "users remove {id}" },
    },
    "create-many": {
      operation: "createUsers",
      args: ["items"],
      examples: ["users create-many users.ndjson --dry-run", "users create-many users.json"],
      items: "items",
    },
    list: {
      operation: "listUsers",
      examples: ["users list --search ana", "users list --status active --output csv"],
    },
    get: {
      operation: "getUser",
      examples: ["users get @ana", "users get ana@acme.example --output json"],
    },
    update: {
      operation: "updateUser",
      examples: ["users update @ana --role admin", 'users update @ben --name "Ben Carter" --no-external-id'],
    },
    remove: {
      operation: "removeUser",
      confirm: "Remove {user}, end their assignments and revoke their API keys?",
      examples: ["users remove @ben --yes", "users remove @ana --dry-run"],
      undo: { kind: "offboarding" },
    },
    offboard: {
      operation: "offboardUser",
      confirm: "Offboard {user}?",
      options: { numbers: "transfer" },
      examples: ["users offboard @ben --dry-run", "users offboard @ana --transfer +14165550102=@ben --yes"],
      undo: { kind: "offboarding" },
    },
    "sign-out": {
      operation: "signOutUser",
      examples: ["users sign-out @ana", "users sign-out @ben --dry-run"],
    },
    erase: {
      operation: "eraseUser",
      confirm: "Erase the personal values of {user} for ever?",
      examples: [
        "users erase 019cb3ff9f005fb12e8a0007 --yes",
        "users erase 019cb3ff9f005fb12e8a0007 --dry-run",
      ],
    },
    endpoints: {
      operation: "getEndpoints",
      examples: ["users endpoints @ana", "users endpoints @ana --output json"],
    },
    "set-endpoints": {
      operation: "setEndpoints",
      args: ["user", "endpoints"],
      examples: [
        "users set-endpoints @ana client:ana tel:+14165550199",
        "users set-endpoints @ben sip:ben@acme.example --dry-run",
      ],
    },
    history: {
      operation: "getUserHistory",
      examples: ["users history @ana", "users history @ana --output ndjson"],
    },
    timeline: {
      operation: "getUserTimeline",
      examples: ["users timeline @ana", "users timeline @ana --limit 5"],
    },
  },
};

export const groups: NounSpec = {
  verbs: {
    create: {
      operation: "createGroup",
      args: ["name"],
      examples: ["groups create Support", "groups create Night --output id"],
      undo: { kind: "command", command: "groups delete {id}" },
    },
    list: { operation: "listGroups", examples: ["groups list", "groups list --output csv"] },
    get: {
      operation: "getGroup",
      examples: [`groups get ${group}`, `groups get ${group} --output json`],
    },
    delete: {
      operation: "deleteGroup",
      confirm: "Delete the group {group}?",
      examples: [`groups delete ${group} --dry-run`, `groups delete ${group} --yes`],
    },
    "add-member": {
      operation: "addGroupMember",
      examples: [`groups add-member ${group} @ben`, `groups add-member ${group} ben@acme.example --dry-run`],
      undo: { kind: "command", command: "groups remove-member {group} {user}" },
    },
    "remove-member": {
      operation: "removeGroupMember",
      examples: [`groups remove-member ${group} @ana`, `groups remove-member ${group} @ben --dry-run`],
      undo: { kind: "command", command: "groups add-member {group} {user}" },
    },
  },
};

export const emailBlocks: NounSpec = {
  verbs: {
    list: { operation: "listEmailBlocks", examples: ["email-blocks list", "email-blocks list --output csv"] },
    lift: {
      operation: "liftEmailBlock",
      examples: [`email-blocks lift ${emailBlock} --dry-run`, `email-blocks lift ${emailBlock}`],
    },
  },
};

export const offboardings: NounSpec = {
  verbs: {
    list: { operation: "listOffboardings", examples: ["offboardings list", "offboardings list --output id"] },
    get: {
      operation: "getOffboarding",
      examples: [`offboardings get ${offboarding}`, `offboardings get ${offboarding} --output json`],
    },
    undo: {
      operation: "undoOffboarding",
      examples: [
        `offboardings undo ${offboarding} --dry-run`,
        `offboardings undo ${offboarding} --reason "Stays after all"`,
      ],
    },
  },
};
