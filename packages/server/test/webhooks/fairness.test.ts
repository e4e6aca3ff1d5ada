import { afterAll, beforeAll, expect, test } from "vitest";
import { startWebhookDelivery } from "../../src/workers/webhooks.ts";
import { useApp } from "../helpers/app.ts";
import { report } from "../helpers/depth.ts";
import { nativeClient } from "../helpers/native.ts";
import { until } from "../helpers/until.ts";
import { WebhookReceiver } from "../helpers/webhook-receiver.ts";
import { created } from "../helpers/world.ts";

const count = 500;
const rounds = 5;

const app = useApp({
  settings: { WHOSELINE_QUOTAS: "webhooks=500" },
  // Longer than the tests, so that nothing that hangs ends by itself.
  outbound: { timeoutMs: 60 * 60_000 },
});
let receiver: WebhookReceiver;
let admin: ReturnType<typeof nativeClient>;
let delivery: { stop(): Promise<void> };
/** The paths of requests that are not answered before the end. */
const hanging = new Set<string>();

beforeAll(async () => {
  receiver = await new WebhookReceiver().start();
  const owner = { name: "Olga", email: "olga@acme.example" };
  const made = await created(app.ask, "/registry/v1/organizations", { name: "acme", owner });
  admin = nativeClient(app, made.organization.id);
  for (let index = 0; index < count; index += 1)
    await admin.post("/webhooks", { url: receiver.url(`/${index}`), kinds: ["group.created"] });
  delivery = startWebhookDelivery(app);
});
afterAll(async () => {
  await delivery.stop();
  await receiver.close();
});

test("one of 500 webhooks that hangs delays no other one", async () => {
  const receivedAt: number[] = [];
  let committedAt = 0;
  receiver.react = ({ path }) => {
    receivedAt.push(performance.now() - committedAt);
    // Never answers.
    if (path === "/7") return () => hanging.add(path);
    return 200;
  };
  const lags: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    receivedAt.length = 0;
    committedAt = performance.now();
    await admin.post("/groups", { name: `Group ${round}` });
    // The one that hangs receives the first event only.
    await until(
      "every other webhook has the event",
      () => receivedAt.length >= (round === 1 ? count : count - 1),
    );
    lags.push(...receivedAt);
  }
  expect([...hanging]).toEqual(["/7"]);
  const sorted = lags.toSorted((a, b) => a - b);
  const p99 = Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0);
  report(`webhooks: ${count} with one that hangs, ${rounds} events: p99 lag ${p99} ms`);
});

test("many webhooks that hang leave turns for the others", async () => {
  // More than can have a turn at a time.
  const slow = 80;
  receiver.requests.length = 0;
  receiver.react = ({ path }) => (Number(path.slice(1)) < slow ? 503 : 200);
  await admin.post("/groups", { name: "All fail once" });
  await until("all have it", () => receiver.requests.length >= count - 1);
  receiver.requests.length = 0;
  receiver.react = ({ path }) => (Number(path.slice(1)) < slow ? () => hanging.add(path) : 200);
  app.clock.now += 5000;
  await admin.post("/groups", { name: "The failing ones hang" });
  const fast = () => receiver.requests.filter(({ path }) => Number(path.slice(1)) >= slow);
  await until("every other webhook has the event", () => fast().length >= count - slow);
});
