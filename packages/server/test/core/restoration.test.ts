import { expect, test } from "vitest";
import { restorationOf } from "../../src/core/offboarding/restoration.ts";
import type { AssignmentDetails, Offboarding, User } from "../../src/model.ts";
import { typedId } from "../helpers/typed-id.ts";

const colleague = "c".repeat(24);
const assignment = { numberId: "b".repeat(24), isInboundEnabled: true } as AssignmentDetails;

/** As an earlier release stored the outcome of a request: without transfers, restoration and created keys. */
const earlier = (status: Offboarding["status"], user: Partial<User> = {}, more: object = {}) =>
  ({
    status,
    plan: {
      user: { status: "active", ...user },
      numbers: [{ assignment, to: typedId(colleague), becomes: "assigned" }],
      groupIds: [],
      apiKeyIds: ["d".repeat(24)],
      ...more,
    },
  }) as unknown as Offboarding;

test("an offboarding that an earlier release undid has no restoration", () => {
  expect(restorationOf(earlier("undone"))).toBeNull();
});

test("what an earlier release assigned to another user is not taken back, so the number must be free", () => {
  const restoration = restorationOf(earlier("applied"));
  expect(restoration?.numbers).toMatchObject([
    { isRestored: null, why: expect.stringContaining("another user receives on it") },
  ]);
  expect(restoration?.apiKeys).toMatchObject([{ isRestored: false }]);
});

test("nothing is restored once the personal values were erased", () => {
  const restoration = restorationOf(earlier("applied", {}, { erasedAt: 1 }));
  expect(restoration?.numbers).toMatchObject([{ isRestored: false, why: expect.stringContaining("erased") }]);
});

test("the revoked keys of service users stay revoked as well, and a service user has no tokens", () => {
  const createdKeys = [{ id: "e".repeat(24) }];
  const kept = restorationOf(earlier("planned", {}, { createdKeys, revokesCreatedKeys: false }));
  expect(kept?.apiKeys).toHaveLength(1);
  const revoked = restorationOf(
    earlier("planned", { kind: "service" }, { createdKeys, revokesCreatedKeys: true }),
  );
  expect(revoked?.apiKeys.map(({ apiKeyId }) => apiKeyId[0])).toEqual(["d", "e"]);
  expect(revoked?.access).toEqual([]);
});
