import { afterEach, describe, expect, test, vi } from "vitest";
import { lookUpEach } from "../../src/core/routing/look-up-each.ts";

const items = Array.from({ length: 100 }, (_, index) => index);

afterEach(() => vi.restoreAllMocks());

test("returns answers from memory at once, in order", () => {
  vi.spyOn(performance, "now").mockReturnValue(0);
  expect(lookUpEach(items, (item) => `${item}`)).toEqual(items.map(String));
});

describe.each([0, 1, 15, 16, 99])("waits for answer %i, which memory does not have", (slow) => {
  test("and keeps the order", async () => {
    vi.spyOn(performance, "now").mockReturnValue(0);
    const answers = lookUpEach(items, (item) => (item === slow ? Promise.resolve(`${item}`) : `${item}`));
    expect(answers).toBeInstanceOf(Promise);
    expect(await answers).toEqual(items.map(String));
  });
});

test("returns every answer, in order, when memory has none", async () => {
  expect(await lookUpEach(items, async (item) => `${item}`)).toEqual(items.map(String));
});

test("rejects when a lookup throws after a wait", async () => {
  const fail = (item: number) => {
    if (item === 50) throw new Error("no answer");
    return item === 3 ? Promise.resolve(item) : item;
  };
  await expect(lookUpEach(items, fail)).rejects.toThrow("no answer");
});

test("serves other requests whenever the time of a turn is over", async () => {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (now += 3));
  const doneAtTurns: number[] = [];
  let done = 0;
  const turn = () => {
    doneAtTurns.push(done);
    if (done < items.length) setImmediate(turn);
  };
  setImmediate(turn);
  const answers = await lookUpEach(items, (item) => {
    done += 1;
    return item;
  });
  expect(answers).toEqual(items);
  expect(doneAtTurns.length).toBeGreaterThan(4);
});
