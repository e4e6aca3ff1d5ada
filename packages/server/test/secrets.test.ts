import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { type RunningApp, startApp, superadminKey } from "./helpers/app.ts";
import { closeBrokenApp } from "./helpers/app-copy.ts";
import { vendorClients } from "./helpers/clients.ts";
import { signToken } from "./helpers/tokens.ts";
import { makeWorld, type Organization } from "./helpers/world.ts";

test("no key and no token is logged or stored in plain text, whatever request contains it", async () => {
  const app = await startApp();
  const { acme } = await makeWorld(app.ask);
  const token = await signToken(acme.admin.id);
  const stray = `wl_${"Q7".repeat(25)}`;
  const secrets = [superadminKey, acme.admin.key, acme.member.key, acme.owner.key, token, stray];
  for (const secret of secrets) await askEverywhere(app, acme, secret);
  await app.ask(`DELETE /registry/v1/organizations/${acme.id}/users/${acme.member.id}`);
  await failInside(app, acme, secrets);
  const kept = Buffer.concat(await filesIn(dirname(app.database)));
  const logged = app.logged.join("");
  await closeBrokenApp(app);
  expect(kept.includes(acme.admin.id)).toBe(true);
  expect(kept.includes(publicPartOf(acme.admin.key))).toBe(true);
  expect(logged).toContain('"code":"invalid_credential"');
  expect(logged).toContain('"kind":"unavailable"');
  for (const secret of secrets.flatMap(tellingParts)) {
    expect(logged).not.toContain(secret);
    expect(kept.includes(secret)).toBe(false);
  }
});

test("a key is shown once: neither in lists nor in the replay of its creation", async () => {
  const app = await startApp();
  const { acme } = await makeWorld(app.ask);
  const path = `/registry/v1/organizations/${acme.id}/api-keys`;
  const make = () =>
    app.ask(`POST ${path}`, {
      body: { user: acme.admin.id, name: "once" },
      headers: { "idempotency-key": "make-it-once" },
    });
  const [first, again] = [await make(), await make()];
  const list = await app.ask(`GET ${path}`);
  await app.close();
  const { key, ...rest } = first.json;
  expect(key).toMatch(/^wl_[0-9A-Za-z]{50}$/);
  expect([again.status, again.json]).toEqual([201, rest]);
  expect(list.text).not.toContain(key.slice(15));
  expect(list.json.items.map(({ id }: { id: string }) => id)).toContain(rest.id);
});

test("the key that the first start creates works, and is in no log and no file", async () => {
  const app = await startApp({ settings: { WHOSELINE_SUPERADMIN_KEY: "" } });
  const key = app.superadmin.createdKey ?? "";
  const answer = await app.ask("GET /registry/v1/organizations", { key });
  const kept = Buffer.concat(await filesIn(dirname(app.database)));
  await app.close();
  expect(key).toMatch(/^wl_[0-9A-Za-z]{50}$/);
  expect(answer.status).toBe(200);
  expect(app.logged.join("")).not.toContain(key.slice(15, 47));
  expect(kept.includes(key.slice(15, 47))).toBe(false);
});

/** Requests with the secret in every place where a client may put it by mistake. */
async function askEverywhere(app: RunningApp, { id }: Organization, secret: string): Promise<void> {
  for (const client of vendorClients) await client.ask(app, id, secret);
  await app.ask(`GET /registry/v1/organizations?key=${secret}`);
  await app.ask(`GET /registry/v1/organizations/${secret}`);
  await app.ask(`GET /nowhere/${secret}`);
  await app.ask(`GET /v2/%zz${secret}`);
  await app.ask(`POST /registry/v1/organizations/${id}/users`, { body: { secret } });
  await app.ask(`POST /registry/v1/organizations/${id}/users`, { body: `{"secret":"${secret}"` });
  await app.ask("GET /v2/organizations/users", { headers: { "x-request-id": `id ${secret}` } });
}

/** Internal errors are logged with their cause. */
async function failInside(app: RunningApp, organization: Organization, secrets: string[]): Promise<void> {
  await app.store.close();
  for (const secret of secrets) await askEverywhere(app, organization, secret);
}

async function filesIn(folder: string): Promise<Buffer[]> {
  return Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))));
}

const publicPartOf = (key: string): string => key.slice(3, 15);

/** The credential, and the secret part of API keys; their public part may be shown. */
const tellingParts = (secret: string): string[] =>
  secret.startsWith("wl_") ? [secret, secret.slice(15, 47)] : [secret];
