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
  const check = (...rows: readonly Row<string>[]) => isLinearizable(register, history(...rows));

  test("accepts an empty history", () => {
    expect(check()).toBe(true);
  });

  test("a read after a write returns the written value", () => {
    expect(check([1, 2, "7", "written"], [3, 4, "read", "7"])).toBe(true);
    expect(check([1, 2, "7", "written"], [3, 4, "read", "0"])).toBe(false);
  });

  test("a read during a write returns the old or the new value", () => {
    expect(check([1, 9, "7", "written"], [2, 3, "read", "0"], [4, 5, "read", "7"])).toBe(true);
    expect(check([1, 9, "7", "written"], [2, 3, "read", "7"], [4, 5, "read", "0"])).toBe(false);
  });

  test("rejects two reads that see two orders of two writes", () => {
    const writes: Row<string>[] = [
      [1, 4, "7", "written"],
      [2, 3, "8", "written"],
    ];
    expect(check(...writes, [5, 6, "read", "7"], [7, 8, "read", "7"])).toBe(true);
    expect(check(...writes, [5, 6, "read", "7"], [7, 8, "read", "8"])).toBe(false);
  });

  test("rejects a read of a value that was never written", () => {
    expect(check([1, 2, "7", "written"], [3, 4, "read", "9"])).toBe(false);
  });

  test("a write with an unknown outcome may take effect, take effect later, or not at all", () => {
    expect(check([1, 2, "7"], [3, 4, "read", "7"])).toBe(true);
    expect(check([1, 2, "7"], [3, 4, "read", "0"])).toBe(true);
    expect(check([1, 2, "7"], [3, 4, "read", "0"], [5, 6, "read", "7"])).toBe(true);
  });

  test("a write with an unknown outcome takes effect at most once, and not before its invocation", () => {
    expect(check([1, 2, "7"], [3, 4, "read", "7"], [5, 6, "read", "0"])).toBe(false);
    expect(check([1, 2, "read", "7"], [3, 4, "7"])).toBe(false);
    const twice: Row<string>[] = [
      [1, 2, "7"],
      [3, 4, "read", "7"],
      [5, 6, "8", "written"],
      [7, 8, "read", "7"],
    ];
    expect(check(...twice)).toBe(false);
  });

  test("decides a long history of overlapping writes", () => {
    const writes = Array.from({ length: 60 }, (_, index): Row<string> => {
      const start = 1 + Math.floor(index / 6) * 10;
      return [start + (index % 6) / 10, start + 8, String(index), "written"];
    });
    expect(check(...writes, [200, 201, "read", "57"])).toBe(true);
    expect(check(...writes, [200, 201, "read", "3"])).toBe(false);
  });
});

describe("the model of a number's holders", () => {
  const check = (...rows: readonly Row<HolderInput>[]) => isLinearizable(holders(2), history(...rows));
  const assign = (user: number): HolderInput => ({ verb: "assign", user, isInbound: true });
  const transfer = (user: number): HolderInput => ({
    verb: "assign",
    user,
    isInbound: true,
    isTransfer: true,
  });
  const unassign = (user: number): HolderInput => ({ verb: "unassign", user });
  const read: HolderInput = { verb: "read" };

  test("the first of two assigns succeeds and the second names the holder", () => {
    expect(check([1, 3, assign(0), "done"], [2, 4, assign(1), "held by 0"])).toBe(true);
    expect(check([1, 3, assign(0), "held by 1"], [2, 4, assign(1), "done"])).toBe(true);
  });

  test("rejects two assigns that both succeed", () => {
    expect(check([1, 3, assign(0), "done"], [2, 4, assign(1), "done"])).toBe(false);
  });

  test("rejects two assigns that both name the other as holder", () => {
    expect(check([1, 3, assign(0), "held by 1"], [2, 4, assign(1), "held by 0"])).toBe(false);
  });

  test("a transfer leaves the number with the former holder, with inbound disabled", () => {
    expect(check([1, 2, assign(0), "done"], [3, 4, transfer(1), "done"], [5, 6, read, "oi"])).toBe(true);
    expect(check([1, 2, assign(0), "done"], [3, 4, transfer(1), "done"], [5, 6, read, "ii"])).toBe(false);
  });

  test("rejects a failed unassign of a holder that no other operation unassigned", () => {
    expect(check([1, 2, assign(0), "done"], [3, 4, unassign(0), "not held"])).toBe(false);
    expect(check([1, 2, assign(0), "done"], [3, 4, unassign(0)], [5, 6, unassign(0), "not held"])).toBe(true);
  });

  test("rejects a read that returns a holder after the unassign was acknowledged", () => {
    expect(check([1, 2, assign(0), "done"], [3, 4, unassign(0), "done"], [5, 6, read, "i-"])).toBe(false);
  });
});
