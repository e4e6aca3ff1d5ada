import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { superadminKey } from "../helpers/app.ts";
import { report, times } from "../helpers/depth.ts";
import { type ServerProcess, startProcess } from "../helpers/process.ts";
import { createRandom } from "../helpers/random.ts";
import { until } from "../helpers/until.ts";
import { WebhookReceiver } from "../helpers/webhook-receiver.ts";
import { created } from "../helpers/world.ts";

const events = times(4000, 1_000_000);
const kills = times(8, 100);
const hourMs = 60 * 60_000;

const folder = await mkdtemp(join(tmpdir(), "whoseline-webhooks-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await new WebhookReceiver().start();
});
afterEach(() => receiver.close());

const settingsOf = (name: string) => ({
  WHOSELINE_DATABASE: join(folder, name),
  WHOSELINE_OUTBOUND_HOSTS: "127.0.0.1",
  WHOSELINE_QUOTAS: "numbers=100000000",
  LOG_LEVEL: "warn",
});

async function makeOrganization({ ask }: ServerProcess): Promise<string> {
  const owner = { name: "Olga", email: "olga@acme.example" };
  const { organization } = await created(ask, "/registry/v1/organizations", { name: "acme", owner });
  return `/registry/v1/organizations/${organization.id}`;
}

/** Adds numbers until the organization has so many events. Returns the number of the last one. */
async function addEvents({ ask }: ServerProcess, at: string, count: number): Promise<number> {
  for (let added = 0; added < count; added += 200) {
    const items = Array.from({ length: 200 }, (_, index) => ({
      provider: "sinch",
      line: `+1416${String(added + index).padStart(7, "0")}`,
    }));
    await ask(`POST ${at}/numbers:batch`, { body: { items } });
  }
  return (await ask(`GET ${at}/events?limit=1`)).json.head;
}

/** What is wrong with the order and completeness of what arrived, apart from repetitions. */
function violations(received: readonly number[], first: number, last: number): string[] {
  const problems: string[] = [];
  let next = first;
  for (const seq of received)
    if (seq === next) next += 1;
    else if (seq > next) {
      problems.push(`${seq} arrived before ${next}`);
      next = seq + 1;
    }
  if (next <= last) problems.push(`${next} to ${last} are missing`);
  return problems;
}

test("delivers every event in order to a receiver that fails at times, over kills of the server", {
  timeout: hourMs,
}, async () => {
  const random = createRandom(13);
  let failed = 0;
  let highest = 0;
  const accepted: number[] = [];
  receiver.react = ({ json }) => {
    if (random.fraction() < 0.001) {
      failed += 1;
      return 503;
    }
    accepted.push(json.seq);
    highest = Math.max(highest, json.seq);
    return 200;
  };
  const settings = settingsOf("kills.db");
  let server = await startProcess(settings);
  const at = await makeOrganization(server);
  const webhook = await created(server.ask, `${at}/webhooks`, { url: receiver.url() });
  await server.ask(`PATCH ${at}/webhooks/${webhook.id}`, { body: { status: "paused" } });
  const { position } = (await server.ask(`GET ${at}/webhooks/${webhook.id}`)).json.progress;
  const last = await addEvents(server, at, events);
  await server.ask(`PATCH ${at}/webhooks/${webhook.id}`, { body: { status: "enabled" } });
  const retry = setInterval(
    () => void server.ask(`POST ${at}/webhooks/${webhook.id}/retry`).catch(() => {}),
    250,
  );
  for (let kill = 0; kill < kills; kill += 1) {
    const target = position + Math.floor(((kill + random.fraction()) * (last - position)) / kills);
    await until("more arrived", () => highest >= target, hourMs);
    await server.stop("SIGKILL");
    server = await startProcess(settings);
  }
  await until(
    "everything is delivered",
    async () => (await server.ask(`GET ${at}/webhooks/${webhook.id}`)).json.progress.position >= last + 1,
    hourMs,
  );
  clearInterval(retry);
  expect(violations(accepted, position + 1, last)).toEqual([]);
  expect(failed).toBeGreaterThan(0);
  const repeated = accepted.length - new Set(accepted).size;
  report(
    `webhooks: ${last - position} events, ${kills} kills, ${failed} failures, ${repeated} repeated, 0 lost`,
  );
  expect(await server.stop("SIGTERM")).toBe(0);
});

test("control: a deliverer that stores its position first loses events", { timeout: hourMs }, async () => {
  const server = await startProcess(settingsOf("control.db"));
  const at = await makeOrganization(server);
  const last = await addEvents(server, at, 2000);
  const file = join(folder, "position");
  await writeFile(file, "");
  for (let kill = 1; ; kill += 1) {
    const program = join(import.meta.dirname, "../helpers/careless-deliverer.ts");
    const child = spawn(process.execPath, [
      program,
      `${server.url}${at}/events`,
      superadminKey,
      receiver.url(),
      file,
    ]);
    const ended = once(child, "close");
    if (kill <= 4)
      await until("some arrived", () => receiver.requests.length >= kill * 250 || child.exitCode !== null);
    if (kill <= 4) child.kill("SIGKILL");
    await ended;
    if (kill > 4) break;
  }
  expect(violations(receiver.seqs, 1, last)).not.toEqual([]);
  expect(await server.stop("SIGTERM")).toBe(0);
});
