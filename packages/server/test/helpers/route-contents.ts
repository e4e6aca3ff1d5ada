import { expect } from "vitest";
import type { App } from "../../src/app.ts";
import { fillIndex } from "../../src/core/routing/fill-index.ts";
import { type Provider, providers, type UserId } from "../../src/model.ts";
import { RouteIndex } from "../../src/routing/route-index.ts";
import { RouteIndexReader } from "../../src/routing/route-index-reader.ts";
import type { Conflict, LineRouteInput, UserRouteInput } from "../../src/routing/route-input.ts";
import type { RouteInputs } from "../../src/routing/route-snapshot.ts";
import type { Store } from "../../src/storage/store.ts";
import { sortedLine, sortedUser } from "./sorted-inputs.ts";
import { openTableReader } from "./table-reader.ts";
import { typedId } from "./typed-id.ts";
import { until } from "./until.ts";

/**
 * Waits until the app's index includes every write acknowledged before the call, then compares it, and what a reader
 * makes of it, with a rebuilt index.
 */
export async function expectAsRebuilt({ installation, store }: App, database: string): Promise<void> {
  const called = performance.now();
  const { index } = await until("all is known", () => {
    const known = installation.routeIndexSync.snapshot;
    return known && performance.now() - known.ageMs >= called ? known : undefined;
  });
  const everything = await everythingIn(database);
  const rebuilt = await rebuiltContents(store, everything);
  expect(contentsOf(index, everything)).toEqual(rebuilt);
  const reader = new RouteIndexReader(installation.routeIndexSync.openReader());
  expect(contentsOf(reader.snapshot?.index, everything)).toEqual({ ...rebuilt, lines: undefined });
  reader.close();
}

/** Every line and user that exists or existed. */
export interface Everything {
  readonly lines: readonly { readonly provider: Provider; readonly line: string }[];
  readonly users: readonly UserId[];
}

/** The contents of an index, in an order that is independent of the order of its updates. */
export interface RouteContents {
  /** Only the writer of an index knows it. */
  readonly lines: number | undefined;
  readonly inbound: readonly (readonly [string, LineRouteInput | Conflict | undefined])[];
  readonly outbound: readonly (readonly [string, UserRouteInput | undefined])[];
}

export const contentsOf = (
  index: (RouteInputs & { readonly lines?: number }) | undefined,
  { lines, users }: Everything,
): RouteContents => ({
  lines: index?.lines,
  inbound: lines.map(({ provider, line }) => {
    const facts = index?.line(provider, line);
    return [`${provider} ${line}`, facts && "holders" in facts ? sortedLine(facts) : facts];
  }),
  outbound: users.flatMap((id) =>
    [...providers, undefined].map(
      (provider) => [`${id} ${provider}`, sortedUser(index?.user(id, provider))] as const,
    ),
  ),
});

/** The contents of an index built from the database. */
async function rebuiltContents(store: Store, everything: Everything): Promise<RouteContents> {
  const index = new RouteIndex();
  await fillIndex(index, store.platform.routes, new AbortController().signal);
  return contentsOf(index, everything);
}

export async function everythingIn(database: string): Promise<Everything> {
  const tables = openTableReader(database);
  const [numbers, users] = [await tables.rows("numbers"), await tables.rows("users")];
  await tables.close();
  const lines = new Map(numbers.map(({ provider, line }) => [`${provider} ${line}`, { provider, line }]));
  return {
    lines: [...lines.values()] as unknown as Everything["lines"],
    users: users.map(({ id }) => typedId<UserId>(String(id))),
  };
}
