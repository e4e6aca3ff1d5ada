import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { Whoseline } from "../../sdk/src/index.ts";
import { findChromium } from "./helpers/chromium.ts";
import { keyFor, type Screen, screens } from "./helpers/screens.ts";
import { type ConsoleWorld, makeConsoleWorld } from "./helpers/world.ts";

// Usage: npm run screenshots
// Starts a server with an example organization and writes every screen, in English and Persian, light and dark, on a wide
// and a narrow screen, into the folder `screenshots`.

const root = join(import.meta.dirname, "../../..");
const target = join(root, "screenshots");
const port = process.env.PORT ?? "2218";
const url = `http://127.0.0.1:${port}`;
const superadminKey = `wl_${"screenshots".padEnd(40, "0")}`;

const looks = [
  { language: "en", theme: "light", width: 1440 },
  { language: "fa", theme: "dark", width: 1440 },
  { language: "en", theme: "dark", width: 360 },
  { language: "fa", theme: "light", width: 360 },
] as const;

const executablePath = findChromium();
if (executablePath !== undefined) await takeAll(executablePath);

async function takeAll(path: string): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), "whoseline-screenshots-"));
  const server = spawn(
    process.execPath,
    ["--conditions=@whoseline/source", join(root, "packages/cli/bin/whoseline.js")],
    {
      env: {
        PATH: process.env.PATH,
        PORT: port,
        // The simulated carrier of the example organization.
        WHOSELINE_OUTBOUND_HOSTS: "127.0.0.1",
        WHOSELINE_DATABASE: join(data, "whoseline.db"),
        WHOSELINE_SUPERADMIN_KEY: superadminKey,
      },
      stdio: "ignore",
    },
  );
  const browser = await chromium.launch({ executablePath: path, chromiumSandbox: false });
  try {
    const api = new Whoseline({ baseUrl: url, apiKey: superadminKey, organization: "acme" });
    const world = await makeConsoleWorld(api, url);
    await mkdir(target, { recursive: true });
    for (const look of looks) for (const screen of screens) await take(browser, world, screen, look);
  } finally {
    await browser.close();
    server.kill();
    await once(server, "close");
    await rm(data, { recursive: true });
  }
}

async function take(
  browser: Browser,
  world: ConsoleWorld,
  screen: Screen,
  { language, theme, width }: (typeof looks)[number],
): Promise<void> {
  const context = await browser.newContext({ baseURL: url, viewport: { width, height: 860 } });
  await context.addInitScript(([value]) => localStorage.setItem("whoseline.preferences", value), [
    JSON.stringify({ language, theme }),
  ] as const);
  const key = keyFor(screen, world, superadminKey);
  if (key !== null)
    await context.request.post("/registry/v1/sessions", { headers: { authorization: `Bearer ${key}` } });
  const page = await context.newPage();
  await page.goto(`/console${screen.path(world)}`);
  await screen.isReady(page);
  await page.screenshot({ path: join(target, `${screen.name}-${language}-${theme}-${width}.png`) });
  await context.close();
}
