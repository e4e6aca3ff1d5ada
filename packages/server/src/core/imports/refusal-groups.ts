import type { ImportedRow, RefusalGroup } from "../../model.ts";

const groupsMax = 100;
const shownRows = 5;

/** Adds the refusals of some rows to the groups, by code and column. Further groups than 100 are not kept. */
export function addToGroups(
  groups: readonly RefusalGroup[],
  rows: readonly ImportedRow[],
): readonly RefusalGroup[] {
  const byKey = new Map(groups.map((group) => [keyOf(group), group]));
  for (const { row, refusals = [] } of rows)
    for (const refusal of refusals) {
      const key = keyOf(refusal);
      const group = byKey.get(key) ?? { ...refusal, count: 0, rows: [] };
      if (group.count === 0 && byKey.size >= groupsMax) continue;
      byKey.set(key, {
        ...group,
        count: group.count + 1,
        rows: group.rows.length < shownRows ? [...group.rows, row] : group.rows,
      });
    }
  return [...byKey.values()].toSorted((one, other) => other.count - one.count);
}

const keyOf = ({ code, column }: Pick<RefusalGroup, "code" | "column">): string => `${code} ${column}`;
