import type { Operation, OperationOf, Write } from "../operations.ts";
import { Rejection, type Transaction } from "../transaction.ts";

/** What an operation appends, and the decisive fields of its response. Throws a `Rejection`. */
export type WriteHandler<Kind extends Write["kind"]> = (
  transaction: Transaction,
  operation: OperationOf<Kind>,
) => unknown;
export type WriteHandlers<Kind extends Write["kind"]> = { readonly [Each in Kind]: WriteHandler<Each> };

export function requireCurrentVersion({ ifMatch }: Operation): void {
  if (ifMatch === "stale") throw new Rejection("version_stale");
}

export const omitUndefined = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
