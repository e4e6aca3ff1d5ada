import type { NounSpec } from "../command-spec.ts";
import { exampleIds } from "./example-ids.ts";

const { webhook } = exampleIds;

export const webhooks: NounSpec = {
  verbs: {
    create: {
      operation: "createWebhook",
      args: ["url"],
      examples: [
        "webhooks create https://crm.acme.example/whoseline",
        "webhooks create https://crm.acme.example/whoseline --kind number.* --kind user.removed --body thin",
      ],
      undo: { kind: "command", command: "webhooks delete {id}" },
    },
    list: { operation: "listWebhooks", examples: ["webhooks list", "webhooks list --output csv"] },
    get: {
      operation: "getWebhook",
      examples: [`webhooks get ${webhook}`, `webhooks get ${webhook} --output json`],
    },
    update: {
      operation: "updateWebhook",
      // `--url` is the server.
      options: { url: "new-url" },
      examples: [
        `webhooks update ${webhook} --status paused`,
        `webhooks update ${webhook} --status enabled --no-ordered`,
      ],
    },
    delete: {
      operation: "deleteWebhook",
      confirm: "Delete the webhook {webhook}?",
      examples: [`webhooks delete ${webhook} --dry-run`, `webhooks delete ${webhook} --yes`],
    },
    rotate: {
      operation: "rotateWebhookSecret",
      confirm: "Create a new secret for the webhook {webhook}?",
      examples: [
        `webhooks rotate ${webhook} --dry-run`,
        `webhooks rotate ${webhook} --overlap-seconds 3600 --yes`,
      ],
    },
    attempts: {
      operation: "listWebhookAttempts",
      examples: [`webhooks attempts ${webhook}`, `webhooks attempts ${webhook} --output ndjson --limit 10`],
    },
    deliveries: {
      operation: "listWebhookDeliveries",
      examples: [`webhooks deliveries ${webhook}`, `webhooks deliveries ${webhook} --status dead`],
    },
    test: {
      operation: "testWebhook",
      examples: [`webhooks test ${webhook}`, `webhooks test ${webhook} --output json`],
    },
    retry: {
      operation: "retryWebhook",
      examples: [`webhooks retry ${webhook}`, `webhooks retry ${webhook} --dry-run`],
    },
    replay: {
      operation: "replayWebhook",
      args: ["webhook", "after"],
      confirm: "Send every event after {after} to the webhook {webhook} again?",
      examples: [`webhooks replay ${webhook} 3 --dry-run`, `webhooks replay ${webhook} 3 --yes`],
    },
    "replay-event": {
      operation: "replayWebhookEvent",
      examples: [`webhooks replay-event ${webhook} 3`, `webhooks replay-event ${webhook} 3 --dry-run`],
    },
  },
};
