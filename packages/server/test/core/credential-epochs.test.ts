import { expect, test } from "vitest";
import { CredentialCache } from "../../src/core/auth/credential-cache.ts";
import { CredentialEpochs } from "../../src/core/auth/credential-epochs.ts";
import type { OrganizationId } from "../../src/model.ts";
import { platformId } from "../../src/storage/store.ts";

const acme = "5f7b1c2e8a1d4e0012c3b400" as OrganizationId;
const other = "5f7b1c2e8a1d4e0012c3b4ff" as OrganizationId;

/** The epochs as the main thread raises them, and as another thread sees them. */
function openEpochs() {
  const main = new CredentialEpochs();
  const thread = new CredentialEpochs(main.buffer);
  const stampOf = (organizationId: OrganizationId | null) => {
    const stamp = thread.stamp(organizationId, thread.clock);
    if (stamp === undefined) throw new Error("nothing changed, but there is no stamp");
    return stamp;
  };
  return { main, thread, stampOf };
}

test("a change of an organization makes its stamps stale, and no others", () => {
  const { main, thread, stampOf } = openEpochs();
  const [mine, others, platform] = [stampOf(acme), stampOf(other), stampOf(null)];
  main.raise(acme);
  expect([mine, others, platform].map((stamp) => thread.isCurrent(stamp))).toEqual([false, true, true]);
  // Also the second time, when the clock of the last check is the present one.
  expect([mine, others, platform].map((stamp) => thread.isCurrent(stamp))).toEqual([false, true, true]);
});

test("a change of a platform user makes the stamps of platform users stale", () => {
  const { main, thread, stampOf } = openEpochs();
  const [mine, platform] = [stampOf(acme), stampOf(null)];
  main.raise(platformId);
  expect([mine, platform].map((stamp) => thread.isCurrent(stamp))).toEqual([true, false]);
});

test("a change of everything makes all stamps stale", () => {
  const { main, thread, stampOf } = openEpochs();
  const stamps = [stampOf(acme), stampOf(null)];
  main.raiseAll();
  expect(stamps.map((stamp) => thread.isCurrent(stamp))).toEqual([false, false]);
});

test("there is no stamp when the organization changed since the question", () => {
  const { main, thread } = openEpochs();
  const since = thread.clock;
  main.raise(acme);
  expect(thread.stamp(acme, since)).toBeUndefined();
  expect(thread.stamp(other, since)).toBeDefined();
  expect(thread.stamp(acme, thread.clock)).toBeDefined();
});

test("an organization that has not changed for 2 billion raises still has stamps", () => {
  const { main, thread, stampOf } = openEpochs();
  const cells = new Int32Array(main.buffer);
  for (let time = 0; time < 5; time++) {
    cells[0] = (((time + 1) * 2 ** 30) | 0) - 2;
    main.raise(other);
    main.raise(other);
    main.raise(other);
    const stamp = stampOf(acme);
    main.raise(other);
    expect(thread.isCurrent(stamp)).toBe(true);
    main.raise(acme);
    expect(thread.isCurrent(stamp)).toBe(false);
  }
});

test("invalidating the credential cache raises the epoch", () => {
  const cache = new CredentialCache();
  const [before, since] = [cache.epochs.stamp(acme, cache.epochs.clock), cache.epochs.clock];
  cache.invalidate(new Set(["user"]), acme);
  expect(before && cache.epochs.isCurrent(before)).toBe(false);
  cache.invalidateAll();
  expect(cache.epochs.stamp(other, since)).toBeUndefined();
});
