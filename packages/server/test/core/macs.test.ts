import { timingSafeEqual } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { Secrets } from "../../src/core/auth/secrets.ts";
import type { Context } from "../../src/core/kernel/context.ts";
import { openCursor, sealCursor } from "../../src/core/kernel/cursor.ts";
import { isPlanToken, planTokenOf } from "../../src/core/offboarding/plan-token.ts";
import type { OffboardingId } from "../../src/model.ts";

vi.mock("node:crypto", async (load) => {
  const original = await load<typeof import("node:crypto")>();
  return { ...original, timingSafeEqual: vi.fn(original.timingSafeEqual) };
});

const context = {
  services: { secrets: new Secrets("5a".repeat(32)) },
  organizationId: "01a1fb6252928c816770ba14",
} as unknown as Context;
const planId = "01a1fb6252928c816770ba15" as OffboardingId;

const cursor = sealCursor(context, "users", ["a", "b"]);
const opens = (text: string): boolean => {
  try {
    openCursor(context, "users", text);
    return true;
  } catch {
    return false;
  }
};

beforeEach(() => void vi.mocked(timingSafeEqual).mockClear());

describe.each([
  ["a cursor", cursor, opens],
  ["a plan token", planTokenOf(context, planId), (text: string) => isPlanToken(context, planId, text)],
] as const)("the MAC of %s", (_, sealed, accepts) => {
  const [part = "", mac = ""] = sealed.split(".");

  test("is compared in constant time", () => {
    expect(accepts(sealed)).toBe(true);
    expect(accepts(`${part}.${"0".repeat(mac.length)}`)).toBe(false);
    expect(timingSafeEqual).toHaveBeenCalledTimes(2);
  });

  test.each([
    ["missing", part],
    ["empty", `${part}.`],
    ["too short", sealed.slice(0, -1)],
    ["too long", `${sealed}0`],
    ["followed by another part", `${sealed}.${mac}`],
    ["in capitals", `${part}.${mac.toUpperCase()}`],
  ])("is rejected when it is %s", (_what, text) => expect(accepts(text)).toBe(false));
});
