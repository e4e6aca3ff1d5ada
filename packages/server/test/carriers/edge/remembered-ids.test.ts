import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { RememberedIds } from "../../../src/carriers/edge/remembered-ids.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

test("needs as much memory for long ids, and ids cut from long bodies, as for short ones", () => {
  const ids = new RememberedIds({ countMax: 10_000, keptMs: 1000 });
  const before = heapUsed();
  for (let index = 0; index < 1000; index++) {
    const body = Buffer.alloc(60_000, `id${index} `).toString("latin1");
    expect(ids.add(`a ${body}`, 0)).toBe("new");
    expect(ids.add(`b ${body.slice(0, 40)}`, 0)).toBe("new");
  }
  expect(ids.size).toBe(2000);
  expect(heapUsed() - before).toBeLessThan(20_000_000);
});

test("recognizes an id that comes again with other content", () => {
  const ids = new RememberedIds({ countMax: 10, keptMs: 1000 });
  expect(["x", "x", "y"].map((content) => ids.add("a", 0, content))).toEqual(["new", "same", "other"]);
  expect(ids.add("a", 1000, "y")).toBe("new");
});
