import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { createApp } from "../packages/server/src/app.ts";
import { readConfig } from "../packages/server/src/config.ts";

// Writes openapi/*.yaml from the routes; with --check it only says which of them are stale.

const isCheck = process.argv.includes("--check");
const folder = await mkdtemp(join(tmpdir(), "whoseline-openapi-"));
const app = await createApp(
  readConfig({
    WHOSELINE_DATABASE: join(folder, "openapi.db"),
    LOG_LEVEL: "silent",
    WHOSELINE_PUBLIC_URL: "http://127.0.0.1:2212",
  }),
);
await app.server.ready();
for (const [name, document] of app.server.documents) await settle(name, stringify(document()));
await app.close();
await rm(folder, { recursive: true });

async function settle(name: string, text: string): Promise<void> {
  const file = new URL(`../openapi/${name}.yaml`, import.meta.url);
  if ((await readFile(file, "utf8").catch(() => "")) === text) return;
  if (!isCheck) return writeFile(file, text);
  console.error(`openapi/${name}.yaml is stale: run npm run openapi and commit it`);
  process.exitCode = 1;
}
