import { setImmediate } from "node:timers/promises";
import type { Permission } from "../auth/access.ts";
import type { Context } from "./context.ts";
import { CoreError, type ErrorKind } from "./errors.ts";
import { mutate } from "./mutate.ts";
import type { EventDraft, UnitOfWork } from "./unit-of-work.ts";

export const batchItemsMax = 200;

/** What an accepted item did, or would do. */
export const acceptedFates = ["create", "change", "same"] as const;
export type AcceptedFate = (typeof acceptedFates)[number];

/** Why an item was refused, in a form that survives JSON. */
export interface Refusal {
  readonly fate: "refused";
  readonly code: string;
  readonly sentence: string;
  readonly fields: readonly RefusedField[];
}

export interface RefusedField {
  /** A JSON pointer within the item. */
  readonly pointer: string;
  readonly sentence: string;
}

/** An item, or why it was refused before the transaction. */
export type BatchItem<Input> = { readonly input: Input } | Refusal;

export interface BatchOptions {
  readonly permission: Permission;
  /** Whether everything is rolled back at the end. */
  readonly isDryRun: boolean;
}

/**
 * Applies the items in order in one transaction, and returns the fate of each. A refused item changes nothing and does not
 * undo the others; each item sees the changes of the items before it. The idempotency key covers the batch.
 */
export async function runBatch<Input, Accepted extends { readonly fate: AcceptedFate }>(
  context: Context,
  options: BatchOptions,
  items: readonly BatchItem<Input>[],
  apply: (unitOfWork: UnitOfWork, input: Input) => Promise<Accepted>,
): Promise<readonly (Accepted | Refusal)[]> {
  const outcome = await mutate<{ fates: readonly (Accepted | Refusal)[] }>(
    context,
    options,
    async (unitOfWork) => ({
      fates: await applyEach<BatchItem<Input>, Accepted | Refusal>(unitOfWork, items, {
        apply: async (part, item) => ("fate" in item ? item : apply(part, item.input)),
        refuse: toRefusalOrThrow,
      }),
    }),
  );
  return outcome.fates;
}

/** How long a batch may run, in milliseconds, before it yields to the event loop between two items. */
const sliceMs = 2;

/** Returns a function to be awaited between two items, which yields to the event loop when a slice of time is over. */
export function pauses(): () => Promise<void> {
  let endsAt = performance.now() + sliceMs;
  return async () => {
    if (performance.now() <= endsAt) return;
    await setImmediate();
    endsAt = performance.now() + sliceMs;
  };
}

/** Applies one item; a refusal rolls back its changes and drops its events. */
export async function applyOne<Accepted>(
  unitOfWork: UnitOfWork,
  apply: (part: UnitOfWork) => Promise<Accepted>,
): Promise<Accepted | Refusal> {
  try {
    return await isolated(unitOfWork, apply);
  } catch (error) {
    return toRefusalOrThrow(error);
  }
}

export interface EachItem<Item, Fate> {
  apply(part: UnitOfWork, item: Item): Promise<Fate>;
  /** The fate of an item whose `apply` threw the error. Throws an error that is no refusal. */
  refuse(error: unknown, item: Item): Fate;
}

/**
 * Applies the items in order; a refused one changes nothing and does not undo the others. A savepoint for each is expensive:
 * SQLite's search index writes its pending entries at every one (https://sqlite.org/src/file/ext/fts5/fts5_main.c,
 * fts5SavepointMethod). So there are none until an item is refused after a change: then all are applied again with them.
 */
export async function applyEach<Item, Fate>(
  unitOfWork: UnitOfWork,
  items: readonly Item[],
  each: EachItem<Item, Fate>,
): Promise<readonly Fate[]> {
  try {
    return await isolated(unitOfWork, (part) => inOrder(items, (item) => applyUnchanged(part, item, each)));
  } catch (error) {
    if (!(error instanceof RefusedAfterChange)) throw error;
  }
  return inOrder(items, (item) => applyIsolated(unitOfWork, item, each));
}

async function inOrder<Item, Fate>(
  items: readonly Item[],
  apply: (item: Item) => Promise<Fate>,
): Promise<readonly Fate[]> {
  const fates: Fate[] = [];
  const pause = pauses();
  for (const item of items) {
    await pause();
    fates.push(await apply(item));
  }
  return fates;
}

class RefusedAfterChange extends Error {}

/** Throws when the item is refused after it has changed something. */
async function applyUnchanged<Item, Fate>(
  unitOfWork: UnitOfWork,
  item: Item,
  each: EachItem<Item, Fate>,
): Promise<Fate> {
  const { tx } = unitOfWork;
  const before = tx.changes;
  try {
    return await apart(unitOfWork, (part) => each.apply(part, item));
  } catch (error) {
    const fate = each.refuse(error, item);
    if (tx.changes !== before) throw new RefusedAfterChange("an item was refused after a change");
    return fate;
  }
}

/** A refusal rolls back the changes of the item and drops its events. */
async function applyIsolated<Item, Fate>(
  unitOfWork: UnitOfWork,
  item: Item,
  each: EachItem<Item, Fate>,
): Promise<Fate> {
  try {
    return await isolated(unitOfWork, (part) => each.apply(part, item));
  } catch (error) {
    return each.refuse(error, item);
  }
}

/** Runs a part of the work. When it throws, its changes are rolled back and its events are dropped. */
export const isolated = <T>(unitOfWork: UnitOfWork, work: (part: UnitOfWork) => Promise<T>): Promise<T> =>
  apart(unitOfWork, (part) => unitOfWork.tx.isolate(() => work(part)));

/** Runs a part of the work. When it throws, its events are dropped. */
async function apart<T>(unitOfWork: UnitOfWork, work: (part: UnitOfWork) => Promise<T>): Promise<T> {
  const drafts: EventDraft[] = [];
  const effects: (() => void)[] = [];
  const part: UnitOfWork = {
    ...unitOfWork,
    afterCommit: (effect) => effects.push(effect),
    recorded: () => unitOfWork.recorded() + drafts.length,
    record: (draft) => drafts.push(draft),
  };
  const result = await work(part);
  for (const draft of drafts) unitOfWork.record(draft);
  for (const effect of effects) unitOfWork.afterCommit(effect);
  return result;
}

/** The kinds of errors that concern one item; the others fail the batch. */
const refusalKinds: ReadonlySet<ErrorKind> = new Set(["forbidden", "not_found", "conflict", "invalid"]);

export const isRefusal = (error: unknown): error is CoreError =>
  error instanceof CoreError && refusalKinds.has(error.kind);

function toRefusalOrThrow(error: unknown): Refusal {
  if (!isRefusal(error)) throw error;
  return toRefusal(error);
}

export const toRefusal = ({ code, message, invalidArguments }: CoreError): Refusal => ({
  fate: "refused",
  code,
  sentence: message,
  fields: invalidArguments.map(({ argument, problem }) => ({
    pointer: `/${argument.replaceAll(".", "/")}`,
    sentence: `${argument} ${problem}`,
  })),
});
