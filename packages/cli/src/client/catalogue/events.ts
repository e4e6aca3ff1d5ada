import type { NounSpec } from "../command-spec.ts";

export const events: NounSpec = {
  verbs: {
    list: {
      operation: "listEvents",
      examples: ["events list --number +14165550102", "events list --after 5 --limit 10 --output ndjson"],
    },
    tail: {
      operation: "streamEvents",
      examples: [
        "events tail --after 0 --limit 3",
        "events tail --after 0 --kind number.added --limit 1 --output json",
      ],
    },
    undo: {
      operation: "undoEvent",
      examples: ["events undo 10 --dry-run", 'events undo 10 --reason "Assigned by mistake"'],
    },
    checkpoint: {
      operation: "getCheckpoint",
      examples: ["events checkpoint", "events checkpoint --output json"],
    },
    "list-all": {
      operation: "listAllEvents",
      examples: ["events list-all", "events list-all --expand names --limit 10"],
    },
    "tail-all": {
      operation: "streamAllEvents",
      examples: ["events tail-all --limit 3", "events tail-all --expand names --limit 1"],
    },
    "platform-checkpoint": {
      operation: "getPlatformCheckpoint",
      examples: ["events platform-checkpoint", "events platform-checkpoint --output json"],
    },
  },
};
