import { credentialFields } from "../../../src/core/carrier-accounts/credential-fields.ts";
import type { RunningApp } from "../app.ts";
import { runJobs } from "../import-files.ts";
import type { SimulatedInventory } from "./inventory.ts";

// biome-ignore lint/suspicious/noExplicitAny: tests read responses of every shape
type Json = any;

/** Where the accounts of an organization are, or those of the platform. */
export const accountsAt = (organization?: { readonly id: string }): string =>
  organization === undefined
    ? "/registry/v1/carrier-accounts"
    : `/registry/v1/organizations/${organization.id}/carrier-accounts`;

/** Creates an account at a simulated carrier, and returns its path. */
export async function createAccountAt(
  app: RunningApp,
  { provider, credentials, simulator }: SimulatedInventory,
  {
    organization,
    name = "Main",
    ...more
  }: { organization?: { id: string }; name?: string; [field: string]: unknown },
): Promise<string> {
  const entries = Object.entries(credentials);
  const isIdentifier = ([field]: [string, string]) => credentialFields[provider][field]?.isSecret === false;
  const { json, status } = await app.ask(`POST ${accountsAt(organization)}`, {
    body: {
      ...{ provider, name, publicUrl: "https://edge.acme.example", apiUrl: simulator.url },
      identifiers: Object.fromEntries(entries.filter(isIdentifier)),
      secrets: Object.fromEntries(entries.filter((entry) => !isIdentifier(entry))),
      ...more,
    },
  });
  if (status !== 201) throw new Error(`POST returned ${status}: ${JSON.stringify(json)}`);
  return `${accountsAt(organization)}/${json.id}`;
}

export interface Compared {
  /** The path of the comparison. */
  readonly path: string;
  readonly sync: Json;
  readonly items: Json[];
}

/** Runs a comparison to its end. */
export async function compare(app: RunningApp, account: string, key?: string): Promise<Compared> {
  const as = key === undefined ? {} : { key };
  const started = await app.ask(`POST ${account}/sync`, as);
  if (started.status !== 202) throw new Error(`POST returned ${started.status}: ${started.text}`);
  await runSyncJobs(app);
  const path = `${account}/syncs/${started.json.id}`;
  const { json: sync } = await app.ask(`GET ${path}`, as);
  const { json } = await app.ask(`GET ${path}/items?limit=200`, as);
  return { path, sync, items: json.items };
}

export const runSyncJobs = (app: RunningApp): Promise<void> =>
  runJobs(app, { handlers: { carrierSync: (job) => app.installation.runCarrierSync(job) } });
