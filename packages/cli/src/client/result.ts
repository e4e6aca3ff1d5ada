import { valueAt } from "./columns.ts";

/** Replaces `{name}` in a text by the value of that name in one of the records. */
export function fill(text: string, ...records: readonly unknown[]): string {
  return text.replaceAll(/\{([\w.]+)\}/g, (_, path: string) =>
    String(records.map((record) => valueAt(record, path)).find((value) => value !== undefined) ?? ""),
  );
}

/** Returns the records inside a result. */
export function resultItems(data: unknown, name: string): readonly unknown[] | undefined {
  const items = valueAt(data, name);
  return Array.isArray(items) ? items : undefined;
}

/** Whether a batch refused items, or an undo could not restore everything. */
export function isPartlyDone(data: unknown): boolean {
  const refused = valueAt(data, "counts.refused");
  if (typeof refused === "number" && refused > 0) return true;
  if (valueAt(data, "offboarding") === undefined) return false;
  return (resultItems(data, "numbers") ?? []).some((number) => valueAt(number, "isRestored") === false);
}
