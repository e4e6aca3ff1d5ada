import { expect, test } from "vitest";
import { CredentialCache } from "../../src/core/auth/credential-cache.ts";
import { CredentialEpochs } from "../../src/core/auth/credential-epochs.ts";
import type { ApiKeyId, OrganizationId, SessionId, UserId } from "../../src/model.ts";
import { platformId } from "../../src/storage/store.ts";

const acme = "5f7b1c2e8a1d4e0012c3b400" as OrganizationId;
const callerOf = (organizationId: OrganizationId | null, name: string) => ({
  organizationId,
  userId: `user ${name}` as UserId,
  credentialId: `key ${name}`,
});
const mine = callerOf(acme, "1");
const colleague = callerOf(acme, "2");
const platform = callerOf(null, "3");
type Caller = typeof mine;

/** The epochs as the main thread raises them, and as another thread sees them. */
function openEpochs() {
  const main = new CredentialEpochs();
  const thread = new CredentialEpochs(main.buffer);
  const stampOf = (caller: Caller) => {
    const stamp = thread.stamp(caller, thread.clock);
    if (stamp === undefined) throw new Error("nothing changed, but there is no stamp");
    return stamp;
  };
  return { main, thread, stampOf };
}

test.each([
  { record: "a user", id: "user 1", expected: [false, true, true] },
  { record: "a key", id: "key 2", expected: [true, false, true] },
  { record: "an organization", id: acme, expected: [false, false, true] },
  { record: "the platform", id: platformId, expected: [true, true, false] },
  { record: "another user", id: "user 4", expected: [true, true, true] },
])("a change of $record makes the stamps that depend on it stale, and no others", ({ id, expected }) => {
  const { main, thread, stampOf } = openEpochs();
  const stamps = [mine, colleague, platform].map(stampOf);
  main.raise(["user 5", id]);
  expect(stamps.map((stamp) => thread.isCurrent(stamp))).toEqual(expected);
  // Also the second time, when the clock of the last check is the present one.
  expect(stamps.map((stamp) => thread.isCurrent(stamp))).toEqual(expected);
});

test("the key of a session is one of its records", () => {
  const { main, thread, stampOf } = openEpochs();
  const session = { id: "session" as SessionId, keyId: "key 6" as ApiKeyId, expiresAt: 0 };
  const stamp = stampOf({ ...mine, session } as Caller);
  main.raise(["key 6"]);
  expect(thread.isCurrent(stamp)).toBe(false);
});

test("a change of everything makes all stamps stale", () => {
  const { main, thread, stampOf } = openEpochs();
  const stamps = [stampOf(mine), stampOf(platform)];
  main.raiseAll();
  expect(stamps.map((stamp) => thread.isCurrent(stamp))).toEqual([false, false]);
});

test("there is no stamp when a record changed since the question", () => {
  const { main, thread } = openEpochs();
  const since = thread.clock;
  main.raise([mine.userId]);
  expect(thread.stamp(mine, since)).toBeUndefined();
  expect(thread.stamp(colleague, since)).toBeDefined();
  expect(thread.stamp(mine, thread.clock)).toBeDefined();
});

test("a caller whose records have not changed for 2 billion raises still has stamps", () => {
  const { main, thread, stampOf } = openEpochs();
  const cells = new Int32Array(main.buffer);
  for (let time = 0; time < 5; time++) {
    cells[0] = (((time + 1) * 2 ** 30) | 0) - 2;
    main.raise(["other"]);
    main.raise(["other"]);
    main.raise(["other"]);
    const stamp = stampOf(mine);
    main.raise(["other"]);
    expect(thread.isCurrent(stamp)).toBe(true);
    main.raise([mine.credentialId]);
    expect(thread.isCurrent(stamp)).toBe(false);
  }
});

test("invalidating the credential cache raises the epoch", () => {
  const cache = new CredentialCache();
  const [before, since] = [cache.epochs.stamp(mine, cache.epochs.clock), cache.epochs.clock];
  cache.invalidate(new Set([mine.userId]));
  expect(before && cache.epochs.isCurrent(before)).toBe(false);
  cache.invalidateAll();
  expect(cache.epochs.stamp(colleague, since)).toBeUndefined();
});
