import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { moves } from "../src/core/numbers/number-states.ts";
import { numberStates } from "../src/model.ts";

test("the drawing in docs/number-states.md has the moves of the code, and no other", async () => {
  const text = await readFile(new URL("../../../docs/number-states.md", import.meta.url), "utf8");
  const drawn = [...text.matchAll(/^(\w+) +-> (\w+) /gm)].map(([, from, to]) => `${from} -> ${to}`);
  const coded = numberStates.flatMap((from) => moves[from].map((to) => `${from} -> ${to}`));
  expect(drawn.sort()).toEqual(coded.sort());
});
