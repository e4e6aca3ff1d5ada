import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { superadminKey } from "../../server/test/helpers/app.ts";
import { chromiumPath, useConsole } from "./helpers/console.ts";
import { keyFor, screens } from "./helpers/screens.ts";

const widths = [320, 768, 1440];
const themes = ["light", "dark"];

describe.skipIf(chromiumPath === undefined)("every screen", () => {
  const it = useConsole();

  describe.each(["en", "fa"] as const)("in %s", (language) => {
    test.each(screens)("$name is accessible in both themes and at 320, 768 and 1440 px", async (screen) => {
      const key = keyFor(screen, it.world, superadminKey);
      const page = await it.open(screen.path(it.world), { language, key });
      await screen.isReady(page);
      await page.evaluate(axe.source);
      for (const theme of themes)
        for (const width of widths) {
          await page.setViewportSize({ width, height: 900 });
          await page.evaluate((value) => document.documentElement.setAttribute("data-theme", value), theme);
          expect({ theme, width, faults: await faultsOf(page) }).toEqual({ theme, width, faults: [] });
          expect({ width, overflow: await overflowOf(page) }).toEqual({ width, overflow: [] });
        }
    });
  });
});

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function faultsOf(page: Page): Promise<readonly string[]> {
  const { violations } = await page.evaluate(
    (values) =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
        runOnly: values,
        resultTypes: ["violations"],
      }),
    tags,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html} ${any[0]?.message ?? ""}`),
  );
}

/** The elements that make the page scroll sideways. */
const overflowOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.querySelectorAll("body *")]
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return right > clientWidth + 1 || left < -1;
      })
      .slice(0, 5)
      .map(({ outerHTML }) => outerHTML.slice(0, 120));
  });
