import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { startApp } from "./helpers/app.ts";
import { scrape } from "./helpers/metrics.ts";

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly w: number };
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
}

const file = new URL("../../../examples/grafana/whoseline.json", import.meta.url);
const dashboard = JSON.parse(await readFile(file, "utf8"));
const panels: readonly Panel[] = dashboard.panels;
const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

test("the dashboard queries exactly the metrics that /metrics exposes", async () => {
  const app = await startApp();
  const { names } = await scrape(app.ask);
  await app.close();
  const asked = queries.flatMap((query) => query.match(/\b(?:whoseline|process|nodejs)_\w+/g) ?? []);
  const shown = names.flatMap((name) => [name, ...["bucket", "sum", "count"].map((end) => `${name}_${end}`)]);
  expect(asked.length).toBeGreaterThan(20);
  expect(asked.filter((name) => !shown.includes(name))).toEqual([]);
  const text = JSON.stringify(dashboard);
  expect(names.filter((name) => !text.includes(name))).toEqual([]);
});

test("panels fit the grid, have unique IDs and use the selected data source", () => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  for (const { title, type, gridPos, datasource, targets = [] } of panels) {
    expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
    if (type === "row") continue;
    for (const { uid } of [datasource, ...targets.map((target) => target.datasource)].filter(
      (it) => it !== undefined,
    ))
      expect(uid, title).toMatch(/^\$\{datasource\}$/);
    expect(targets.length, title).toBeGreaterThan(0);
  }
  const variables = dashboard.templating.list.map(({ name, type }: { name: string; type: string }) => [
    name,
    type,
  ]);
  expect(variables).toEqual([
    ["datasource", "datasource"],
    ["instance", "query"],
  ]);
});
