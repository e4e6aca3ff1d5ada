import { afterAll, beforeAll, expect, test } from "vitest";
import { startWebhookDelivery } from "../../src/workers/webhooks.ts";
import { type Cluster, startCluster } from "../helpers/instances.ts";
import { createRandom } from "../helpers/random.ts";
import { until } from "../helpers/until.ts";
import { WebhookReceiver } from "../helpers/webhook-receiver.ts";
import { quickDelivery } from "../helpers/webhooks.ts";
import { created } from "../helpers/world.ts";

const events = 120;

let cluster: Cluster;
let receiver: WebhookReceiver;
beforeAll(async () => {
  cluster = await startCluster("postgres", 3);
  receiver = await new WebhookReceiver().start();
});
afterAll(async () => {
  await cluster.close();
  await receiver.close();
});

test("several processes deliver each event once and in order, while they stop and start", async () => {
  const random = createRandom(7);
  const owner = { name: "Olga", email: "olga@acme.example" };
  const made = await created(cluster.ask, "/registry/v1/organizations", { name: "acme", owner });
  const at = `/registry/v1/organizations/${made.organization.id}`;
  const webhook = await created(cluster.ask, `${at}/webhooks`, { url: receiver.url() });
  const cancelOutbound = async () => {};
  const start = (index: number) =>
    startWebhookDelivery({ ...cluster.at(index), cancelOutbound }, quickDelivery);
  const deliveries = [0, 1, 2].map(start);
  const handOver = async () => {
    await until("a process delivers", () => deliverers().length > 0);
    const former = deliverers();
    await Promise.all(former.map((index) => deliveries[index]?.stop()));
    await created(cluster.ask, `${at}/groups`, { name: "After the handover" });
    await until("another process delivers", () => deliverers().length > former.length);
    for (const index of former) deliveries[index] = start(index);
  };
  for (let count = 1; count < events; count += 1) {
    await created(cluster.at(count).ask, `${at}/groups`, { name: `Group ${count}` });
    if (count === events / 2 && deliverers().length < 2) await handOver();
    if (random.below(6) > 0) continue;
    const index = random.below(3);
    await deliveries[index]?.stop();
    deliveries[index] = start(index);
  }
  await until("everything is delivered", async () => {
    const { position, head } = (await cluster.ask(`GET ${at}/webhooks/${webhook.id}`)).json.progress;
    return position === head;
  });
  await Promise.all(deliveries.map((delivery) => delivery.stop()));
  const [first = 0] = receiver.seqs;
  expect(receiver.seqs).toEqual(Array.from({ length: events }, (_, index) => first + index));
  expect(deliverers().length).toBeGreaterThan(1);
});

/** The processes that delivered something. */
function deliverers(): readonly number[] {
  return cluster.instances.flatMap(({ installation }, index) =>
    installation.webhookStats.attempts.delivered > 0 ? [index] : [],
  );
}
