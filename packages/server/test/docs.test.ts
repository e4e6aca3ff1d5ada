import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { transitions } from "../src/core/numbers/number-state.ts";
import { numberStates } from "../src/model.ts";

test("the drawing in docs/number-states.md has the transitions of the code, and no other", async () => {
  const text = await readFile(new URL("../../../docs/number-states.md", import.meta.url), "utf8");
  const drawn = [...text.matchAll(/^(\w+) +-> (\w+) /gm)].map(([, from, to]) => `${from} -> ${to}`);
  const coded = numberStates.flatMap((from) => transitions[from].map((to) => `${from} -> ${to}`));
  expect(drawn.sort()).toEqual(coded.sort());
});
