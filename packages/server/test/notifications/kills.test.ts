import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startWebhookDelivery } from "../../src/workers/webhooks.ts";
import { startApp } from "../helpers/app.ts";
import { report, times } from "../helpers/depth.ts";
import { makeDatabase } from "../helpers/engines.ts";
import { until } from "../helpers/until.ts";
import { WebhookReceiver } from "../helpers/webhook-receiver.ts";
import { quickDelivery } from "../helpers/webhooks.ts";
import { makeOrganization } from "../helpers/world.ts";

const kills = times(4, 50);
const perRound = 50;
const timeout = kills * 60_000;

test("delivers every message that was recorded before a carrier was answered, over kills", {
  timeout,
}, async () => {
  const receiver = await new WebhookReceiver().start();
  const { database, drop } = await makeDatabase("sqlite");
  const { acme, hook } = await prepare(database, receiver.url());
  const answered: string[] = [];
  for (let round = 1; round <= kills; round += 1)
    answered.push(...(await receiveUntilKilled([database, acme.id, acme.twilio.line, String(round)])));
  expect(answered.length).toBeGreaterThanOrEqual(kills * perRound);
  const app = await startApp({ database });
  const delivery = startWebhookDelivery(app, quickDelivery);
  const progressOf = async () =>
    (await app.ask(`GET /registry/v1/organizations/${acme.id}/webhooks/${hook.id}`)).json.progress;
  await until(
    "everything is delivered",
    async () => (await progressOf()).pendingNotifications === 0,
    timeout,
  );
  const delivered = new Map<string, Set<string>>();
  for (const { json, headers } of receiver.requests) {
    expect(json.data.text).toBe(`Text of ${json.data.messageId}`);
    const ids = delivered.get(json.data.messageId) ?? new Set();
    delivered.set(json.data.messageId, ids.add(headers["webhook-id"] ?? ""));
  }
  expect(answered.filter((id) => !delivered.has(id))).toEqual([]);
  // A repeated delivery has the same id.
  expect([...delivered].filter(([, ids]) => ids.size > 1)).toEqual([]);
  report(`notifications: ${kills} kills, ${answered.length} answered, ${delivered.size} delivered, 0 lost`);
  await delivery.stop();
  await app.close();
  await receiver.close();
  await drop();
});

/** An organization with a webhook for messages, in a database that no process uses any more. */
async function prepare(database: string, url: string) {
  const app = await startApp({ database });
  const acme = await makeOrganization(app.ask, "acme", "1");
  const { json: hook } = await app.ask(`POST /registry/v1/organizations/${acme.id}/webhooks`, {
    body: { url, kinds: ["message.received"] },
  });
  await app.close();
  return { acme, hook };
}

/** Returns the ids of the messages whose carrier was answered. */
async function receiveUntilKilled(args: readonly string[]): Promise<readonly string[]> {
  const program = fileURLToPath(new URL("receiver.ts", import.meta.url));
  const child: ChildProcess = spawn(process.execPath, ["--conditions=@whoseline/source", program, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ids: string[] = [];
  if (child.stdout === null) throw new Error("the process has no output");
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => ids.push(line));
  const closed = once(lines, "close");
  await until("enough was received", () => ids.length >= perRound || child.exitCode !== null, timeout);
  child.kill("SIGKILL");
  await closed;
  return ids;
}
