import { brokenRules } from "../helpers/invariants.ts";
import { openTableReader } from "../helpers/table-reader.ts";
import type { Acknowledged } from "./writers.ts";

export interface Inspection {
  readonly acknowledged: number;
  readonly lost: readonly Acknowledged[];
  readonly twice: readonly Acknowledged[];
  /** Invariants that the tables violate. */
  readonly broken: readonly string[];
}

/** Compares the database with the writes that were acknowledged before the call. */
export async function inspect(readerUrl: string, writes: readonly Acknowledged[]): Promise<Inspection> {
  const acknowledged = [...writes];
  const reader = openTableReader(readerUrl);
  try {
    const events = await reader.query<{ kind: string; after: string | null }>(
      "select kind, after from events",
    );
    const effects = Map.groupBy(
      events,
      ({ kind, after }) => `${kind} ${/"(write-[^"]*)"/.exec(after ?? "")?.[1]}`,
    );
    const countOf = ({ kind, name }: Acknowledged) => effects.get(`${kind} ${name}`)?.length ?? 0;
    return {
      acknowledged: acknowledged.length,
      lost: acknowledged.filter((write) => countOf(write) === 0),
      twice: acknowledged.filter((write) => countOf(write) > 1),
      broken: await brokenRules(reader),
    };
  } finally {
    await reader.close();
  }
}
