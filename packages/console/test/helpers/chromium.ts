import { existsSync } from "node:fs";

/** Debian's browser, or that of WHOSELINE_TEST_CHROMIUM. Undefined when there is none. */
export function findChromium(): string | undefined {
  const path = process.env.WHOSELINE_TEST_CHROMIUM ?? "/usr/bin/chromium";
  if (existsSync(path)) return path;
  if (process.env.CI === "true")
    throw new Error(
      `The tests of the console need Chromium at ${path}: install it or set WHOSELINE_TEST_CHROMIUM.`,
    );
  process.stdout.write(`Skipped the tests of the console in a browser: there is no Chromium at ${path}.\n`);
  return undefined;
}
