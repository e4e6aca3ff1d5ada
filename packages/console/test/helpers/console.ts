import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { Whoseline } from "../../../sdk/src/index.ts";
import { jobHandlers } from "../../../server/src/workers/job-handlers.ts";
import { JobRunner } from "../../../server/src/workers/job-runner.ts";
import { type RunningApp, superadminKey, useApp } from "../../../server/test/helpers/app.ts";
import { findChromium } from "./chromium.ts";
import { type ConsoleWorld, makeConsoleWorld } from "./world.ts";

export const chromiumPath = findChromium();

export interface OpenOptions {
  /** Whose session the browser has; null for nobody. The owner's by default. */
  readonly key?: string | null;
  readonly language?: "en" | "fa";
  readonly theme?: "light" | "dark";
  readonly width?: number;
  readonly height?: number;
}

export interface ConsoleFixture {
  readonly app: RunningApp;
  readonly world: ConsoleWorld;
  /** A client with the superadmin's key, to check and change what the page shows. */
  readonly api: Whoseline;
  /** Opens a page in a new browser profile. */
  open(path: string, options?: OpenOptions): Promise<Page>;
}

/** A server that runs jobs, with an organization, and a browser. Every test fails when a page violated the policy or failed. */
export function useConsole(): ConsoleFixture {
  const app = useApp({ now: Date.now });
  const fixture = { app } as { -readonly [K in keyof ConsoleFixture]: ConsoleFixture[K] };
  const contexts: BrowserContext[] = [];
  const problems: string[] = [];
  let browser: Browser;
  let jobs: JobRunner;
  beforeAll(async () => {
    jobs = new JobRunner(app.installation.jobs, { handlers: jobHandlers(app), log: app.server.log });
    browser = await chromium.launch({ executablePath: chromiumPath ?? "", chromiumSandbox: false });
    fixture.api = new Whoseline({ baseUrl: app.url, apiKey: superadminKey, organization: "acme" });
    fixture.world = await makeConsoleWorld(fixture.api, app.url);
    fixture.open = async (path, options) => {
      const context = await openContext(browser, app.url, options, fixture.world.owner.key);
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(8000);
      watch(page, app.url, problems);
      await page.goto(`/console${path}`);
      return page;
    };
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(problems.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await jobs?.stop();
  });
  return fixture;
}

async function openContext(
  browser: Browser,
  baseURL: string,
  { key, language = "en", theme = "light", width = 1440, height = 900 }: OpenOptions = {},
  ownerKey: string,
): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL, viewport: { width, height }, reducedMotion: "reduce" });
  await context.addInitScript(
    ([value]) =>
      localStorage.getItem("whoseline.preferences") ?? localStorage.setItem("whoseline.preferences", value),
    [JSON.stringify({ language, theme })] as const,
  );
  const credential = key === undefined ? ownerKey : key;
  if (credential !== null) await signIn(context, credential);
  return context;
}

/** Signs the browser in without the page. */
export async function signIn(context: BrowserContext, key: string): Promise<void> {
  const response = await context.request.post("/registry/v1/sessions", {
    headers: { authorization: `Bearer ${key}` },
  });
  expect(response.status()).toBe(201);
}

/** Collects violations of the policy, uncaught errors, and requests to another host. */
function watch(page: Page, url: string, problems: string[]): void {
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.stack}`));
  page.on("console", (message) => {
    // The browser logs every failed request; tests cause some on purpose.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      problems.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const target = request.url();
    if (!target.startsWith(url) && !target.startsWith("blob:")) problems.push(`foreign request: ${target}`);
  });
}
