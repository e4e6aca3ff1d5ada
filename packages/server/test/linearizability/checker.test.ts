import { describe, expect, test } from "vitest";
import { isLinearizable, type Model, type Operation } from "./checker.ts";
import { type HolderInput, holders } from "./holders.ts";

const register: Model<string> = {
  initial: "0",
  step: (state, input) => (input === "read" ? { state, output: state } : { state: input, output: "written" }),
};

type Row<Input> = readonly [invokedAt: number, respondedAt: number, input: Input, output?: string];
const history = <Input>(...rows: readonly Row<Input>[]): Operation<Input>[] =>
  rows.map(([invokedAt, respondedAt, input, output]) => ({ invokedAt, respondedAt, input, output }));

describe("a register", () => {
  const isFine = (...rows: readonly Row<string>[]) => isLinearizable(register, history(...rows));

  test("nothing at all is linearizable", () => {
    expect(isFine()).toBe(true);
  });

  test("a read after a write gives what was written", () => {
    expect(isFine([1, 2, "7", "written"], [3, 4, "read", "7"])).toBe(true);
    expect(isFine([1, 2, "7", "written"], [3, 4, "read", "0"])).toBe(false);
  });

  test("a read during a write may give the old or the new", () => {
    expect(isFine([1, 9, "7", "written"], [2, 3, "read", "0"], [4, 5, "read", "7"])).toBe(true);
    expect(isFine([1, 9, "7", "written"], [2, 3, "read", "7"], [4, 5, "read", "0"])).toBe(false);
  });

  test("two reads at once may not see two orders of two writes", () => {
    const writes: Row<string>[] = [
      [1, 4, "7", "written"],
      [2, 3, "8", "written"],
    ];
    expect(isFine(...writes, [5, 6, "read", "7"], [7, 8, "read", "7"])).toBe(true);
    expect(isFine(...writes, [5, 6, "read", "7"], [7, 8, "read", "8"])).toBe(false);
  });

  test("a value that nobody wrote is never explained", () => {
    expect(isFine([1, 2, "7", "written"], [3, 4, "read", "9"])).toBe(false);
  });

  test("an unknown write may have happened, or not, or happen late", () => {
    expect(isFine([1, 2, "7"], [3, 4, "read", "7"])).toBe(true);
    expect(isFine([1, 2, "7"], [3, 4, "read", "0"])).toBe(true);
    expect(isFine([1, 2, "7"], [3, 4, "read", "0"], [5, 6, "read", "7"])).toBe(true);
  });

  test("an unknown write happens once at most, and not before it was asked for", () => {
    expect(isFine([1, 2, "7"], [3, 4, "read", "7"], [5, 6, "read", "0"])).toBe(false);
    expect(isFine([1, 2, "read", "7"], [3, 4, "7"])).toBe(false);
    const twice: Row<string>[] = [
      [1, 2, "7"],
      [3, 4, "read", "7"],
      [5, 6, "8", "written"],
      [7, 8, "read", "7"],
    ];
    expect(isFine(...twice)).toBe(false);
  });

  test("a long history of overlapping writes is judged, not searched for ever", () => {
    const writes = Array.from({ length: 60 }, (_, index): Row<string> => {
      const start = 1 + Math.floor(index / 6) * 10;
      return [start + (index % 6) / 10, start + 8, String(index), "written"];
    });
    expect(isFine(...writes, [200, 201, "read", "57"])).toBe(true);
    expect(isFine(...writes, [200, 201, "read", "3"])).toBe(false);
  });
});

describe("the holders of a number", () => {
  const isFine = (...rows: readonly Row<HolderInput>[]) => isLinearizable(holders(2), history(...rows));
  const give = (user: number): HolderInput => ({ verb: "assign", user, isInbound: true });
  const move = (user: number): HolderInput => ({ verb: "assign", user, isInbound: true, isTransfer: true });
  const take = (user: number): HolderInput => ({ verb: "unassign", user });
  const read: HolderInput = { verb: "read" };

  test("who is first has it, and the other is told who that is", () => {
    expect(isFine([1, 3, give(0), "done"], [2, 4, give(1), "held by 0"])).toBe(true);
    expect(isFine([1, 3, give(0), "held by 1"], [2, 4, give(1), "done"])).toBe(true);
  });

  test("two who are both told they have it are a lie", () => {
    expect(isFine([1, 3, give(0), "done"], [2, 4, give(1), "done"])).toBe(false);
  });

  test("two who are both refused are a lie", () => {
    expect(isFine([1, 3, give(0), "held by 1"], [2, 4, give(1), "held by 0"])).toBe(false);
  });

  test("a transfer leaves the number with the former holder, without inbound", () => {
    expect(isFine([1, 2, give(0), "done"], [3, 4, move(1), "done"], [5, 6, read, "oi"])).toBe(true);
    expect(isFine([1, 2, give(0), "done"], [3, 4, move(1), "done"], [5, 6, read, "ii"])).toBe(false);
  });

  test("a refusal must be explained too: nobody is missing who was never taken away", () => {
    expect(isFine([1, 2, give(0), "done"], [3, 4, take(0), "not held"])).toBe(false);
    expect(isFine([1, 2, give(0), "done"], [3, 4, take(0)], [5, 6, take(0), "not held"])).toBe(true);
  });

  test("a holder whose unassign was acknowledged is never read again", () => {
    expect(isFine([1, 2, give(0), "done"], [3, 4, take(0), "done"], [5, 6, read, "i-"])).toBe(false);
  });
});
