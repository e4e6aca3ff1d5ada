import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { chromiumPath, useConsole } from "./helpers/console.ts";

const assets = join(import.meta.dirname, "../dist/assets");
const sizeOf = (name: string) => gzipSync(readFileSync(join(assets, name)), { level: 9 }).length;
const sum = (names: readonly string[]) => names.reduce((total, name) => total + sizeOf(name), 0);

describe("the files of the console", () => {
  test("have at most 260 kB of scripts and 20 kB of styles, compressed", () => {
    const names = readdirSync(assets);
    const sizes = {
      scripts: sum(names.filter((name) => name.endsWith(".js"))),
      styles: sum(names.filter((name) => name.endsWith(".css"))),
    };
    process.stdout.write(`Compressed: ${sizes.scripts} bytes of scripts, ${sizes.styles} of styles\n`);
    expect(sizes.scripts).toBeLessThan(260_000);
    expect(sizes.styles).toBeLessThan(20_000);
  });
});

describe.skipIf(chromiumPath === undefined)("the first page", () => {
  const it = useConsole();

  test.each([
    ["/sign-in", null],
    ["/o/acme", undefined],
  ])("%s needs at most 150 kB of scripts, compressed", async (path, key) => {
    const page = await it.open(path, { ...(key === null && { key }) });
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForLoadState("networkidle");
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType("resource").map(({ name }) => name),
    );
    const scripts = loaded.filter((name) => name.endsWith(".js")).map((name) => name.split("/").at(-1) ?? "");
    const size = sum(scripts);
    process.stdout.write(`${path}: ${scripts.length} scripts, ${size} bytes compressed\n`);
    expect(size).toBeLessThan(150_000);
  });
});
