import { afterEach, beforeEach } from "vitest";
import type { WebhookDelivererOptions } from "../../src/core/webhooks/delivery/webhook-deliverer.ts";
import { startWebhookDelivery } from "../../src/workers/webhooks.ts";
import type { TestContext } from "./test-context.ts";
import { until } from "./until.ts";
import { WebhookReceiver } from "./webhook-receiver.ts";

/** The delivery polls often, and its delays are not shortened at random. */
export const quickDelivery: WebhookDelivererOptions = { pollMs: 20, gapMs: 1, random: () => 0 };

export interface CreatedWebhook {
  readonly id: string;
  readonly secret: string;
  readonly url: string;
}

export interface Webhooks {
  readonly receiver: WebhookReceiver;
  /** Creates a webhook of the test's organization that leads to the receiver. */
  create(fields?: object): Promise<CreatedWebhook>;
  /** Its `progress`. */
  // biome-ignore lint/suspicious/noExplicitAny: of a response
  progress(id: string): Promise<any>;
  /** Resolves when the webhook has delivered everything. */
  delivered(id: string): Promise<void>;
  /** Moves the clock to the next attempt of the webhook, which must have failed so many times in a row. */
  toNextAttempt(id: string, failures: number): Promise<void>;
}

/** A receiver and a running delivery for every test. */
export function useWebhooks(context: TestContext): Webhooks {
  let receiver: WebhookReceiver;
  let delivery: { stop(): Promise<void> };
  let created: string[] = [];
  beforeEach(async () => {
    receiver = await new WebhookReceiver().start();
    delivery = startWebhookDelivery(context.app, quickDelivery);
  });
  afterEach(async () => {
    for (const id of created) await context.admin.delete(`/webhooks/${id}`);
    created = [];
    await delivery.stop();
    await receiver.close();
  });
  const progress = async (id: string) => (await context.admin.get(`/webhooks/${id}`)).json.progress;
  return {
    get receiver() {
      return receiver;
    },
    async create(fields = {}) {
      const { status, json } = await context.admin.post("/webhooks", { url: receiver.url(), ...fields });
      if (status !== 201) throw new Error(JSON.stringify(json));
      created.push(json.id);
      return json;
    },
    progress,
    async delivered(id) {
      await until("everything is delivered", async () => {
        const { position, head, pending } = await progress(id);
        return position === head && pending === 0;
      });
    },
    async toNextAttempt(id, failures) {
      const { nextAttemptAt } = await until(`${failures} attempts have failed`, async () => {
        const found = await progress(id);
        return found.failures === failures ? found : undefined;
      });
      context.app.clock.now = Date.parse(nextAttemptAt);
    },
  };
}
